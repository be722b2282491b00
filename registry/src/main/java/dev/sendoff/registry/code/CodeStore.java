package dev.sendoff.registry.code;

import dev.sendoff.core.CodeLocation;
import dev.sendoff.registry.RegistryException;

/** Where zips are read from. Safe for many threads. */
public interface CodeStore {

    /**
     * Reads a zip whole. Blocks.
     *
     * @throws CodeGoneException if its function was deleted or has other code by now
     * @throws RegistryException if it could not be read in time
     */
    byte[] read(CodeLocation location) throws CodeGoneException;

    /** The chunks are not there any more. */
    final class CodeGoneException extends Exception {
        private static final long serialVersionUID = 1L;

        public CodeGoneException(CodeLocation location) {
            super("the code '" + location.upload() + "' is not kept any more");
        }
    }
}
