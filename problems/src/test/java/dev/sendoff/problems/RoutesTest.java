package dev.sendoff.problems;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

    private final Routes routes = new Routes(List.of(Things.class, Thing.class, Days.class, String.class));

    @Path("/v1/things")
    public static final class Things {
        @GET
        public void list() {}

        @GET
        @Path("/{id}")
        public void get() {}

        @DELETE
        @Path("/{id}/")
        public void delete() {}

        public void noResource() {}
    }

    @Path("v1/things/{id}/parts")
    public static final class Thing {
        @PUT
        public void put() {}
    }

    @Path("days/{day: \\d{4}-\\d{2}}/{rest:.*}")
    public static final class Days {
        @POST
        public void post() {}
    }

    @Test
    void aPathKnowsTheMethodsOfAllClassesThatMatchIt() {
        assertThat(routes.methodsOf("/v1/things")).containsExactly("GET", "HEAD", "OPTIONS");
        assertThat(routes.methodsOf("/v1/things/")).containsExactly("GET", "HEAD", "OPTIONS");
        assertThat(routes.methodsOf("/v1/things/7")).containsExactly("DELETE", "GET", "HEAD", "OPTIONS");
        assertThat(routes.methodsOf("/v1/things/7/parts")).containsExactly("OPTIONS", "PUT");
    }

    @Test
    void aVariableMayHaveAPatternOfItsOwn() {
        assertThat(routes.methodsOf("/days/2026-11/a/b")).containsExactly("OPTIONS", "POST");
        assertThat(routes.methodsOf("/days/26-11/a/b")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/v1", "/v1/thing", "/v1/things/7/8", "/v1/things/7/parts/1", "/v1.things"})
    void otherPathsKnowNone(String path) {
        assertThat(routes.methodsOf(path)).isEmpty();
    }
}
