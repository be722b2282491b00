package dev.sendoff.e2e.violations.ingest;

final class IngestThatSeesAnExecutor {
    Class<?> seen = dev.sendoff.executor.handlers.Handlers.class;
}
