package dev.sendoff.redrive;

import static dev.sendoff.redrive.Letters.HOME;
import static dev.sendoff.redrive.Letters.JOB;
import static dev.sendoff.redrive.Letters.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Account;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.Delivery;
import dev.sendoff.core.Disposition;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.JobOptions;
import dev.sendoff.core.JobOrder;
import dev.sendoff.core.LetterSelection;
import dev.sendoff.core.Origin;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.SourceRecord;
import dev.sendoff.redrive.Verdict.Why;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChooserTest {

    private static final Instant NOW = T0.plusSeconds(60);
    private static final Account ACCOUNT = new Account("us-east-1", "000000000000");

    @Test
    void makesANewInvocationAtTheSameHomeThatKnowsTheOldOne() {
        Found found = Letters.found("flaky");
        Verdict.Take take = taken(Letters.redrive(JobOptions.DEFAULT), found);
        Invocation copy = take.copy();
        assertThat(copy.function()).isEqualTo("flaky");
        assertThat(copy.qualifier()).isEqualTo("live");
        assertThat(copy.payload()).isEqualTo("{\"n\":1}");
        assertThat(copy.attempt()).isEqualTo(1);
        assertThat(copy.acceptedAt()).isEqualTo(NOW);
        assertThat(copy.traceHeader()).as("it is a chain of its own").isNull();
        assertThat(copy.id()).isNotEqualTo(found.id());
        assertThat(copy.id().homePartition()).hasValue(HOME);
        assertThat(copy.origin())
                .isEqualTo(new Origin(null, new Origin.CopyOf(Delivery.Kind.REDRIVE, found.id(), HOME, 1, JOB)));
        assertThat(take.news())
                .isEqualTo(new Delivery(
                        found.id(),
                        "flaky",
                        Delivery.Kind.REDRIVE,
                        "arn:aws:lambda:us-east-1:000000000000:function:flaky:live",
                        Delivery.Status.PENDING,
                        NOW,
                        copy.id(),
                        0,
                        null,
                        null));
    }

    @Test
    void makesTheSameIdOfTheSameLetterForTheSameJobWhenever() {
        Found found = Letters.found("flaky");
        JobOrder order = Letters.redrive(JobOptions.DEFAULT);
        Verdict later = new Chooser(order, ACCOUNT).judge(found, Set.of(), NOW.plusSeconds(9));
        assertThat(((Verdict.Take) later).copy().id())
                .isEqualTo(taken(order, found).copy().id());
    }

    @Test
    void sendsItElsewhereOrWithAnotherEventIfAskedTo() {
        Invocation elsewhere = taken(Letters.redrive(Letters.instead("hello", null, "[7]")), Letters.found("flaky"))
                .copy();
        assertThat(elsewhere.function()).isEqualTo("hello");
        assertThat(elsewhere.qualifier()).isNull();
        assertThat(elsewhere.payload()).isEqualTo("[7]");
        Invocation version = taken(Letters.redrive(Letters.instead(null, "2", null)), Letters.found("flaky"))
                .copy();
        assertThat(version.function()).isEqualTo("flaky");
        assertThat(version.qualifier()).isEqualTo("2");
    }

    @Test
    void aDeliveryThatIsPutInAgainStillDeliversUnlessItIsSentElsewhere() {
        Origin.DeliveryOf delivers = new Origin.DeliveryOf(
                Delivery.Kind.ON_FAILURE, Letters.event("flaky").id(), 1, "flaky", "https://example.org/hook");
        Found found = Letters.found(Letters.event("sendoff.webhook.example.org").comeOf(new Origin(delivers, null)));
        assertThat(taken(Letters.redrive(JobOptions.DEFAULT), found)
                        .copy()
                        .origin()
                        .deliveryOf())
                .isEqualTo(delivers);
        assertThat(taken(Letters.redrive(Letters.instead("hello", null, null)), found)
                        .copy()
                        .origin()
                        .deliveryOf())
                .isNull();
    }

    @Test
    void leavesOutWhatWasPutInBeforeUnlessAskedFor() {
        Found found = Letters.found("flaky");
        Set<Delivery.Kind> before = Set.of(Delivery.Kind.REDRIVE);
        assertThat(judge(Letters.redrive(JobOptions.DEFAULT), found, before))
                .isEqualTo(new Verdict.Skip(Why.PUT_IN_BEFORE));
        JobOptions again = new JobOptions(null, null, null, null, 0, null, 10, 5, 100, 3, true);
        assertThat(judge(Letters.redrive(again), found, before)).isInstanceOf(Verdict.Take.class);
        assertThat(judge(Letters.redrive(JobOptions.DEFAULT), found, Set.of(Delivery.Kind.ON_FAILURE)))
                .as("its record was sent somewhere")
                .isInstanceOf(Verdict.Take.class);
    }

    @Test
    void countsHowOftenAnEventWasPutInAndEndsTheLoop() {
        JobOrder order = Letters.redrive(JobOptions.DEFAULT);
        assertThat(taken(order, Letters.putIn(2)).copy().origin().copyOf().times())
                .isEqualTo(3);
        assertThat(judge(order, Letters.putIn(3), Set.of())).isEqualTo(new Verdict.Skip(Why.TOO_OFTEN));
    }

    @Test
    void cannotPutInWhatCouldNotBeReadUnlessAnEventIsGiven() {
        Found garbage = garbage("", null);
        assertThat(judge(Letters.redrive(JobOptions.DEFAULT), garbage, Set.of()))
                .isEqualTo(new Verdict.Skip(Why.NO_EVENT));
        assertThat(judge(Letters.redrive(Letters.instead(null, null, "{}")), garbage, Set.of()))
                .isEqualTo(new Verdict.Skip(Why.NO_FUNCTION));
        assertThat(taken(Letters.redrive(Letters.instead("hello", null, "{}")), garbage)
                        .copy()
                        .payload())
                .isEqualTo("{}");
        assertThat(taken(Letters.redrive(Letters.instead("hello", null, null)), garbage("", "{\"a\":1}"))
                        .copy()
                        .payload())
                .as("the record named no function, but had an event")
                .isEqualTo("{\"a\":1}");
    }

    @Test
    void meansNoLetterThatIsNotSelectedOrWasPurged() {
        LetterSelection hello = new LetterSelection("hello", null, null, null, null, null);
        JobOrder order = Letters.order(JobOrder.Kind.REDRIVE, hello, JobOptions.DEFAULT);
        assertThat(judge(order, Letters.found("flaky"), Set.of())).isEqualTo(new Verdict.NotMeant());
        assertThat(judge(order, Letters.found("hello"), Set.of(Delivery.Kind.PURGE)))
                .isEqualTo(new Verdict.NotMeant());
        assertThat(judge(order, Letters.found("hello"), Set.of())).isInstanceOf(Verdict.Take.class);
    }

    @Test
    void meansTheIdsAloneIfThereAreAny() {
        Found meant = Letters.found("flaky");
        JobOrder order = new JobOrder(
                JOB,
                JobOrder.Kind.REDRIVE,
                LetterSelection.ALL,
                List.of(meant.id()),
                JobOptions.DEFAULT,
                null,
                "ann",
                T0,
                JobOrder.Wish.RUN,
                0,
                "ann",
                T0);
        assertThat(judge(order, meant, Set.of())).isInstanceOf(Verdict.Take.class);
        assertThat(judge(order, Letters.found("flaky"), Set.of())).isEqualTo(new Verdict.NotMeant());
    }

    @Test
    void purgesWithoutACopyHoweverOftenItWasPutIn() {
        JobOrder order = Letters.order(JobOrder.Kind.PURGE, LetterSelection.ALL, JobOptions.DEFAULT);
        Found found = Letters.putIn(9);
        Verdict.Take take = (Verdict.Take) judge(order, found, Set.of(Delivery.Kind.REDRIVE));
        assertThat(take.copy()).isNull();
        assertThat(take.news().kind()).isEqualTo(Delivery.Kind.PURGE);
        assertThat(take.news().id()).isEqualTo(found.id());
        assertThat(judge(order, found, Set.of(Delivery.Kind.PURGE))).isEqualTo(new Verdict.NotMeant());
    }

    @Test
    void replaysEachEventOnceHoweverOftenItWasPutBack() {
        Invocation event = Letters.event("flaky");
        JobOrder order = replay(null, T0, T0.plusSeconds(1));
        Verdict.Take take = taken(order, new Found.Event(event, HOME));
        assertThat(take.copy().origin().copyOf().kind()).isEqualTo(Delivery.Kind.REPLAY);
        Invocation putBack = event.throttledUntil(NOW).due();
        assertThat(judge(order, new Found.Event(putBack, HOME), Set.of())).isEqualTo(new Verdict.NotMeant());
    }

    @Test
    void replaysWhatWasAcceptedInTime() {
        Found event = new Found.Event(Letters.event("flaky"), HOME);
        assertThat(judge(replay(null, T0.plusMillis(1), null), event, Set.of())).isEqualTo(new Verdict.NotMeant());
        assertThat(judge(replay(null, T0.minusSeconds(1), T0), event, Set.of())).isEqualTo(new Verdict.NotMeant());
        assertThat(judge(replay("hello", T0, null), event, Set.of())).isEqualTo(new Verdict.NotMeant());
        assertThat(judge(replay("flaky", T0, null), event, Set.of())).isInstanceOf(Verdict.Take.class);
    }

    @Test
    void replaysNeitherCopiesNorDeliveriesThatNobodyNamed() {
        RequestId earlier = Letters.event("flaky").id();
        Origin copy = new Origin(null, new Origin.CopyOf(Delivery.Kind.REDRIVE, earlier, HOME, 1, null));
        assertThat(judge(
                        replay(null, T0, null),
                        new Found.Event(Letters.event("flaky").comeOf(copy), HOME),
                        Set.of()))
                .isEqualTo(new Verdict.Skip(Why.COPY));
        Found carrier = new Found.Event(Letters.event("sendoff.webhook.example.org"), HOME);
        assertThat(judge(replay(null, T0, null), carrier, Set.of())).isEqualTo(new Verdict.Skip(Why.DELIVERY));
        assertThat(judge(replay("sendoff.webhook.example.org", T0, null), carrier, Set.of()))
                .isInstanceOf(Verdict.Take.class);
    }

    private static JobOrder replay(String function, Instant since, Instant until) {
        return Letters.order(
                JobOrder.Kind.REPLAY,
                new LetterSelection(function, null, null, since, until, null),
                JobOptions.DEFAULT);
    }

    private static Found garbage(String function, String payload) {
        DeadLetter letter = DeadLetter.ofRecord(
                RequestId.derived(HOME, 17, T0),
                function,
                new SourceRecord("sendoff.invocations", HOME, 17, T0, null, new byte[] {0}, List.of()),
                new Disposition.DeadLetter(DeadLetterReason.UNREADABLE, "no Avro"),
                T0);
        return new Found.Letter(letter, HOME, payload);
    }

    private static Verdict.Take taken(JobOrder order, Found found) {
        Verdict verdict = judge(order, found, Set.of());
        assertThat(verdict).isInstanceOf(Verdict.Take.class);
        return (Verdict.Take) verdict;
    }

    private static Verdict judge(JobOrder order, Found found, Set<Delivery.Kind> cameOfIt) {
        return new Chooser(order, ACCOUNT).judge(found, cameOfIt, NOW);
    }
}
