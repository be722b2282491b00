package dev.sendoff.state.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {

    @Test
    void everyDurationIsInTheBucketThatItsEdgesSay() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            long millis = random.nextLong(1L << (1 + random.nextInt(32)));
            int bucket = Histogram.bucket(millis);
            assertThat(millis).isLessThanOrEqualTo(Histogram.upperEdge(bucket));
            if (bucket > 0) {
                assertThat(millis).isGreaterThan(Histogram.upperEdge(bucket - 1));
            }
        }
    }

    @Test
    void quantilesAreAtMostAnEighthTooHigh() {
        Random random = new Random(2);
        Histogram histogram = new Histogram();
        long[] all = new long[10_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (long) Math.exp(random.nextDouble() * 12);
            histogram.add(all[i]);
        }
        Arrays.sort(all);
        for (double part : new double[] {0.01, 0.5, 0.9, 0.99, 1}) {
            long exact = all[(int) Math.ceil(part * all.length) - 1];
            assertThat(histogram.quantile(part)).isBetween(exact, exact + exact / 8 + 1);
        }
    }

    @Test
    void hasNoQuantileOfNothing() {
        assertThat(new Histogram().quantile(0.99)).isZero();
    }

    @Test
    void comesBackAsItWasWritten() {
        Histogram histogram = new Histogram();
        for (long millis : new long[] {-5, 0, 0, 3, 70, 70, 900_000, Long.MAX_VALUE}) {
            histogram.add(millis);
        }
        ByteBuffer buffer = ByteBuffer.allocate(histogram.maxBytes());
        histogram.write(buffer);
        Histogram read = Histogram.read(buffer.flip());
        assertThat(buffer.hasRemaining()).isFalse();
        assertThat(read.count()).isEqualTo(8);
        for (double part : new double[] {0.1, 0.3, 0.5, 0.7, 0.9, 1}) {
            assertThat(read.quantile(part)).isEqualTo(histogram.quantile(part));
        }
    }
}
