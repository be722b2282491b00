package dev.sendoff.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may see whom. Each rule comes with a violation of it, which shows that it can fail. */
class ArchitectureTest {

    private static final JavaClasses ROOMS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.sendoff");

    /** What stands in {@link dev.sendoff.e2e.violations} in place of the real rooms. */
    private static final JavaClasses VIOLATIONS = new ClassFileImporter().importPackages("dev.sendoff.e2e.violations");

    private static final String[] JAVA_ONLY = {"java..", "org.jspecify.annotations..", "dev.sendoff.core.."};

    record Rule(String name, ArchRule rule) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Rule> rules() {
        return Stream.of(
                        new Rule(
                                "core sees nothing",
                                classes()
                                        .that()
                                        .resideInAnyPackage("dev.sendoff.core..", "..violations.core..")
                                        .should()
                                        .onlyDependOnClassesThat()
                                        .resideInAnyPackage(
                                                "java..",
                                                "org.jspecify.annotations..",
                                                "dev.sendoff.core..",
                                                "..violations.core..")),
                        new Rule(
                                "the engine sees core alone",
                                classes()
                                        .that()
                                        .resideInAnyPackage("dev.sendoff.executor.engine..", "..violations.engine..")
                                        .should()
                                        .onlyDependOnClassesThat()
                                        .resideInAnyPackage(concat(
                                                JAVA_ONLY, "dev.sendoff.executor.engine..", "..violations.engine.."))),
                        new Rule(
                                "runtimes see nothing",
                                classes()
                                        .that()
                                        .resideInAnyPackage("dev.sendoff.runtimes..", "..violations.runtimes..")
                                        .should()
                                        .onlyDependOnClassesThat()
                                        .resideInAnyPackage(
                                                "java..",
                                                "org.jspecify.annotations..",
                                                "dev.sendoff.runtimes..",
                                                "..violations.runtimes..")),
                        new Rule(
                                "environments see core alone of ours",
                                noClasses()
                                        .that()
                                        .resideInAnyPackage("dev.sendoff.environments..", "..violations.environments..")
                                        .should()
                                        .dependOnClassesThat(resideInAPackage("dev.sendoff..")
                                                .and(not(resideInAnyPackage(
                                                        "dev.sendoff.core..", "dev.sendoff.environments.."))))),
                        new Rule(
                                "what becomes of environments is decided without them",
                                classes()
                                        .that()
                                        .resideInAnyPackage(
                                                "dev.sendoff.environments.life..",
                                                "dev.sendoff.environments.crew..",
                                                "..violations.environments.life..")
                                        .should()
                                        .onlyDependOnClassesThat()
                                        .resideInAnyPackage(concat(
                                                JAVA_ONLY,
                                                "dev.sendoff.environments.life..",
                                                "dev.sendoff.environments.crew..",
                                                "..violations.environments.life.."))),
                        new Rule(
                                "the handler API sees AWS's interfaces alone",
                                classes()
                                        .that()
                                        .resideInAnyPackage("dev.sendoff.handler..", "..violations.handler..")
                                        .should()
                                        .onlyDependOnClassesThat()
                                        .resideInAnyPackage(
                                                "java..",
                                                "org.jspecify.annotations..",
                                                "com.amazonaws.services.lambda.runtime..",
                                                "dev.sendoff.handler..",
                                                "..violations.handler..")),
                        serviceRule("ingest", "executor", "scheduler", "state", "audit", "destinations", "redrive"),
                        serviceRule("executor", "ingest", "scheduler", "state", "audit", "destinations", "redrive"),
                        serviceRule("scheduler", "ingest", "executor", "state", "audit", "destinations", "redrive"),
                        serviceRule("state", "ingest", "executor", "scheduler", "audit", "destinations", "redrive"),
                        serviceRule("audit", "ingest", "executor", "scheduler", "state", "destinations", "redrive"),
                        serviceRule("destinations", "ingest", "executor", "scheduler", "state", "audit", "redrive"),
                        serviceRule("redrive", "ingest", "executor", "scheduler", "state", "audit", "destinations"),
                        new Rule(
                                "what jobs do is decided by core alone",
                                classes()
                                        .that()
                                        .resideInAnyPackage("dev.sendoff.redrive", "..violations.redrive")
                                        .should()
                                        .onlyDependOnClassesThat()
                                        .resideInAnyPackage(
                                                concat(JAVA_ONLY, "dev.sendoff.redrive", "..violations.redrive"))),
                        new Rule(
                                "what an audit judges by sees core alone",
                                classes()
                                        .that()
                                        .resideInAnyPackage("dev.sendoff.audit", "..violations.audit")
                                        .should()
                                        .onlyDependOnClassesThat()
                                        .resideInAnyPackage(
                                                concat(JAVA_ONLY, "dev.sendoff.audit", "..violations.audit"))),
                        new Rule(
                                "generated classes stay in schemas",
                                noClasses()
                                        .that()
                                        .resideOutsideOfPackage("dev.sendoff.schemas..")
                                        .should()
                                        .dependOnClassesThat()
                                        .resideInAPackage("dev.sendoff.schemas.avro..")),
                        new Rule(
                                "nothing sleeps to wait",
                                noClasses().should().callMethod(Thread.class, "sleep", long.class)))
                .toList();
    }

    private static Rule serviceRule(String service, String... others) {
        return new Rule(
                service + " sees no other service",
                noClasses()
                        .that()
                        .resideInAnyPackage("dev.sendoff." + service + "..", "..violations." + service + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(Stream.of(others)
                                .map(other -> "dev.sendoff." + other + "..")
                                .toArray(String[]::new)));
    }

    private static String[] concat(String[] some, String... more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void allRoomsAreRead() {
        for (String room : List.of(
                "core",
                "handler",
                "schemas",
                "installation",
                "registry",
                "problems",
                "ingest",
                "executor.engine",
                "executor.kafka",
                "executor.zips",
                "runtimes",
                "environments.life",
                "environments.crew",
                "environments.sandbox",
                "scheduler",
                "state",
                "destinations",
                "redrive.kafka",
                "redrive.cli",
                "audit.kafka",
                "audit.running")) {
            assertThat(ROOMS.containPackage("dev.sendoff." + room)).as(room).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holds(Rule rule) {
        rule.rule().check(ROOMS);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void canFail(Rule rule) {
        assertThat(rule.rule().evaluate(VIOLATIONS).hasViolation()).isTrue();
    }
}
