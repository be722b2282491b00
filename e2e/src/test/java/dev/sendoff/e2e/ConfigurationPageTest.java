package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/configuration.md says what the sources say. With {@code -Dsendoff.docs.update=true} it is written anew. */
class ConfigurationPageTest {

    private static final Path ROOT =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
    private static final Path PAGE = ROOT.resolve("docs/configuration.md");

    @Test
    void isWhatTheSourcesSay() throws IOException {
        String rendered = ConfigurationPage.render(ConfigurationSources.in(ROOT));
        if (Boolean.getBoolean("sendoff.docs.update")) {
            Files.writeString(PAGE, rendered);
        }

        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "").as("""
                        docs/configuration.md is not what the @ConfigMapping interfaces say. Write it anew, and commit it:
                        ./mvnw test -pl e2e -am -Dtest=ConfigurationPageTest -Dsurefire.failIfNoSpecifiedTests=false \
                        -Dsendoff.docs.update=true
                        """).isEqualTo(rendered);
    }

    @Test
    void everySettingOfThePlatformIsFound() throws IOException {
        assertThat(ConfigurationSources.in(ROOT))
                .extracting(ConfigurationSources.Setting::room)
                .contains(
                        "installation",
                        "standalone",
                        "ingest",
                        "executor",
                        "scheduler",
                        "destinations",
                        "redrive",
                        "delivery-state",
                        "audit");
    }

    @Test
    void readsWhatAMappingCanSay(@TempDir Path root) throws IOException {
        source(root, """
                /** Settings of a room. */
                @ConfigMapping(prefix = "sendoff.room")
                interface RoomConfig {
                    int LIMIT = 3;

                    /** How many, as <code>a|b</code> or {@code c}; see {@link Other#LIMIT}. */
                    @WithDefault("1" + "0")
                    int maxDoors();

                    /** A time. */
                    @WithName("opens")
                    java.time.Instant opening();

                    Walls walls();

                    @WithParentName
                    Roof roof();

                    interface Walls {
                        /** Its colour.
                         *
                         * @return a colour
                         */
                        Optional<String> mainColour();

                        /** Further ones. */
                        @WithName("more")
                        Map<String, String> others();
                    }

                    interface Roof {
                        /** How steep. */
                        OptionalInt steepness();
                    }
                }
                """);

        assertThat(ConfigurationSources.in(root))
                .containsExactly(
                        new ConfigurationSources.Setting(
                                "room",
                                "sendoff.room.max-doors",
                                "`10`",
                                "How many, as `a\\|b` or `c`; see `Other.LIMIT`."),
                        new ConfigurationSources.Setting("room", "sendoff.room.opens", "must be set", "A time."),
                        new ConfigurationSources.Setting("room", "sendoff.room.walls.main-colour", "", "Its colour."),
                        new ConfigurationSources.Setting("room", "sendoff.room.walls.more.KEY", "", "Further ones."),
                        new ConfigurationSources.Setting("room", "sendoff.room.steepness", "", "How steep."));
    }

    @Test
    void namesVariablesAsMicroProfileDoes() {
        assertThat(List.of("sendoff.room.max-doors", "sendoff.room.walls.more.KEY"))
                .extracting(ConfigurationPage::variable)
                .containsExactly("SENDOFF_ROOM_MAX_DOORS", "SENDOFF_ROOM_WALLS_MORE_KEY");
    }

    @Test
    void refusesASettingWithoutASentence(@TempDir Path root) throws IOException {
        source(root, """
                @ConfigMapping(prefix = "sendoff.room")
                interface RoomConfig {
                    /** @return doors */
                    int maxDoors();
                }
                """);

        assertThatIllegalStateException()
                .isThrownBy(() -> ConfigurationSources.in(root))
                .withMessage("RoomConfig.maxDoors() is a setting, and has no sentence that says what it is");
    }

    private static void source(Path root, String text) throws IOException {
        Path file = root.resolve("room/service/src/main/java/RoomConfig.java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
