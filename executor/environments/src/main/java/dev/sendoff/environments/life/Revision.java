package dev.sendoff.environments.life;

/**
 * The code and settings that an environment is made for. Environments of one revision are interchangeable.
 *
 * @param key differs whenever anything differs that an environment cannot take on while it runs
 */
public record Revision(String function, String version, String key) {

    /** Whether the other one is of the same function and version, and replaces this one or is replaced by it. */
    boolean isReplacedBy(Revision other) {
        return function.equals(other.function) && version.equals(other.version) && !key.equals(other.key);
    }

    /** The same for all revisions of one function's version. */
    Revision withoutKey() {
        return new Revision(function, version, "");
    }
}
