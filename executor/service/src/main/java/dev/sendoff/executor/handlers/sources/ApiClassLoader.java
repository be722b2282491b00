package dev.sendoff.executor.handlers.sources;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import dev.sendoff.handler.SendoffContext;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that a jar of handlers sees of us: the JDK and the handler API. Packages are taken exactly, so that libraries which
 * live below AWS's package (its event classes) come from the jar.
 */
final class ApiClassLoader extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    private static final Map<String, ClassLoader> API = Stream.of(
                    RequestHandler.class, LogLevel.class, SendoffContext.class)
            .collect(Collectors.toUnmodifiableMap(Class::getPackageName, Class::getClassLoader));

    ApiClassLoader() {
        super(getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        int dot = name.lastIndexOf('.');
        ClassLoader ours = dot < 0 ? null : API.get(name.substring(0, dot));
        if (ours == null) {
            throw new ClassNotFoundException(name);
        }
        return ours.loadClass(name);
    }
}
