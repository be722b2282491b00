package dev.sendoff.executor.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.type.TypeFactory;
import dev.sendoff.executor.handlers.sources.UnusableSourceException;
import dev.sendoff.handler.AsyncRequestHandler;
import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A handler's instance, from document to document. Called by many threads at once, as the handler is. */
@FunctionalInterface
interface BoundHandler {

    /** Returns when the handler's promise is settled; throws what the handler throws. */
    String handle(String event, Context context) throws Throwable;

    /** In AWS's order: of a class that is several, the first counts. */
    List<Class<?>> KINDS = List.of(RequestStreamHandler.class, RequestHandler.class, AsyncRequestHandler.class);

    /** What is said of what is none of them. */
    String NO_KIND = "implements none of "
            + String.join(", ", KINDS.stream().map(Class::getName).toList());

    static boolean isHandler(Class<?> type) {
        return KINDS.stream().anyMatch(kind -> kind.isAssignableFrom(type));
    }

    /** Checks, without running any of its code, that instances of the class can be made and called. */
    static void check(Class<?> type) throws UnusableSourceException {
        if (!isHandler(type)) {
            throw new UnusableSourceException(type.getName() + " " + NO_KIND);
        }
        if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
            throw new UnusableSourceException(type.getName() + " is abstract, and so cannot be instantiated");
        }
        if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
            throw new UnusableSourceException(
                    type.getName() + " cannot be instantiated because it is a non-static inner class");
        }
        if (Arrays.stream(type.getConstructors()).noneMatch(constructor -> constructor.getParameterCount() == 0)) {
            throw new UnusableSourceException(type.getName() + " has no public constructor without parameters");
        }
    }

    /**
     * Makes the instance.
     *
     * @throws Throwable whatever the class throws when it is initialised
     */
    static BoundHandler create(Class<?> type) throws Throwable {
        return of(instance(type), type);
    }

    /** @param type what the instance is, with what it says of its event */
    static BoundHandler of(Object handler, Type type) {
        if (handler instanceof RequestStreamHandler stream) {
            return (event, context) -> {
                Documents.BoundedBytes output = new Documents.BoundedBytes();
                stream.handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), output, context);
                return output.document();
            };
        }
        if (handler instanceof RequestHandler<?, ?> typed) {
            return typed(typed, inputOf(type, RequestHandler.class));
        }
        if (handler instanceof AsyncRequestHandler<?, ?> async) {
            return asynchronous(async, inputOf(type, AsyncRequestHandler.class));
        }
        throw new IllegalStateException(type + " was not checked");
    }

    /** What the reader makes is of the type that the handler declares, as far as erasure lets anyone say so. */
    @SuppressWarnings("unchecked")
    private static BoundHandler typed(RequestHandler<?, ?> handler, ObjectReader reader) {
        RequestHandler<Object, Object> erased = (RequestHandler<Object, Object>) handler;
        return (event, context) ->
                Documents.write(Promises.kept(erased.handleRequest(Documents.read(reader, event), context)));
    }

    @SuppressWarnings("unchecked")
    private static BoundHandler asynchronous(AsyncRequestHandler<?, ?> handler, ObjectReader reader) {
        AsyncRequestHandler<@Nullable Object, @Nullable Object> erased =
                (AsyncRequestHandler<@Nullable Object, @Nullable Object>) handler;
        return (event, context) -> {
            Object stage = erased.handleRequest(Documents.read(reader, event), context);
            if (stage == null) {
                throw new NullPointerException(handler.getClass().getName() + ".handleRequest returned no stage");
            }
            return Documents.write(Promises.kept(stage));
        };
    }

    private static Object instance(Class<?> type) throws Throwable {
        var constructor = type.getConstructor();
        // A public constructor of a class that is not public is good enough.
        constructor.setAccessible(true);
        try {
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /** What the class says that it handles, wherever in its ancestry; anything, if it does not say. */
    private static ObjectReader inputOf(Type type, Class<?> kind) {
        JavaType[] parameters = Documents.types().constructType(type).findTypeParameters(kind);
        return Documents.reader(
                parameters == null || parameters.length == 0 ? TypeFactory.unknownType() : parameters[0]);
    }
}
