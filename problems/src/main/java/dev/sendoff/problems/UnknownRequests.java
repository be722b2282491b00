package dev.sendoff.problems;

import io.quarkus.arc.All;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Answers what no resource of this process takes: with a problem, or as the API does that the path belongs to. Without
 * it Quarkus would answer with a page of HTML, or with nothing.
 */
@Singleton
public class UnknownRequests {

    private final Routes routes;
    private final List<ErrorForm> forms;

    UnknownRequests(BeanManager beans, @All List<ErrorForm> forms) {
        this.routes = new Routes(resources(beans));
        this.forms = forms;
    }

    private static List<Class<?>> resources(BeanManager beans) {
        List<Class<?>> resources = new ArrayList<>();
        for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
            if (bean.getBeanClass().isAnnotationPresent(Path.class)) {
                resources.add(bean.getBeanClass());
            }
        }
        return resources;
    }

    @ServerExceptionMapper(NotFoundException.class)
    public Response notFound(HttpServerRequest request) {
        return refuse(request);
    }

    @ServerExceptionMapper(NotAllowedException.class)
    public Response notAllowed(HttpServerRequest request) {
        return refuse(request);
    }

    @ServerExceptionMapper(NotAcceptableException.class)
    public Response notAcceptable(HttpServerRequest request) {
        return Problem.of(
                Status.NOT_ACCEPTABLE, "what the request accepts is none of what is there at " + path(request));
    }

    private Response refuse(HttpServerRequest http) {
        String path = path(http);
        UnknownRequest request = new UnknownRequest(http.method().name(), path, routes.methodsOf(path));
        Response.ResponseBuilder answer = builder(request);
        return request.allowed().isEmpty()
                ? answer.build()
                : answer.header(HttpHeaders.ALLOW, String.join(", ", request.allowed()))
                        .build();
    }

    private Response.ResponseBuilder builder(UnknownRequest request) {
        for (ErrorForm form : forms) {
            if (form.covers(request.path())) {
                return form.refuse(request);
            }
        }
        return Problem.refuse(request);
    }

    private static String path(HttpServerRequest request) {
        String path = request.path();
        return path == null ? "" : path;
    }
}
