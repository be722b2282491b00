package dev.sendoff.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** 1,000 records that are no invocations, and a good one behind them. */
@ExtendWith(SharedSendoff.class)
class GarbageBecomesDeadLettersIT {

    private static final int GARBAGE = 1_000;
    private static final int PARTITION = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void withItsBytesAndCoordinatesAndTheNextGoodOneRuns(Http http, SendoffProcess sendoff) {
        Map<String, byte[]> garbage = new HashMap<>();
        Publisher.Published good;
        Random random = new Random(7);
        try (Publisher publisher = new Publisher(sendoff)) {
            for (int i = 0; i < GARBAGE; i++) {
                byte[] value = garbage(random, i);
                garbage.put(
                        publisher
                                .publish(PARTITION, i % 4 == 0 ? null : "hello", value)
                                .derivedId()
                                .toString(),
                        value);
            }
            good = publisher.publish(PARTITION, "hello", "{}".getBytes(UTF_8));
        }
        JsonNode state = States.awaitEnd(http, good.derivedId().toString(), PATIENCE);
        assertThat(state.path("status").asText()).isEqualTo("SUCCEEDED");

        Terminals terminals = new Terminals(sendoff);
        Map<String, List<Terminals.Terminal>> found = terminals.awaitAll(garbage.keySet(), PATIENCE);
        found.forEach((id, ends) -> assertThat(ends).singleElement().satisfies(end -> {
            assertThat(end.topic()).isEqualTo(Topic.DEAD_LETTERS);
            DeadLetter letter = terminals.wire().deadLetter(end.value());
            assertThat(letter.reason()).isIn(DeadLetterReason.UNREADABLE, DeadLetterReason.UNKNOWN_FUNCTION);
            assertThat(letter.source()).isNotNull();
            assertThat(letter.source().value()).isEqualTo(garbage.get(id));
            assertThat(letter.source().topic()).isEqualTo("sendoff.invocations");
            assertThat(letter.source().partition()).isEqualTo(PARTITION);
            assertThat(letter.message()).isNotBlank();
        }));
        JsonNode letter = States.awaitEnd(http, garbage.keySet().iterator().next(), PATIENCE);
        assertThat(letter.path("status").asText()).isEqualTo("DEAD_LETTERED");
    }

    /** In turn: no function named, broken JSON, the magic byte with an unknown schema, chance. */
    private static byte[] garbage(Random random, int i) {
        byte[] chance = new byte[6 + random.nextInt(40)];
        random.nextBytes(chance);
        return switch (i % 4) {
            case 0 -> "{}".getBytes(UTF_8);
            case 1 -> ("{\"n\":" + i).getBytes(UTF_8);
            case 2 -> {
                chance[0] = 0;
                chance[1] = 0x7F;
                yield chance;
            }
            default -> {
                chance[0] = (byte) 0xFE;
                yield chance;
            }
        };
    }
}
