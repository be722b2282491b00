package dev.sendoff.executor.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Invocation;
import dev.sendoff.executor.engine.Engine;
import dev.sendoff.executor.engine.Limits;
import dev.sendoff.executor.engine.Resolver;
import dev.sendoff.executor.engine.Resolver.Availability;
import dev.sendoff.schemas.InvocationReader;
import dev.sendoff.schemas.Topics;
import dev.sendoff.schemas.WireFormat;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a consumer does that loses its partitions in an unfortunate moment. */
@Timeout(30)
class PollLoopTest {

    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch second = new CountDownLatch(1);

    @Test
    void aConsumerThatFailsInWhateverWayIsMadeAnew() throws Exception {
        PollLoop loop = loop(new Failing());
        Thread thread = Thread.ofVirtual().start(loop);
        assertThat(second.await(20, TimeUnit.SECONDS)).isTrue();
        loop.stop();
        thread.join();
        assertThat(made.get()).isEqualTo(2);
    }

    @Test
    void partitionsThatAreLostWhileTheyAreResumedDoNotEndTheLoop() throws Exception {
        LosesThem consumer = new LosesThem();
        PollLoop loop = loop(consumer);
        Thread thread = Thread.ofVirtual().start(loop);
        assertThat(consumer.resumedTwice.await(20, TimeUnit.SECONDS)).isTrue();
        loop.stop();
        thread.join();
        assertThat(made.get()).isEqualTo(1);
    }

    /** Throws what no client should, at the first poll. */
    private static final class Failing extends Quiet {
        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            throw new IllegalStateException("No current assignment");
        }
    }

    /** Has a paused partition that is gone whenever it is to be resumed. */
    private static final class LosesThem extends Quiet {
        final CountDownLatch resumedTwice = new CountDownLatch(2);

        @Override
        public synchronized Set<TopicPartition> paused() {
            return Set.of(new TopicPartition("test.invocations", 0));
        }

        @Override
        public synchronized void resume(Collection<TopicPartition> partitions) {
            resumedTwice.countDown();
            throw new IllegalStateException("No current assignment for partition test.invocations-0");
        }
    }

    private static class Quiet extends MockConsumer<byte[], byte[]> {
        Quiet() {
            super(AutoOffsetResetStrategy.EARLIEST.name());
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            return ConsumerRecords.empty();
        }
    }

    private PollLoop loop(Quiet first) {
        Topics topics = new Topics("test.", 4, (short) 1);
        Workshop workshop = new Workshop(
                new Engine(new Limits(1, 1, 1, 1, 1, Duration.ofSeconds(1)), (_, _) -> Optional.empty(), "test"),
                new Resolver(new Random(1)),
                new Deployments() {
                    @Override
                    public Availability of(Invocation invocation) {
                        return new Availability.Nowhere("nothing is deployed");
                    }

                    @Override
                    public boolean isLimited(String function) {
                        return false;
                    }
                },
                new KnownCancellations(),
                new Breakers(new Random(1)),
                (_, _, _) -> new CompletableFuture<>(),
                InstantSource.system(),
                Duration.ofMillis(1),
                1);
        return new PollLoop(
                () -> {
                    if (made.incrementAndGet() == 2) {
                        second.countDown();
                        return new Quiet();
                    }
                    return first;
                },
                "test.invocations",
                "test.executor",
                workshop,
                new Intake(
                        new InvocationReader(new WireFormat(topics, new MockSchemaRegistryClient())),
                        InstantSource.system()),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
    }
}
