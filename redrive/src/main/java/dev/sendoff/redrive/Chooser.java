package dev.sendoff.redrive;

import dev.sendoff.core.Account;
import dev.sendoff.core.Delivery;
import dev.sendoff.core.Destination;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.JobOptions;
import dev.sendoff.core.JobOrder;
import dev.sendoff.core.LetterSelection;
import dev.sendoff.core.Origin;
import dev.sendoff.core.RequestId;
import dev.sendoff.redrive.Verdict.Why;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what a job does with each event that it comes across. */
public final class Chooser {

    private final JobOrder order;
    private final Account account;
    private final Set<RequestId> ids;

    public Chooser(JobOrder order, Account account) {
        this.order = order;
        this.account = account;
        this.ids = Set.copyOf(order.ids());
    }

    /** Whether an event of that function may be meant: what costs little to know before a record is decoded. */
    public boolean mayMean(String function) {
        String wanted = order.selection().function();
        return wanted == null || wanted.equals(function);
    }

    /**
     * @param cameOfIt what has come of it already
     * @param now when a copy is accepted
     */
    public Verdict judge(Found found, Set<Delivery.Kind> cameOfIt, Instant now) {
        if (!isMeant(found, cameOfIt)) {
            return new Verdict.NotMeant();
        }
        return reasonToSkip(found, cameOfIt)
                .<Verdict>map(Verdict.Skip::new)
                .orElseGet(() -> order.kind() == JobOrder.Kind.PURGE ? purge(found, now) : copy(found, now));
    }

    private boolean isMeant(Found found, Set<Delivery.Kind> cameOfIt) {
        if (!ids.isEmpty() && !ids.contains(found.id())) {
            return false;
        }
        return switch (found) {
            case Found.Letter letter ->
                !cameOfIt.contains(Delivery.Kind.PURGE)
                        && (ids.isEmpty()
                                ? order.selection().selects(letter.letter())
                                : order.selection().selectsNamed(letter.letter()));
            case Found.Event event -> isMeant(event.invocation());
        };
    }

    private boolean isMeant(Invocation event) {
        LetterSelection selection = order.selection();
        // What was put back, or lent, stands on the queue again.
        return event.requeues() == 0
                && mayMean(event.function())
                && (selection.since() == null || !event.acceptedAt().isBefore(selection.since()))
                && (selection.until() == null || event.acceptedAt().isBefore(selection.until()));
    }

    private Optional<Why> reasonToSkip(Found found, Set<Delivery.Kind> cameOfIt) {
        JobOptions options = order.options();
        return switch (order.kind()) {
            case PURGE -> Optional.empty();
            case REDRIVE ->
                timesPutIn(found) >= options.maxTimes()
                        ? Optional.of(Why.TOO_OFTEN)
                        : reasonToSkipCopy(found, cameOfIt);
            case REPLAY -> {
                if (found.origin().copyOf() != null) {
                    yield Optional.of(Why.COPY);
                }
                yield Destination.isCarrier(found.function())
                                && order.selection().function() == null
                        ? Optional.of(Why.DELIVERY)
                        : reasonToSkipCopy(found, cameOfIt);
            }
        };
    }

    private Optional<Why> reasonToSkipCopy(Found found, Set<Delivery.Kind> cameOfIt) {
        if (!order.options().again() && cameOfIt.contains(order.kind().delivery())) {
            return Optional.of(Why.PUT_IN_BEFORE);
        }
        if (payload(found) == null) {
            return Optional.of(Why.NO_EVENT);
        }
        return function(found).isEmpty() ? Optional.of(Why.NO_FUNCTION) : Optional.empty();
    }

    private static int timesPutIn(Found found) {
        Origin.CopyOf copyOf = found.origin().copyOf();
        return copyOf == null ? 0 : copyOf.times();
    }

    private String function(Found found) {
        String other = order.options().function();
        return other == null ? found.function() : other;
    }

    private @Nullable String qualifier(Found found) {
        JobOptions options = order.options();
        return options.qualifier() != null || options.function() != null ? options.qualifier() : found.qualifier();
    }

    private @Nullable String payload(Found found) {
        String edited = order.options().payload();
        return edited == null ? found.payload() : edited;
    }

    private Verdict purge(Found found, Instant now) {
        return new Verdict.Take(
                null,
                new Delivery(
                        found.id(),
                        found.function(),
                        Delivery.Kind.PURGE,
                        "",
                        Delivery.Status.DELIVERED,
                        now,
                        null,
                        0,
                        null,
                        null));
    }

    private Verdict copy(Found found, Instant now) {
        String payload = payload(found);
        if (payload == null) {
            return new Verdict.Skip(Why.NO_EVENT);
        }
        String function = function(found);
        String qualifier = qualifier(found);
        RequestId id = RequestId.comeOf(found.id(), "job " + order.id(), found.home(), order.at());
        Origin origin = new Origin(
                // Brought elsewhere it would be no delivery.
                function.equals(found.function()) ? found.origin().deliveryOf() : null,
                new Origin.CopyOf(
                        order.kind().delivery(), found.id(), found.home(), timesPutIn(found) + 1, order.id()));
        return new Verdict.Take(
                Invocation.accepted(id, function, qualifier, payload, now, null).comeOf(origin),
                new Delivery(
                        found.id(),
                        found.function(),
                        order.kind().delivery(),
                        account.qualifiedFunctionArn(function, qualifier),
                        Delivery.Status.PENDING,
                        now,
                        id,
                        0,
                        null,
                        null));
    }
}
