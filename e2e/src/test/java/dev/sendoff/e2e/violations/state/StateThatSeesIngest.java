package dev.sendoff.e2e.violations.state;

final class StateThatSeesIngest {
    Class<?> seen = dev.sendoff.ingest.Intake.class;
}
