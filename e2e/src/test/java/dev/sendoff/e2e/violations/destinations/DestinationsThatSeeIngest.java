package dev.sendoff.e2e.violations.destinations;

final class DestinationsThatSeeIngest {
    Class<?> seen = dev.sendoff.ingest.Intake.class;
}
