package dev.sendoff.e2e.violations.environments;

final class EnvironmentsThatSeeSchemas {
    Class<?> seen = dev.sendoff.schemas.Topics.class;
}
