package dev.sendoff.executor;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.util.Nonbinding;
import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Makes a bean of the application a function, in an executor of one's own: on a class that implements a handler interface and
 * has a scope, or on a method that produces such. The handler is made with what it wants injected, with the function's first
 * attempt, and is called by many threads at once.
 *
 * <pre>
 * &#64;Singleton
 * &#64;Function("receipt")
 * class Receipt implements RequestHandler&lt;Order, Total&gt; {
 *     Receipt(Prices prices) { ... }
 * </pre>
 */
@Qualifier
@Documented
@Retention(RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD, ElementType.PARAMETER})
public @interface Function {

    /** Its name: 1 to 64 letters, digits, hyphens and underscores. None where a bean is asked for: then all functions are meant. */
    @Nonbinding
    String value() default "";

    /** How long an attempt may take: an ISO-8601 duration, up to 15 minutes. */
    @Nonbinding
    String timeout() default "PT3S";

    /** In MiB; only told to the handler, since all handlers share one heap. */
    @Nonbinding
    int memory() default 128;

    @Nonbinding
    String description() default "";
}
