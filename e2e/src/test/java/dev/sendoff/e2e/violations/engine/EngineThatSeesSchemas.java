package dev.sendoff.e2e.violations.engine;

final class EngineThatSeesSchemas {
    Class<?> seen = dev.sendoff.schemas.Topics.class;
}
