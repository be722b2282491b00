package dev.sendoff.installation;

import dev.sendoff.core.Account;
import dev.sendoff.core.RetryPolicy;
import dev.sendoff.core.Sharding;
import dev.sendoff.schemas.Topics;
import dev.sendoff.schemas.WireFormat;
import java.util.Map;

/**
 * The installation that this process belongs to. Once it is had, its topics exist and its schemas are registered.
 *
 * @param sharding how functions are spread over the partitions
 * @param clientSettings what every Kafka client is configured with: brokers and security; nothing that is one client's
 *     own affair
 * @param defaultRetryPolicy of functions that have none of their own
 * @param allowsPrivateWebhooks whether webhooks may be plain HTTP, and lead to addresses that are not public
 * @param awsEndpoints of AWS's services that records are brought to, by the part of an ARN that names them
 * @param instance the name of this process among those of the installation
 */
public record Installation(
        Topics topics,
        Sharding sharding,
        WireFormat wire,
        Account account,
        Map<String, Object> clientSettings,
        RetryPolicy defaultRetryPolicy,
        boolean allowsPrivateWebhooks,
        Map<String, AwsEndpoint> awsEndpoints,
        String instance) {

    public Installation {
        clientSettings = Map.copyOf(clientSettings);
        awsEndpoints = Map.copyOf(awsEndpoints);
    }

    /** The name of a consumer group, Streams application or transactional id of this installation. */
    public String named(String baseName) {
        return topics.prefix() + baseName;
    }
}
