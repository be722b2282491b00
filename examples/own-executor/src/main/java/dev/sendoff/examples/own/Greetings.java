package dev.sendoff.examples.own;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.sendoff.executor.Function;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Functions that are not worth a class: a method produces each. */
final class Greetings {

    private Greetings() {}

    @Produces
    @Singleton
    @Function("welcome")
    static RequestHandler<String, String> welcome() {
        return (name, context) -> "Welcome, " + name + "!";
    }
}
