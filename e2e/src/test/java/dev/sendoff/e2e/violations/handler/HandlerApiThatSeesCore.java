package dev.sendoff.e2e.violations.handler;

final class HandlerApiThatSeesCore {
    Class<?> seen = dev.sendoff.core.Invocation.class;
}
