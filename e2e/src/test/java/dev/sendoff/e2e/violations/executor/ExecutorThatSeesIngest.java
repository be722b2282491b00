package dev.sendoff.e2e.violations.executor;

final class ExecutorThatSeesIngest {
    Class<?> seen = dev.sendoff.ingest.Intake.class;
}
