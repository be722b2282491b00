package dev.sendoff.redrive.kafka;

import dev.sendoff.core.Account;
import dev.sendoff.core.JobOrder;
import dev.sendoff.core.RequestId;
import dev.sendoff.redrive.Chooser;
import dev.sendoff.redrive.Found;
import dev.sendoff.redrive.Verdict;
import dev.sendoff.schemas.WireFormat;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;

/** Finds out what a job would do, and does nothing. Safe for many threads. */
final class Survey {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final int SAMPLES = 20;

    private final Clients clients;
    private final WireFormat wire;
    private final Account account;
    private final Duration timeout;
    private final InstantSource clock;
    private final FoundReader reader;

    Survey(Clients clients, WireFormat wire, Account account, Duration timeout, InstantSource clock) {
        this.clients = clients;
        this.wire = wire;
        this.account = account;
        this.timeout = timeout;
        this.clock = clock;
        this.reader = new FoundReader(wire);
    }

    private static final class Count {
        private long matched;
        private long wouldTake;
        private final SortedMap<String, Long> skipped = new TreeMap<>();
        private final SortedMap<String, Long> byFunction = new TreeMap<>();
        private final SortedMap<String, Long> byReason = new TreeMap<>();
        private final List<RequestId> sample = new ArrayList<>();

        void saw(Found found, Verdict verdict) {
            switch (verdict) {
                case Verdict.NotMeant() -> {}
                case Verdict.Skip(var why) -> {
                    matched++;
                    skipped.merge(why.name(), 1L, Long::sum);
                }
                case Verdict.Take _ -> {
                    matched++;
                    took(found);
                }
            }
        }

        private void took(Found found) {
            wouldTake++;
            byFunction.merge(found.function(), 1L, Long::sum);
            if (found instanceof Found.Letter letter) {
                byReason.merge(letter.letter().reason().name(), 1L, Long::sum);
            }
            if (sample.size() < SAMPLES) {
                sample.add(found.id());
            }
        }

        Findings findings(boolean complete) {
            return new Findings(matched, wouldTake, skipped, byFunction, byReason, sample, complete);
        }
    }

    /** @throws TimeoutException if not even what was put in before could be read in time */
    Findings of(JobOrder order) {
        long deadline = System.nanoTime() + timeout.toNanos();
        History history = History.read(wire, order, clients.reader("survey-history"), timeout);
        Chooser chooser = new Chooser(order, account);
        Count count = new Count();
        Consumer<byte[], byte[]> consumer = clients.reader("survey");
        try (Source source = new Source(wire.topics(), consumer, new Ranges(wire.topics(), consumer).sources(order))) {
            while (!source.isRead()) {
                if (System.nanoTime() - deadline > 0) {
                    return count.findings(false);
                }
                ConsumerRecord<byte[], byte[]> record = source.next(POLL);
                Optional<Found> found = record == null ? Optional.empty() : reader.read(record, chooser);
                found.ifPresent(
                        event -> count.saw(event, chooser.judge(event, history.of(event.id()), clock.instant())));
                if (!order.ids().isEmpty() && count.matched == order.ids().size()) {
                    break;
                }
            }
        }
        return count.findings(true);
    }
}
