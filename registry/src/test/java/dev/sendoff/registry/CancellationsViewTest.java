package dev.sendoff.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sendoff.core.Cancellation;
import dev.sendoff.core.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CancellationsViewTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

    private final Random random = new Random(1);
    private final CancellationsView view = new CancellationsView(3);

    @Test
    void isLoadedOnceItsEndIsReached() {
        assertThat(view.isLoaded()).isFalse();
        view.endsAt(2);
        view.advanceTo(1);
        assertThat(view.isLoaded()).isFalse();
        assertThatThrownBy(() -> view.awaitLoaded(Duration.ofMillis(1))).isInstanceOf(RegistryException.class);
        view.advanceTo(2);
        assertThat(view.isLoaded()).isTrue();
        view.awaitLoaded(Duration.ZERO);
    }

    @Test
    void anEmptyTopicIsLoadedAtOnce() {
        view.endsAt(0);
        assertThat(view.isLoaded()).isTrue();
    }

    @Test
    void tellsWhatIsNew() {
        Cancellation first = cancellation();
        Cancellation second = cancellation();
        view.put(4, first);
        assertThat(view.since(0).cancellations()).isEmpty();
        view.advanceTo(5);
        Cancellations.News news = view.since(0);
        assertThat(news.cancellations()).containsExactly(first);
        view.put(7, second);
        view.advanceTo(8);
        Cancellations.News later = view.since(news.next());
        assertThat(later.cancellations()).containsExactly(second);
        assertThat(view.since(later.next()).cancellations()).isEmpty();
    }

    @Test
    void forgetsTheOldest() {
        Cancellation oldest = cancellation();
        view.put(0, oldest);
        view.put(1, cancellation());
        view.put(2, cancellation());
        // The topic is read again after a failure.
        view.put(0, oldest);
        assertThat(view.find(oldest.id())).isEqualTo(oldest);
        Cancellation latest = cancellation();
        view.put(3, latest);
        assertThat(view.find(oldest.id())).isNull();
        assertThat(view.find(latest.id())).isEqualTo(latest);
    }

    private Cancellation cancellation() {
        return new Cancellation(RequestId.generate(0, T0, random), 0, null, T0, "", "");
    }
}
