package dev.sendoff.executor.handlers;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What a handler returns in place of its response: a {@link CompletionStage}, or a Uni of the Mutiny that the handler
 * brought. Uni is known by its name, so that any version will do.
 */
final class Promises {

    private static final String UNI = "io.smallrye.mutiny.Uni";

    /** For each class of results, how to subscribe to it if it is a Uni; looked up once. */
    private static final ClassValue<Optional<MethodHandle>> SUBSCRIBE = new ClassValue<>() {
        @Override
        protected Optional<MethodHandle> computeValue(Class<?> type) {
            return uni(type).map(Promises::subscribe);
        }
    };

    private Promises() {}

    /**
     * The response itself; waits for it if it was only promised. The calling thread is the attempt's own, so that waiting
     * costs nothing; when it is interrupted the promise is cancelled.
     *
     * @throws ExecutionException with what the promise was broken with
     */
    static @Nullable Object kept(@Nullable Object result) throws Throwable {
        if (result == null) {
            return null;
        }
        if (result instanceof CompletionStage<?> stage) {
            return await(stage);
        }
        Optional<MethodHandle> subscribe = SUBSCRIBE.get(result.getClass());
        return subscribe.isPresent()
                ? await((CompletionStage<?>) subscribe.get().invoke(result))
                : result;
    }

    private static @Nullable Object await(CompletionStage<?> stage) throws ExecutionException, InterruptedException {
        CompletableFuture<@Nullable Object> settled = new CompletableFuture<>();
        stage.whenComplete((value, error) -> {
            if (error != null) {
                settled.completeExceptionally(error);
            } else {
                settled.complete(value);
            }
        });
        try {
            return settled.get();
        } catch (InterruptedException e) {
            cancel(stage);
            throw e;
        }
    }

    private static void cancel(CompletionStage<?> stage) {
        if (stage instanceof Future<?> future) {
            future.cancel(true);
            return;
        }
        try {
            stage.toCompletableFuture().cancel(true);
        } catch (UnsupportedOperationException e) {
            // A stage need not be a future; then it cannot be told.
        }
    }

    private static Optional<Class<?>> uni(@Nullable Class<?> type) {
        if (type == null) {
            return Optional.empty();
        }
        if (type.getName().equals(UNI)) {
            return Optional.of(type);
        }
        for (Class<?> implemented : type.getInterfaces()) {
            Optional<Class<?>> found = uni(implemented);
            if (found.isPresent()) {
                return found;
            }
        }
        return uni(type.getSuperclass());
    }

    private static MethodHandle subscribe(Class<?> uni) {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(uni, "subscribeAsCompletionStage", MethodType.methodType(CompletableFuture.class))
                    .asType(MethodType.methodType(Object.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(uni + " has no subscribeAsCompletionStage() that can be called", e);
        }
    }
}
