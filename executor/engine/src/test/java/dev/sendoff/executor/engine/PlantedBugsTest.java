package dev.sendoff.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The test of the test: with a bug planted into the engine's sources the {@link Simulation} must find it. Each bug is one
 * that somebody could make.
 */
class PlantedBugsTest {

    private static final int SEEDS = 3_000;

    @TempDir
    Path folder;

    static Stream<PlantedBug> bugs() {
        return Stream.of(
                new PlantedBug(
                        "offsets are committed before the outcome",
                        "Lane",
                        "ending.forEach(dispatch -> left.remove(dispatch.offset()));",
                        "left.removeIf(offset -> unfinished.get(offset).stage != Dispatch.Stage.READY);"),
                new PlantedBug(
                        "the list of exceptions is lost",
                        "Progress",
                        "long base = used == 0 ? lookedAt : ranges[0];",
                        "long base = lookedAt; used = 0;"),
                new PlantedBug(
                        "what a former owner finished is run again",
                        "Lane",
                        "if (!inherited.isFinished(offset)) {",
                        "if (offset >= inherited.base()) {"),
                new PlantedBug(
                        "what a former owner saw further ahead is forgotten",
                        "Progress",
                        "long lookedAt = Math.max(horizon, inherited.horizon);",
                        "long lookedAt = horizon;"),
                new PlantedBug(
                        "an invocation is handed out twice",
                        "Line",
                        "Dispatch next = dispatches.removeFirst();",
                        "Dispatch next = dispatches.size() > 1 ? dispatches.getFirst() : dispatches.removeFirst();"),
                new PlantedBug("the fence is forgotten", "Engine", "        lane.closed = true;\n", ""),
                new PlantedBug(
                        "a failed group is taken for durable",
                        "Engine",
                        "resolved.addFirst(ending);",
                        "release(ending);"),
                new PlantedBug(
                        "a group in doubt is taken for durable",
                        "Engine",
                        "        if (durable) {",
                        "        if (durable || !durable) {"),
                new PlantedBug(
                        "the window holds one too many",
                        "Engine",
                        "(admitted < limits.admitted()",
                        "(admitted <= limits.admitted()"),
                new PlantedBug(
                        "attempts begin one beyond the claim",
                        "Line",
                        "first.offset() >= lane.claim",
                        "first.offset() > lane.claim"),
                new PlantedBug(
                        "a share allows one too many",
                        "Lane",
                        "spent.getOrDefault(function, 0) < quota.concurrency()",
                        "spent.getOrDefault(function, 0) <= quota.concurrency()"),
                new PlantedBug(
                        "a new owner does not wait for what a lost one may have running",
                        "Lane",
                        "(alone || !now.isBefore(takenOverAt.plus(quota.longest())))",
                        "true"),
                new PlantedBug(
                        "an owner answers for what others have begun",
                        "Lane",
                        "            return Progress.ANYBODY;",
                        "            return self;"),
                new PlantedBug(
                        "what goes on of the time before is forgotten when a partition comes back",
                        "Engine",
                        "spent.computeIfAbsent(partition, _ -> new HashMap<>())",
                        "new HashMap<>()"),
                new PlantedBug(
                        "a call begins before the partition is claimed",
                        "Engine",
                        "lane.draining || !lane.claimed",
                        "lane.draining"),
                new PlantedBug(
                        "a call that goes on is forgotten when a partition is handed over",
                        "Lane",
                        "draining && spent.isEmpty() ?",
                        "draining ?"));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void isFound(PlantedBug bug) throws Exception {
        Optional<String> found = bug.simulate(folder, SEEDS);
        assertThat(found).as("what " + SEEDS + " seeds found").isPresent();
    }

    /** Else the engine is found guilty of what the way of planting does. */
    @Test
    void withoutABugNothingIsFound() throws IOException, ReflectiveOperationException {
        PlantedBug none =
                new PlantedBug("none", "Engine", "public final class Engine {", "public final class Engine {");
        assertThat(none.simulate(folder, 300)).isEmpty();
    }
}
