package dev.sendoff.e2e.violations.redrive;

final class RedriveThatSeesStates {
    Class<?> seen = dev.sendoff.state.figures.Figures.class;
}
