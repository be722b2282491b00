package dev.sendoff.audit.cli;

import picocli.CommandLine;

/** Tells picocli how to read a {@link Moment}. */
final class MomentConverter implements CommandLine.ITypeConverter<Moment> {

    @Override
    public Moment convert(String value) {
        return Moment.parse(value);
    }
}
