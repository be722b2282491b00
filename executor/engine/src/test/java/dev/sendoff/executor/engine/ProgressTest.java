package dev.sendoff.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {

    private static final int BROKER_LIMIT = 4_096;

    @Test
    void oneSlowInvocationCostsAFewBytesHoweverMuchIsDoneBehindIt() {
        Progress progress = of(new TreeSet<>(List.of(1_000L)), 5_001_000L, 5_002_000L);
        assertThat(progress.base()).isEqualTo(1_000);
        assertThat(progress.encode()).hasSizeLessThan(24);
        Progress read = Progress.decode(1_000, progress.encode());
        assertThat(read.isFinished(999)).isTrue();
        assertThat(read.isFinished(1_000)).isFalse();
        assertThat(read.isFinished(1_001)).isTrue();
        assertThat(read.isFinished(5_000_999)).isTrue();
        assertThat(read.isFinished(5_001_000)).isFalse();
        assertThat(read.mayHaveBegun(5_001_999)).isTrue();
        assertThat(read.mayHaveBegun(5_002_000)).isFalse();
    }

    @Test
    void whatIsWrittenIsRead() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            long from = random.nextLong(1L << 40);
            TreeSet<Long> unfinished = new TreeSet<>();
            int span = 1 + random.nextInt(3_000);
            double density = random.nextDouble();
            for (int i = 0; i < span; i++) {
                if (random.nextDouble() < density) {
                    unfinished.add(from + i);
                }
            }
            long horizon = from + span;
            Progress progress = of(unfinished, horizon, horizon + random.nextInt(1_000));
            Progress read = Progress.decode(progress.base(), progress.encode());
            assertThat(read).as("seed %d", seed).isEqualTo(progress);
            for (long offset = from; offset < horizon; offset++) {
                assertThat(read.isFinished(offset))
                        .as("seed %d, offset %d", seed, offset)
                        .isEqualTo(!unfinished.contains(offset));
            }
        }
    }

    /** The rule that admits work must be right for the worst that can become of it. */
    @Test
    void fitsTheBrokersLimitWhateverIsFinishedFirst() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            boolean dense = seed % 2 == 0;
            long span = dense ? Progress.MAX_BITMAP_SPAN : 1L << (20 + random.nextInt(14));
            int count = dense ? (int) span / (1 + random.nextInt(4)) : mostThatFit(span);
            assertThat(Progress.fits(count, span)).isTrue();
            TreeSet<Long> unfinished = new TreeSet<>();
            unfinished.add(0L);
            while (unfinished.size() < count) {
                unfinished.add(random.nextLong(span));
            }
            assertThat(of(unfinished, span, span + 1_000).encode().length())
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(BROKER_LIMIT);
        }
        assertThat(Progress.fits(5_000, Progress.MAX_BITMAP_SPAN + 1)).isFalse();
        assertThat(mostThatFit(100_000)).isGreaterThan(1_000);
        assertThat(mostThatFit(1L << 33)).isGreaterThan(490);
    }

    /** Gaps that are just long enough to cost a byte more are the worst. */
    @Test
    void fitsTheBrokersLimitWithTheMostExpensiveGaps() {
        for (long gap : new long[] {128, 129, 16_384, 16_385, 2_097_152}) {
            for (int count = 400; count < 1_500; count++) {
                long span = count * (gap + 1);
                if (Progress.fits(count, span)) {
                    TreeSet<Long> unfinished = new TreeSet<>();
                    for (int i = 0; i < count; i++) {
                        unfinished.add(i * (gap + 1));
                    }
                    assertThat(of(unfinished, span, span + 1_000).encode().length())
                            .as("%d with gaps of %d", count, gap)
                            .isLessThanOrEqualTo(BROKER_LIMIT);
                }
            }
        }
    }

    private static int mostThatFit(long span) {
        int count = 1;
        while (Progress.fits(count + 1, span)) {
            count++;
        }
        return count;
    }

    @Test
    void everySecondOneUnfinishedIsTheWorstCaseForRuns() {
        TreeSet<Long> unfinished = new TreeSet<>();
        for (long offset = 0; offset < Progress.MAX_BITMAP_SPAN; offset += 2) {
            unfinished.add(offset);
        }
        Progress progress = of(unfinished, Progress.MAX_BITMAP_SPAN, Progress.MAX_BITMAP_SPAN);
        assertThat(progress.encode().length()).isLessThanOrEqualTo(BROKER_LIMIT);
        assertThat(Progress.decode(0, progress.encode())).isEqualTo(progress);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "another system's", "2", "2!!!", "2AAAA////", "2gICAgICAgICAgA", "1AAA"})
    void lostMetadataMeansDoneAgainAndMarkedSo(String metadata) {
        Progress progress = Progress.decode(500, metadata);
        assertThat(progress.base()).isEqualTo(500);
        assertThat(progress.isFinished(499)).isTrue();
        assertThat(progress.isFinished(500)).isFalse();
        assertThat(progress.mayHaveBegun(1_000_000)).isTrue();
        assertThat(progress.busy()).isEqualTo(Progress.ANYBODY);
        assertThat(progress.takenOverAt(600).mayHaveBegun(599)).isTrue();
        assertThat(progress.takenOverAt(600).mayHaveBegun(600)).isFalse();
    }

    @Test
    void damagedMetadataNeverThrows() {
        Random random = new Random(3);
        TreeSet<Long> unfinished = new TreeSet<>(List.of(10L, 11L, 15L, 40L));
        String good = of(unfinished, 60, 80).encode();
        for (int i = 0; i < 5_000; i++) {
            char[] chars = good.toCharArray();
            chars[1 + random.nextInt(chars.length - 1)] = (char) (33 + random.nextInt(90));
            assertThat(Progress.decode(10, new String(chars)).base()).isEqualTo(10);
        }
    }

    @Test
    void anUntouchedPartitionHasNothingDoneAndNothingBegun() {
        Progress progress = Progress.untouched(42);
        assertThat(progress.isFinished(42)).isFalse();
        assertThat(progress.mayHaveBegun(42)).isFalse();
        assertThat(of(Collections.emptyNavigableSet(), 42, 42)).isEqualTo(progress);
    }

    @Test
    void whatAFormerOwnerSawFurtherAheadIsNotForgotten() {
        Progress inherited = of(new TreeSet<>(List.of(10L, 14L, 15L, 19L)), 25, 30);
        Progress progress = Progress.of(new TreeSet<>(List.of(14L)), 15, 40, Progress.mark("an owner"), inherited);
        assertThat(progress.base()).isEqualTo(14);
        assertThat(progress.horizon()).isEqualTo(25);
        for (long offset = 10; offset < 30; offset++) {
            assertThat(progress.isFinished(offset))
                    .as("offset %d", offset)
                    .isEqualTo(offset < 25 && offset != 14 && offset != 15 && offset != 19);
        }
    }

    private static Progress of(NavigableSet<Long> unfinished, long horizon, long claim) {
        return Progress.of(unfinished, horizon, claim, Progress.NOBODY, Progress.untouched(0));
    }

    @Test
    void whatIsPublishedAfterATakeOverIsNotMarked() {
        Progress progress = of(new TreeSet<>(List.of(10L)), 20, 2_020).takenOverAt(25);
        assertThat(progress.mayHaveBegun(24)).isTrue();
        assertThat(progress.mayHaveBegun(25)).isFalse();
        assertThat(of(new TreeSet<>(List.of(10L)), 20, 22).takenOverAt(25).mayHaveBegun(22))
                .isFalse();
    }
}
