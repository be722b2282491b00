package dev.sendoff.installation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Settings that all services of an installation share, and must agree on. */
@ConfigMapping(prefix = "sendoff")
interface InstallationConfig {

    Kafka kafka();

    Registry registry();

    TopicSettings topics();

    RetryDefaults retryPolicy();

    Destinations destinations();

    Aws aws();

    /** The AWS region that the installation answers as. */
    @WithDefault("us-east-1")
    String region();

    /** The AWS account that the installation answers as: twelve digits. */
    @WithDefault("000000000000")
    String accountId();

    /**
     * The name of this process among those of the installation. One that comes back under the same name takes up its
     * timers and states at once; two at a time must not have the same.
     */
    @WithDefault("standalone")
    String instance();

    interface Destinations {
        Webhook webhook();

        /** Webhooks. */
        interface Webhook {
            /**
             * Whether webhooks may be plain HTTP, and lead to private, loopback and other addresses that are not public.
             * Ingest asks before it is set, and executors before they call.
             */
            @WithDefault("false")
            boolean allowPrivate();
        }
    }

    /**
     * Where destinations of AWS's services are delivered to. Ingest refuses those of which nothing is set, and executors
     * bring records there. Credentials are found as AWS's SDKs find them: <code>AWS_ACCESS_KEY_ID</code> and the like.
     */
    interface Aws {
        Sqs sqs();

        Sns sns();

        Events events();

        S3 s3();

        interface Sqs {
            /** Of SQS: the URL of whatever answers like it, or <code>aws</code> for AWS's own in the ARN's region. */
            Optional<String> endpoint();
        }

        interface Sns {
            /** Of SNS, likewise. */
            Optional<String> endpoint();
        }

        interface Events {
            /** Of EventBridge, likewise. */
            Optional<String> endpoint();
        }

        interface S3 {
            /** Of S3, likewise; for failures only. <code>aws</code> means AWS's own in the region of the installation. */
            Optional<String> endpoint();
        }
    }

    interface Kafka {
        /** The brokers, as <code>host:port</code>, separated by commas. */
        @WithDefault("127.0.0.1:9092")
        String bootstrap();

        /** Further settings of every Kafka client, by Kafka's names: <code>security.protocol</code> and the like. */
        Map<String, String> properties();

        /** How long a starting service waits for the brokers and the registry. */
        @WithDefault("PT60S")
        Duration startupTimeout();
    }

    interface Registry {
        /** The base URL of a schema registry that speaks Confluent's API. */
        @WithDefault("http://127.0.0.1:8081/apis/ccompat/v7")
        String url();

        /** Further settings of Confluent's registry client, by its names: <code>basic.auth.user.info</code> etc. */
        Map<String, String> properties();
    }

    interface TopicSettings {
        /** Put before the name of every topic, consumer group and transactional id. */
        @WithDefault("sendoff.")
        String prefix();

        /** The number of partitions of every topic that invocations live on; never to be changed afterwards. */
        @WithDefault("4")
        int partitions();

        /**
         * How many of the partitions the events of one function go to: each function has a choice of its own, so that one
         * with a long queue leaves the others at least a part of theirs. By default a half, or two where there are two.
         */
        OptionalInt partitionsPerFunction();

        /** The replication factor of topics that are created; -1 for the broker's default. */
        @WithDefault("-1")
        short replication();

        /** Whether missing topics are created. If not, a service names what is missing and does not start. */
        @WithDefault("true")
        boolean create();
    }

    interface RetryDefaults {
        /** The wait before the first retry, for functions without a policy of their own; the second waits twice as long. */
        @WithName("initial-delay")
        @WithDefault("PT1M")
        Duration initialDelay();
    }
}
