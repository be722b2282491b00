package dev.sendoff.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.DeliveryFact;
import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.FunctionSettings;
import dev.sendoff.core.Hold;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.Pause;
import dev.sendoff.core.QueueSettings;
import dev.sendoff.core.RequestId;
import dev.sendoff.state.WhyNotYet.Backlog;
import dev.sendoff.state.WhyNotYet.Because;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WhyNotYetTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final Invocation EVENT =
            Invocation.accepted(RequestId.generate(2, T0, new Random(1)), "slow", null, "{}", T0, null);
    private static final Duration WITHIN = Duration.ofSeconds(90);
    private static final Backlog BACKLOG = new Backlog(30, true, 60, WITHIN);

    @Test
    void aQueuedOneWaitsForThoseBeforeIt() {
        WhyNotYet why = WhyNotYet.of(queued(), FunctionSettings.DEFAULT.withReservedConcurrency(3), BACKLOG, T0);
        assertThat(why.because()).isEqualTo(Because.BACKLOG);
        assertThat(why.detail())
                .isEqualTo("30 of 'slow' are before it on partition 2, of which 3 may run at a time;"
                        + " 60 ended there in the last 90 s");
        assertThat(why.expectedAt()).isEqualTo(T0.plusSeconds(45));
    }

    @Test
    void whereNothingEndsNothingIsExpected() {
        assertThat(why(queued(), new Backlog(30, true, 0, WITHIN)).expectedAt()).isNull();
        WhyNotYet far = why(queued(), new Backlog(10_000, false, 60, WITHIN));
        assertThat(far.expectedAt()).isNull();
        assertThat(far.detail()).startsWith("more than 10000 of 'slow'");
    }

    @Test
    void theNextOneIsSaidToBeSo() {
        assertThat(why(queued(), new Backlog(0, true, 0, WITHIN)).detail())
                .startsWith("it is the next of 'slow' on partition 2");
    }

    @Test
    void ofWhatHasOnlyJustComeNothingIsCounted() {
        WhyNotYet why = WhyNotYet.of(queued(), FunctionSettings.DEFAULT, null, T0);
        assertThat(why.because()).isEqualTo(Because.BACKLOG);
        assertThat(why.detail()).isEqualTo("it has only just been queued");
        assertThat(why.backlog()).isNull();
    }

    @Test
    void aTimerIsNamedWithItsTime() {
        Instant due = T0.plusSeconds(60);
        WhyNotYet delayed = why(waits(EVENT.delayedUntil(due)), BACKLOG);
        assertThat(delayed.because()).isEqualTo(Because.TIMER);
        assertThat(delayed.detail()).isEqualTo("its caller asked that it runs at 2026-11-23T10:01:00Z");
        assertThat(delayed.expectedAt()).isEqualTo(due);
        assertThat(delayed.backlog()).isNull();
    }

    @Test
    void aLimitIsNamed() {
        DeliveryState throttled = waits(EVENT.throttledUntil(T0.plusSeconds(5)));
        assertThat(WhyNotYet.of(throttled, FunctionSettings.DEFAULT.withReservedConcurrency(3), BACKLOG, T0)
                        .detail())
                .startsWith("'slow' may run 3 at a time");
        assertThat(why(throttled, BACKLOG).detail()).startsWith("there was no room for 'slow'");
    }

    @Test
    void aHoldIsNamedAndAPauseHasNoEnd() {
        DeliveryState held = waits(EVENT.heldUntil(T0.plusSeconds(9), new Hold(Hold.Cause.OUTAGE, T0, "all failed")));
        assertThat(why(held, BACKLOG).detail()).isEqualTo("held: all failed");
        assertThat(why(held, BACKLOG).expectedAt()).isEqualTo(T0.plusSeconds(9));
        FunctionSettings paused =
                FunctionSettings.DEFAULT.withQueue(new QueueSettings(new Pause(T0, "ann", "maintenance"), null, null));
        for (DeliveryState state : List.of(held, queued())) {
            WhyNotYet why = WhyNotYet.of(state, paused, BACKLOG, T0);
            assertThat(why.because()).isEqualTo(Because.HOLD);
            assertThat(why.detail()).isEqualTo("its function is paused by ann since 2026-11-23T10:00:00Z: maintenance");
            assertThat(why.expectedAt()).isNull();
        }
    }

    private static WhyNotYet why(DeliveryState state, Backlog backlog) {
        return WhyNotYet.of(state, FunctionSettings.DEFAULT, backlog, T0);
    }

    private static DeliveryState queued() {
        return DeliveryState.first(new DeliveryFact.Queued(EVENT, 2, 7L));
    }

    private static DeliveryState waits(Invocation invocation) {
        return DeliveryState.first(new DeliveryFact.Waits(invocation, 2));
    }
}
