package dev.sendoff.e2e.violations.runtimes;

final class RuntimesThatSeeCore {
    Class<?> seen = dev.sendoff.core.Function.class;
}
