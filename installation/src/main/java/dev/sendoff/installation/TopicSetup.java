package dev.sendoff.installation;

import dev.sendoff.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics that are missing, and says what differs in those that are there. */
final class TopicSetup {

    private static final Logger log = LoggerFactory.getLogger(TopicSetup.class);

    private final Topics topics;
    private final boolean create;
    private final Duration timeout;

    TopicSetup(Topics topics, boolean create, Duration timeout) {
        this.topics = topics;
        this.create = create;
        this.timeout = timeout;
    }

    /**
     * @throws InstallationException naming every topic that is missing and may not be created, or has another number of
     *     partitions than this installation
     */
    void run(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        Set<String> existing = admin.listTopics().names().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        List<NewTopic> missing = topics.definitions().stream()
                .filter(definition -> !existing.contains(definition.name()))
                .toList();
        if (!missing.isEmpty()) {
            if (!create) {
                throw new InstallationException("topics are missing and sendoff.topics.create is false: "
                        + missing.stream().map(NewTopic::name).collect(Collectors.joining(", ")));
            }
            create(admin, missing);
        }
        check(admin);
    }

    private void create(Admin admin, List<NewTopic> missing)
            throws InterruptedException, ExecutionException, TimeoutException {
        for (var creation : admin.createTopics(missing).values().entrySet()) {
            try {
                creation.getValue().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
                log.info("created topic {}", creation.getKey());
            } catch (ExecutionException e) {
                // Another service of the installation was quicker.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private void check(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, TopicDescription> descriptions = admin.describeTopics(
                        topics.definitions().stream().map(NewTopic::name).toList())
                .allTopicNames()
                .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        List<String> differences = new ArrayList<>();
        for (TopicDescription description : descriptions.values()) {
            int found = description.partitions().size();
            topics.byName(description.name())
                    .map(topics::partitions)
                    .filter(wanted -> found != wanted)
                    .ifPresent(wanted ->
                            differences.add(description.name() + " has " + found + " partitions, not " + wanted));
        }
        if (!differences.isEmpty()) {
            throw new InstallationException(
                    "topics differ from sendoff.topics.partitions: " + String.join("; ", differences));
        }
    }
}
