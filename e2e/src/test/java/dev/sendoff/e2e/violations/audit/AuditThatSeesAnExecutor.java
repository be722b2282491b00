package dev.sendoff.e2e.violations.audit;

final class AuditThatSeesAnExecutor {
    Class<?> seen = dev.sendoff.executor.engine.Engine.class;
}
