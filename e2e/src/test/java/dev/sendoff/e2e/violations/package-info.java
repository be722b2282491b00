/** What must not be: one violation of each rule of {@link dev.sendoff.e2e.ArchitectureTest}. */
package dev.sendoff.e2e.violations;
