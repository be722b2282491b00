package dev.sendoff.audit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Hold;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PatienceTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration AGE = Duration.ofHours(6);

    private final Patience patience = new Patience(Map.of(), AGE);
    private final Invocation event =
            Invocation.accepted(RequestId.generate(0, T0, new Random(1)), "hello", null, "{}", T0, null);

    @Test
    void anEventMayBeAsOldAsItsFunctionAllows() {
        assertThat(patience.due(event, T0)).isEqualTo(T0.plus(AGE));
        assertThat(patience.due(event.delayedUntil(T0.plus(Duration.ofDays(1))), T0))
                .isEqualTo(T0.plus(Duration.ofDays(1)).plus(AGE));
    }

    @Test
    void theTimeThatItWasKeptBackDoesNotCount() {
        Instant let = T0.plus(Duration.ofDays(3));
        Invocation held = event.heldUntil(let, new Hold(Hold.Cause.PAUSED, T0.plus(Duration.ofHours(1)), "paused"));
        assertThat(patience.due(held, T0.plus(Duration.ofHours(1)))).isEqualTo(let);
        assertThat(patience.due(held.due(), let)).isEqualTo(let.plus(Duration.ofHours(5)));
    }
}
