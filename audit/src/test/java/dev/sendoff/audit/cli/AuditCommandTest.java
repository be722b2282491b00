package dev.sendoff.audit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sendoff.audit.Coordinates;
import dev.sendoff.audit.Finding;
import dev.sendoff.audit.Life;
import dev.sendoff.audit.Reason;
import dev.sendoff.audit.Sighting;
import dev.sendoff.audit.Station;
import dev.sendoff.audit.Tally;
import dev.sendoff.audit.TimeRange;
import dev.sendoff.audit.Verdict;
import dev.sendoff.audit.kafka.Audit;
import dev.sendoff.core.RequestId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class AuditCommandTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--since yesterday",
                "--grace -PT1S",
                "--older-than 5",
                "--max-exceptions -1",
                "--since PT1H --until PT2H",
                "--nonsense",
                "left over"
            })
    void whatIsNoOptionIsRefused(String options) {
        StringWriter said = new StringWriter();

        assertThat(line().setErr(new PrintWriter(said)).execute(options.split(" ")))
                .isEqualTo(2);
        assertThat(said.toString())
                .startsWith("sendoff: ")
                .endsWith("--help lists the options" + System.lineSeparator());
    }

    @Test
    void helpIsNoFailure() {
        StringWriter said = new StringWriter();

        assertThat(line().setOut(new PrintWriter(said)).execute("--help")).isZero();
        assertThat(said.toString()).contains("--older-than").contains("Exit codes: 0 ");
    }

    private static CommandLine line() {
        return Main.of(new AuditCommand(Map.of(), () -> NOW));
    }

    @Test
    void aTimeIsAnInstantOrHowLongAgo() {
        assertThat(Moment.parse("2026-11-23T09:00:00Z").at(NOW)).isEqualTo(NOW.minus(Duration.ofHours(1)));
        assertThat(Moment.parse("PT90M").at(NOW)).isEqualTo(NOW.minus(Duration.ofMinutes(90)));
        assertThatExceptionOfType(CommandLine.TypeConversionException.class).isThrownBy(() -> Moment.parse("1h"));
    }

    @Test
    void theInstallationIsFoundAsUpLeavesItOrAsItsVariablesSay() {
        Environment box = new Environment(Map.of("SENDOFF_KAFKA_PORT", "9999", "SENDOFF_REGISTRY_URL", ""));
        assertThat(box.bootstrap()).isEqualTo("127.0.0.1:9999");
        assertThat(box.registryUrl()).isEqualTo("http://127.0.0.1:8081/apis/ccompat/v7");
        assertThat(box.prefix()).isEqualTo("sendoff.");

        Environment cluster = new Environment(Map.of(
                "SENDOFF_KAFKA_BOOTSTRAP", "kafka:9092",
                "SENDOFF_KAFKA_PORT", "9999",
                "SENDOFF_KAFKA_PROPERTIES_SECURITY_PROTOCOL", "SSL",
                "SENDOFF_REGISTRY_PROPERTIES_BASIC_AUTH_USER_INFO", "me:secret"));
        assertThat(cluster.clientSettings())
                .isEqualTo(Map.of("bootstrap.servers", "kafka:9092", "security.protocol", "SSL"));
        assertThat(cluster.registrySettings()).isEqualTo(Map.of("basic.auth.user.info", "me:secret"));
    }

    @Test
    void theJsonIsWhatScriptsRelyOn() {
        assertThat(new Printout("sendoff.", TimeRange.ALL, report()).json()).isEqualTo("""
                {"prefix":"sendoff.","since":null,"until":null,"cut":"2026-11-23T10:00:00Z","judgedSince":null,
                 "accepted":2,"acceptedAgain":0,"successes":0,"deadLetters":0,"pending":0,"unreadableEnds":0,"recordsRead":2,
                 "exceptions":{"MISSING":2,"TWICE":0,"NOT_ACCEPTED":0,"MISPLACED":0},
                 "listed":[{"id":"00000000-0000-0001-0000-000000000002","reason":"MISSING",\
                "home":{"partition":3,"topic":"invocations","offset":10},\
                "detail":"accepted at invocations 3:10; no end; due by 2026-11-23T09:00:00Z"}]}
                """);
    }

    @Test
    void theTextCountsAllAndListsSome() {
        assertThat(new Printout("sendoff.", new TimeRange(NOW.minusSeconds(60), NOW), report()).text())
                .contains("accepted from 2026-11-23T09:59:00Z to 2026-11-23T10:00:00Z")
                .containsPattern("MISSING +2\n")
                .contains("MISSING 00000000-0000-0001-0000-000000000002 home 3: accepted at invocations 3:10; no end")
                .contains("... and 1 more")
                .endsWith("2 exceptions.\n");
    }

    private static Audit.Report report() {
        RequestId id = new RequestId(new UUID(1, 2));
        Coordinates home = new Coordinates(Station.INVOCATIONS, 3, 10);
        Life life = new Life(id);
        life.add(new Sighting.Accepted(id, home, NOW.minusSeconds(3600), NOW.minusSeconds(3600)));
        Verdict verdict = life.judge(NOW, Duration.ZERO);
        Finding finding = ((Verdict.Wrong) verdict).finding();
        assertThat(finding.reason()).isEqualTo(Reason.MISSING);
        Tally tally = new Tally();
        tally.add(life, verdict);
        tally.add(life, verdict);
        return new Audit.Report(NOW, null, tally, 0, 2, List.of(finding));
    }
}
