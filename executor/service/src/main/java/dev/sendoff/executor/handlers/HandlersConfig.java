package dev.sendoff.executor.handlers;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Where handlers are found besides the class path. */
@ConfigMapping(prefix = "sendoff")
interface HandlersConfig {

    /** A folder of jars, each with its own class loader and its own list of functions; none if not set. */
    Optional<Path> handlers();
}
