package dev.sendoff.ingest.functions.events;

import dev.sendoff.core.Account;
import dev.sendoff.core.Destination;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.PublicInternet;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.registry.FunctionsTransaction;
import dev.sendoff.schemas.Topics;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which destinations this installation delivers to. Any other is refused when it is set, so that no record is lost on its
 * way to where nobody brings it.
 *
 * @param topics the installation's own, which are no destinations
 * @param allowPrivate whether webhooks may be plain HTTP, and on addresses that are not public
 * @param services those of AWS's that are delivered to, by the part of an ARN that names them
 */
public record DestinationRules(Account account, Topics topics, boolean allowPrivate, Set<String> services) {

    /** AWS's targets, besides functions. */
    private static final Set<String> TARGETS = Set.of("sqs", "sns", "events", "s3");

    /** Those of them that take events instead of records. */
    private static final Set<String> DEAD_LETTER_TARGETS = Set.of("sqs", "sns");

    /** AWS has it for failures only. */
    private static final String BUCKETS = "s3";

    private static final String ALLOWED_BY = " (sendoff.destinations.webhook.allow-private).";

    public DestinationRules {
        if (!TARGETS.containsAll(services)) {
            throw new IllegalArgumentException(
                    "of AWS's services " + TARGETS + " can be destinations, not " + services);
        }
        services = Set.copyOf(services);
    }

    /**
     * Looks at the destinations that are to be set.
     *
     * @param onSuccess null if it is not set
     * @param onFailure null if it is not set
     * @param function whose they are to be
     * @throws RefusedException in AWS's words, where it has any
     */
    void check(
            @Nullable String onSuccess,
            @Nullable String onFailure,
            Function function,
            FunctionsTransaction transaction) {
        boolean delivered = isDelivered(onFailure, true, function, transaction);
        delivered &= isDelivered(onSuccess, false, function, transaction);
        if (!delivered) {
            throw RefusedException.invalidParameter("The provided destination config DestinationConfig(onSuccess="
                    + shown("OnSuccess", onSuccess) + ", onFailure=" + shown("OnFailure", onFailure) + ") is invalid.");
        }
    }

    private static String shown(String type, @Nullable String address) {
        return address == null ? "null" : type + "(destination=" + address + ")";
    }

    /** Whether its service is; refuses by itself what is wrong in any other way. */
    private boolean isDelivered(
            @Nullable String address, boolean failures, Function function, FunctionsTransaction transaction) {
        if (address == null) {
            return true;
        }
        switch (parse(address)) {
            case Destination.Topic topic -> checkTopic(topic);
            case Destination.OfFunction target -> checkFunction(target, function, transaction);
            case Destination.Webhook webhook -> checkWebhook(webhook);
            case Destination.OfService target -> {
                return services.contains(target.service())
                        && (failures || !target.service().equals(BUCKETS));
            }
        }
        return true;
    }

    /**
     * Looks at where events are to be sent that are given up.
     *
     * @throws RefusedException if none can be sent there
     */
    public void checkDeadLetterTarget(String address) {
        switch (parse(address)) {
            case Destination.Topic topic -> checkTopic(topic);
            case Destination.OfService target
            when DEAD_LETTER_TARGETS.contains(target.service()) && services.contains(target.service()) -> {}
            case Destination.OfFunction _, Destination.Webhook _, Destination.OfService _ ->
                throw RefusedException.invalidParameter("The provided target " + address
                        + " of DeadLetterConfig is not supported by Sendoff, but kafka://TOPIC is. A function or a webhook"
                        + " can be the OnFailure destination of an event-invoke-config.");
        }
    }

    private static Destination parse(String address) {
        try {
            return Destination.parse(address);
        } catch (IllegalArgumentException e) {
            throw RefusedException.invalidParameter(
                    "The destination " + address + " is invalid: " + e.getMessage() + ".");
        }
    }

    private void checkTopic(Destination.Topic destination) {
        String topic = destination.topic();
        boolean ours = topics.prefix().isEmpty() ? topics.byName(topic).isPresent() : topic.startsWith(topics.prefix());
        if (ours || topic.startsWith("__")) {
            throw RefusedException.invalidParameter("The topic " + topic + " is " + (ours ? "Sendoff's" : "Kafka's")
                    + " own, and no destination. To have a function invoked, name its ARN.");
        }
    }

    private void checkFunction(Destination.OfFunction target, Function function, FunctionsTransaction transaction) {
        boolean here =
                target.region().equals(account.region()) && target.account().equals(account.id());
        if (!here || !isThere(target, transaction)) {
            throw RefusedException.invalidParameter("The destination ARN " + target.address() + " is invalid.");
        }
        if (target.function().equals(function.name())) {
            throw RefusedException.invalidParameter("You can't specify the function as a destination for itself.");
        }
    }

    private static boolean isThere(Destination.OfFunction target, FunctionsTransaction transaction) {
        return transaction
                .find(target.function())
                .filter(function -> has(function, target.qualifier(), transaction))
                .isPresent();
    }

    /** Whether there is such a version or alias. @param qualifier null for none */
    static boolean has(Function function, @Nullable String qualifier, FunctionsTransaction transaction) {
        return qualifier == null
                || qualifier.equals(FunctionVersion.LATEST)
                || function.alias(qualifier).isPresent()
                || transaction.version(function.name(), qualifier).isPresent();
    }

    /** Names are looked up when something is brought there, and judged then. */
    private void checkWebhook(Destination.Webhook webhook) {
        if (allowPrivate) {
            return;
        }
        if (!webhook.url().getScheme().equals("https")) {
            throw RefusedException.invalidParameter("The destination " + webhook.address()
                    + " is not allowed: a webhook must be https://, unless the installation allows others"
                    + ALLOWED_BY);
        }
        if (PublicInternet.excludes(webhook.url().getHost())) {
            throw RefusedException.invalidParameter("The destination " + webhook.address()
                    + " is not allowed: its address is not public, and the installation does not allow such"
                    + ALLOWED_BY);
        }
    }
}
