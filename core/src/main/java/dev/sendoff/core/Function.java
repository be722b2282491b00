package dev.sendoff.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A deployed function: its unpublished version, and what holds for all of its versions. Published ones are kept beside
 * it.
 *
 * @param latest the unpublished version
 * @param aliases sorted by name; never null
 * @param lastPublished the number of the version that was published last, whether it is still there or not; 0 if none
 *     ever was
 * @param created null if it is older than this is kept
 */
public record Function(
        FunctionVersion latest,
        FunctionSettings settings,
        List<Alias> aliases,
        int lastPublished,
        @Nullable Instant created)
        implements FunctionRecord {

    public Function {
        if (!latest.function().matches("[a-zA-Z0-9-_]{1,64}")) {
            throw new IllegalArgumentException(
                    "a function name has 1 to 64 letters, digits, hyphens and underscores, unlike '" + latest.function()
                            + "'");
        }
        if (latest.isPublished()) {
            throw new IllegalArgumentException("version " + latest.number() + " of " + latest.function()
                    + " is published, and so is not its latest");
        }
        if (lastPublished < 0) {
            throw new IllegalArgumentException("versions count from 1, not " + lastPublished);
        }
        aliases = List.copyOf(aliases);
    }

    /** Without settings, aliases and published versions. */
    public static Function of(
            String name, Code code, Configuration configuration, Instant lastModified, String revisionId) {
        return new Function(
                new FunctionVersion(name, FunctionVersion.LATEST, code, configuration, lastModified, revisionId),
                FunctionSettings.DEFAULT,
                List.of(),
                0,
                lastModified);
    }

    public String name() {
        return latest.function();
    }

    @Override
    public String key() {
        return name();
    }

    /** The same function with other settings. */
    public Function withSettings(FunctionSettings changed, String newRevisionId, Instant now) {
        return new Function(
                revised(latest.code(), latest.configuration(), newRevisionId, now),
                changed,
                aliases,
                lastPublished,
                created);
    }

    /** The same function with other settings; its unpublished version is as it was. */
    public Function withSettings(FunctionSettings changed) {
        return new Function(latest, changed, aliases, lastPublished, created);
    }

    /** The same function with other code and configuration of its unpublished version. */
    public Function withLatest(Code code, Configuration configuration, String newRevisionId, Instant now) {
        return new Function(
                revised(code, configuration, newRevisionId, now), settings, aliases, lastPublished, created);
    }

    private FunctionVersion revised(Code code, Configuration configuration, String newRevisionId, Instant now) {
        return new FunctionVersion(name(), FunctionVersion.LATEST, code, configuration, now, newRevisionId);
    }

    /** The same function, one published version later. */
    public Function afterPublishing() {
        return new Function(latest, settings, aliases, lastPublished + 1, created);
    }

    /** The alias of that name. */
    public Optional<Alias> alias(String name) {
        return aliases.stream().filter(alias -> alias.name().equals(name)).findFirst();
    }

    /** The same function with the alias, in place of one of its name if there is one. */
    public Function withAlias(Alias alias) {
        List<Alias> changed = new ArrayList<>(withoutAlias(alias.name()).aliases);
        int place = 0;
        while (place < changed.size() && changed.get(place).name().compareTo(alias.name()) < 0) {
            place++;
        }
        changed.add(place, alias);
        return new Function(latest, settings, changed, lastPublished, created);
    }

    /** The same function without the alias of that name, if there is one. */
    public Function withoutAlias(String name) {
        return new Function(
                latest,
                settings.withEventInvokeConfig(name, null),
                aliases.stream().filter(alias -> !alias.name().equals(name)).toList(),
                lastPublished,
                created);
    }

    /**
     * The version that an attempt runs, as far as its qualifier says: whether a published version of that number is
     * there must be looked up.
     *
     * @param qualifier a version, an alias, or null for the unpublished version
     * @return {@code $LATEST} or a number; empty for an alias that is not there
     */
    public Optional<String> versionFor(@Nullable String qualifier, RandomGenerator random) {
        if (qualifier == null || qualifier.equals(FunctionVersion.LATEST)) {
            return Optional.of(FunctionVersion.LATEST);
        }
        return FunctionVersion.isNumber(qualifier)
                ? Optional.of(qualifier)
                : alias(qualifier).map(alias -> alias.choose(random));
    }

    /** The partitions that its events go to, and what each may do; of one that may not run at all, as if it might. */
    public Sharding.Hand hand(Sharding sharding) {
        Integer reserved = settings.reservedConcurrency();
        return reserved == null || reserved == 0 ? sharding.hand(name()) : sharding.hand(name(), reserved);
    }
}
