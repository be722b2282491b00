package dev.sendoff.e2e.violations.scheduler;

final class SchedulerThatSeesAnExecutor {
    Class<?> seen = dev.sendoff.executor.handlers.Handlers.class;
}
