package dev.sendoff.executor.handlers;

import dev.sendoff.core.Code;
import dev.sendoff.core.Configuration;
import dev.sendoff.core.Function;
import dev.sendoff.executor.handlers.sources.FunctionDeclaration;
import dev.sendoff.executor.handlers.sources.HandlerSource;
import dev.sendoff.executor.handlers.sources.UnusableSourceException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A function whose class is here. Its one instance is made by the first attempt, within that attempt's time; if that
 * fails, so does the attempt, and the next one tries again.
 */
final class LoadedFunction {

    static final String RUNTIME = "java25";

    private final Function definition;
    private final HandlerSource source;
    private final Maker maker;
    private final String logStream;
    private final Logger logger;
    private final ThreadFactory threads;
    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable BoundHandler handler;

    /** Makes the handler. */
    @FunctionalInterface
    private interface Maker {
        BoundHandler make() throws Throwable;
    }

    private LoadedFunction(Function definition, HandlerSource source, Maker maker, String logStream) {
        this.definition = definition;
        this.source = source;
        this.maker = maker;
        this.logStream = logStream;
        this.logger = LoggerFactory.getLogger("dev.sendoff.function." + definition.name());
        this.threads = Thread.ofVirtual()
                .name("handler-" + definition.name())
                .inheritInheritableThreadLocals(false)
                .factory();
    }

    static LoadedFunction load(HandlerSource source, FunctionDeclaration declaration, String logStream)
            throws UnusableSourceException {
        try {
            Class<?> type = Class.forName(declaration.handlerClass(), false, source.loader());
            BoundHandler.check(type);
            return new LoadedFunction(
                    definition(source, declaration), source, () -> BoundHandler.create(type), logStream);
        } catch (ClassNotFoundException e) {
            throw new UnusableSourceException(
                    "the handler of '" + declaration.name() + "', " + declaration.handlerClass() + ", is not in it", e);
        } catch (LinkageError | RuntimeException e) {
            // A jar may hold anything: classes of a newer Java, of forbidden packages, with broken signatures.
            throw new UnusableSourceException(
                    "the handler of '" + declaration.name() + "', " + declaration.handlerClass()
                            + ", cannot be loaded: " + e,
                    e);
        }
    }

    static LoadedFunction of(BeanHandler bean, String logStream) {
        return new LoadedFunction(
                definition(bean.source(), bean.declaration()),
                bean.source(),
                () -> BoundHandler.of(bean.handle().get(), bean.type()),
                logStream);
    }

    private static Function definition(HandlerSource source, FunctionDeclaration declaration) {
        // The same code and settings have the same revision, on every executor and after every start.
        String revision = source.codeSha256() + ' ' + declaration;
        return Function.of(
                declaration.name(),
                new Code.InProcess(source.codeSha256(), source.codeSize()),
                Configuration.of(RUNTIME, declaration.handlerClass(), declaration.timeout(), declaration.memorySize())
                        .describedAs(declaration.description()),
                source.lastModified(),
                UUID.nameUUIDFromBytes(revision.getBytes(StandardCharsets.UTF_8))
                        .toString());
    }

    Function definition() {
        return definition;
    }

    /** In MiB. */
    int memorySize() {
        return definition.latest().configuration().memorySize();
    }

    HandlerSource source() {
        return source;
    }

    String logStream() {
        return logStream;
    }

    /** Where the function's own log lines go. */
    Logger logger() {
        return logger;
    }

    /** A thread as its handler expects it, not started. */
    Thread newThread(Runnable attempt) {
        Thread thread = threads.newThread(attempt);
        thread.setContextClassLoader(source.loader());
        return thread;
    }

    boolean isWarm() {
        return handler != null;
    }

    /**
     * The handler, made now if need be.
     *
     * @throws Throwable whatever the handler's class throws when it is initialised
     */
    BoundHandler handler() throws Throwable {
        BoundHandler made = handler;
        if (made != null) {
            return made;
        }
        making.lockInterruptibly();
        try {
            made = handler;
            if (made == null) {
                made = maker.make();
                handler = made;
            }
            return made;
        } finally {
            making.unlock();
        }
    }
}
