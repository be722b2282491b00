package dev.sendoff.e2e.violations.environments.life;

final class LifeThatSeesAServer {
    Class<?> seen = io.vertx.core.http.HttpServer.class;
}
