package dev.sendoff.executor.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.executor.fixtures.Fixtures;
import org.junit.jupiter.api.Test;

/** What handlers may be, and how their events and responses are bound. */
class HandlerKindsTest {

    @Test
    void beansAreBoundAndTheirNullPropertiesAreLeftOut() throws Exception {
        assertThat(respond(Fixtures.Beans.class, "{\"item\":\"pen\",\"count\":2}"))
                .isEqualTo("{\"item\":\"pen\",\"count\":3}");
    }

    @Test
    void unknownPropertiesAreIgnoredAndNamesAreTakenExactly() throws Exception {
        assertThat(respond(Fixtures.Beans.class, "{\"Item\":\"pen\",\"colour\":\"red\"}"))
                .isEqualTo("{\"count\":1}");
    }

    @Test
    void recordsAreBound() throws Exception {
        assertThat(respond(Fixtures.Records.class, "{\"x\":1,\"y\":2}")).isEqualTo("{\"x\":2,\"y\":1}");
    }

    @Test
    void mapsAreBoundWithTheirTypes() throws Exception {
        assertThat(respond(Fixtures.Maps.class, "{\"a\":1}")).isEqualTo("{\"a\":2}");
    }

    @Test
    void listsAreBoundWithTheirTypes() throws Exception {
        assertThat(respond(Fixtures.Lists.class, "[{\"x\":1},{\"x\":5}]")).isEqualTo("[1,5]");
    }

    @Test
    void stringsAreReadAndWrittenAsJson() throws Exception {
        assertThat(respond(Fixtures.Strings.class, "\"grüß\"")).isEqualTo("\"grüß\\\"!\"");
    }

    @Test
    void numbersAreBound() throws Exception {
        assertThat(respond(Fixtures.Boxes.class, "41")).isEqualTo("42");
    }

    @Test
    void typesAreFoundThroughTheAncestry() throws Exception {
        assertThat(respond(Fixtures.Inherited.class, "[{\"x\":9}]")).isEqualTo("\"x=9\"");
    }

    @Test
    void aHandlerWithoutTypesGetsAMap() throws Exception {
        assertThat(respond(Fixtures.Raw.class, "{\"a\":1}")).isEqualTo("\"java.util.LinkedHashMap{a=1}\"");
    }

    @Test
    void noResultIsNull() throws Exception {
        assertThat(respond(Fixtures.Nothing.class, "{}")).isEqualTo("null");
    }

    @Test
    void streamsSeeTheEventsBytes() throws Exception {
        assertThat(respond(Fixtures.Stream.class, "\"ß\"")).isEqualTo("[\"ß\"]");
    }

    @Test
    void aStreamThatWritesNothingMeansNull() throws Exception {
        assertThat(respond(Fixtures.SilentStream.class, "{}")).isEqualTo("null");
    }

    @Test
    void anAsynchronousHandlersResponseIsThatOfItsStage() throws Exception {
        assertThat(respond(Fixtures.Async.class, "{\"x\":1,\"y\":2}")).isEqualTo("3");
    }

    @Test
    void aStageAsResultIsAwaited() throws Exception {
        assertThat(respond(Fixtures.Staged.class, "{\"a\":1}")).isEqualTo("{\"a\":1}");
    }

    @Test
    void aUniAsResultIsAwaited() throws Exception {
        assertThat(respond(Fixtures.Unis.class, "{\"a\":1}")).isEqualTo("{\"a\":1}");
    }

    private static String respond(Class<?> handler, String event) throws Exception {
        try (Handlers handlers = TestHandlers.of(handler)) {
            return TestHandlers.response(TestHandlers.run(handlers, handler.getSimpleName(), event));
        }
    }
}
