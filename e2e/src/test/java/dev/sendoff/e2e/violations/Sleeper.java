package dev.sendoff.e2e.violations;

final class Sleeper {
    Object generated = dev.sendoff.schemas.avro.Invocation.SCHEMA$;

    void sleep() throws InterruptedException {
        Thread.sleep(1L);
    }
}
