package dev.sendoff.core;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which partitions a function's events go to, and how its reserved concurrency is spread over them. A function of its
 * name, the numbers below and the reservation alone, so that all processes of an installation come to the same without a
 * word between them.
 *
 * <p>Each function has a hand of partitions that few others share in full (shuffle sharding): one that floods its hand
 * leaves others at least a part of theirs. A reservation smaller than the hand uses as many of its partitions as there is
 * room for one attempt at a time.
 *
 * @param partitions of every topic that invocations live on; at least 1
 * @param perFunction the size of a hand; 1 to {@code partitions}
 */
public record Sharding(int partitions, int perFunction) {

    public Sharding {
        if (partitions < 1) {
            throw new IllegalArgumentException("there must be at least 1 partition, not " + partitions);
        }
        if (perFunction < 1 || perFunction > partitions) {
            throw new IllegalArgumentException(
                    "a function uses 1 to " + partitions + " partitions, not " + perFunction);
        }
    }

    /** With hands of half of the partitions, but of two where there are two. */
    public static Sharding of(int partitions) {
        return new Sharding(partitions, Math.min(partitions, Math.max(2, (partitions + 1) / 2)));
    }

    /** The hand of a function without a reservation, in the function's own order. */
    public Hand hand(String function) {
        return new Hand(order(function).subList(0, perFunction), 0);
    }

    /**
     * The hand of a function that may run {@code reserved} times at a time.
     *
     * @param reserved at least 1
     */
    public Hand hand(String function, int reserved) {
        if (reserved < 1) {
            throw new IllegalArgumentException("nothing can be spread of a concurrency of " + reserved);
        }
        return new Hand(order(function).subList(0, Math.min(perFunction, reserved)), reserved);
    }

    /** All partitions, in an order that each function has for itself: rendezvous hashing. */
    private List<Integer> order(String function) {
        long name = function.hashCode();
        return IntStream.range(0, partitions)
                .boxed()
                .sorted(Comparator.comparingLong(partition -> Mixing.mix(name << 16 ^ partition)))
                .toList();
    }

    /**
     * The partitions of one function, and what each of them may do.
     *
     * @param partitions at least one
     * @param reserved how many attempts may be under way at a time on all of them together; 0 if it is not limited
     */
    public record Hand(List<Integer> partitions, int reserved) {

        public Hand {
            partitions = List.copyOf(partitions);
        }

        /** How many attempts may be under way on that partition; 0 if none of it is spent there. */
        public int shareOf(int partition) {
            int place = partitions.indexOf(partition);
            if (place < 0) {
                return 0;
            }
            return reserved / partitions.size() + (place < reserved % partitions.size() ? 1 : 0);
        }

        /** After how many turns every partition has come up as often as its share says. */
        public int round() {
            return reserved == 0 ? partitions.size() : reserved;
        }

        /**
         * The partition whose turn it is. Over many turns each partition of a limited function comes up as often as its
         * share says, so that all of them run dry together.
         */
        public int at(long turn) {
            return partitions.get((int) (Math.floorMod(turn, (long) round()) % partitions.size()));
        }
    }
}
