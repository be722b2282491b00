package dev.sendoff.ingest.functions;

import dev.sendoff.core.Account;
import dev.sendoff.core.Destination;
import dev.sendoff.core.EventInvokeConfig;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.registry.FunctionsTransaction;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which destinations this installation delivers to. What is refused here is never set, so that nothing is sent nowhere.
 *
 * @param topicPrefix of the installation's own topics, which are no destinations
 * @param allowPrivate whether webhooks may be plain HTTP, and on private addresses
 */
public record DestinationRules(Account account, String topicPrefix, boolean allowPrivate) {

    /** @throws RefusedException in AWS's words where it has any */
    void check(EventInvokeConfig config, Function function, FunctionsTransaction transaction) {
        check(config.onSuccess(), "OnSuccess", config, function, transaction);
        check(config.onFailure(), "OnFailure", config, function, transaction);
    }

    private void check(
            @Nullable String address,
            String side,
            EventInvokeConfig config,
            Function function,
            FunctionsTransaction transaction) {
        if (address == null) {
            return;
        }
        switch (parse(address)) {
            case Destination.Topic topic -> checkTopic(topic);
            case Destination.OfFunction target -> checkFunction(target, function, transaction);
            case Destination.Webhook webhook -> checkWebhook(webhook);
            case Destination.OfService _ ->
                throw RefusedException.invalidParameter("The provided destination config DestinationConfig(onSuccess="
                        + shown("OnSuccess", config.onSuccess()) + ", onFailure="
                        + shown("OnFailure", config.onFailure()) + ") is invalid.");
        }
    }

    /** @throws RefusedException if events cannot be sent there once they are given up */
    public void checkDeadLetterTarget(String address) {
        if (!(parse(address) instanceof Destination.Topic topic)) {
            throw RefusedException.invalidParameter("The provided dead-letter target " + address
                    + " is not supported by Sendoff, but kafka://TOPIC is. A function or a webhook can be the OnFailure"
                    + " destination of its event invoke config.");
        }
        checkTopic(topic);
    }

    private static String shown(String type, @Nullable String address) {
        return address == null ? "null" : type + "(destination=" + address + ")";
    }

    private static Destination parse(String address) {
        try {
            return Destination.parse(address);
        } catch (IllegalArgumentException e) {
            throw RefusedException.invalidParameter(
                    "The destination ARN " + address + " is invalid: " + e.getMessage() + ".");
        }
    }

    private void checkTopic(Destination.Topic topic) {
        if (topic.topic().startsWith(topicPrefix) || topic.topic().startsWith("__")) {
            throw RefusedException.invalidParameter("The topic " + topic.topic()
                    + " is Sendoff's or Kafka's own and cannot be a destination. To run another function with the"
                    + " record, name its ARN.");
        }
    }

    private void checkFunction(Destination.OfFunction target, Function function, FunctionsTransaction transaction) {
        boolean here =
                target.region().equals(account.region()) && target.account().equals(account.id());
        if (here && target.function().equals(function.name())) {
            throw RefusedException.invalidParameter("You can't specify the function as a destination for itself.");
        }
        if (!here || !isThere(target, transaction)) {
            throw RefusedException.invalidParameter("The destination ARN " + target.address() + " is invalid.");
        }
    }

    private static boolean isThere(Destination.OfFunction target, FunctionsTransaction transaction) {
        String qualifier = target.qualifier();
        return transaction
                .find(target.function())
                .filter(function -> qualifier == null
                        || qualifier.equals(FunctionVersion.LATEST)
                        || function.alias(qualifier).isPresent()
                        || transaction.version(target.function(), qualifier).isPresent())
                .isPresent();
    }

    /** Names are looked up when something is delivered, and refused then. */
    private void checkWebhook(Destination.Webhook webhook) {
        URI url = webhook.url();
        if (allowPrivate) {
            return;
        }
        if (!url.getScheme().equals("https")) {
            throw RefusedException.invalidParameter("The URL " + url
                    + " is not allowed: a webhook is https, unless the installation allows others"
                    + " (sendoff.destinations.webhook.allow-private).");
        }
        if (isPrivate(url.getHost().toLowerCase(Locale.ROOT))) {
            throw RefusedException.invalidParameter("The URL " + url
                    + " is not allowed: it leads to a private address, unless the installation allows those"
                    + " (sendoff.destinations.webhook.allow-private).");
        }
    }

    private static boolean isPrivate(String host) {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return true;
        }
        if (!host.startsWith("[") && !host.matches("[0-9.]+")) {
            return false;
        }
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isLoopbackAddress()
                    || address.isSiteLocalAddress()
                    || address.isLinkLocalAddress()
                    || address.isAnyLocalAddress()
                    || address.isMulticastAddress();
        } catch (UnknownHostException e) {
            return true;
        }
    }
}
