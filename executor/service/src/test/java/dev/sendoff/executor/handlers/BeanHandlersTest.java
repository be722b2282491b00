package dev.sendoff.executor.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.sendoff.core.Configuration;
import dev.sendoff.executor.Function;
import dev.sendoff.executor.handlers.sources.FunctionDeclaration;
import dev.sendoff.executor.handlers.sources.HandlerSource;
import dev.sendoff.executor.handlers.sources.HandlerSources;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Beans of the application that are functions. */
class BeanHandlersTest {

    record Order(String item, int count) {}

    @Function(value = "orders", timeout = "PT7S", memory = 512, description = "Takes orders")
    static final class Orders implements RequestHandler<Order, String> {
        private final String greeting;

        Orders(String greeting) {
            this.greeting = greeting;
        }

        @Override
        public String handleRequest(Order order, Context context) {
            return greeting + ": " + order.count() + " " + order.item();
        }
    }

    static final class Factory {
        @Function("produced")
        static RequestHandler<Order, Integer> produced() {
            return (order, context) -> order.count() + 1;
        }
    }

    @Function("idle")
    static final class NoHandler {}

    @Function(value = "late", timeout = "PT16M")
    static final class Late implements RequestHandler<String, String> {
        @Override
        public String handleRequest(String event, Context context) {
            return event;
        }
    }

    @Function
    static final class Nameless implements RequestHandler<String, String> {
        @Override
        public String handleRequest(String event, Context context) {
            return event;
        }
    }

    private static TestBean bean(Class<?> type, Supplier<Object> maker) {
        return new TestBean(type, Set.of(Object.class, type), qualifiers(type.getAnnotation(Function.class)), maker);
    }

    private static Set<Annotation> qualifiers(Function function) {
        return Set.of(function);
    }

    private static Handlers handlers(TestBean... beans) {
        return TestHandlers.of(new HandlerSources(List.of(), List.of()), List.of(beans));
    }

    @Test
    void aBeanIsAFunctionWithWhatItIsGiven() throws Exception {
        AtomicInteger made = new AtomicInteger();
        try (Handlers handlers = handlers(bean(Orders.class, () -> {
            made.incrementAndGet();
            return new Orders("hi");
        }))) {
            assertThat(handlers.problems()).isEmpty();
            assertThat(handlers.find("orders").orElseThrow().latest().configuration())
                    .isEqualTo(Configuration.of("java25", Orders.class.getName(), Duration.ofSeconds(7), 512)
                            .describedAs("Takes orders"));
            assertThat(made).as("nothing is made before it is asked for").hasValue(0);
            for (int i = 0; i < 2; i++) {
                assertThat(TestHandlers.response(
                                TestHandlers.run(handlers, "orders", "{\"item\":\"pens\",\"count\":3}")))
                        .isEqualTo("\"hi: 3 pens\"");
            }
            assertThat(made).hasValue(1);
        }
    }

    @Test
    void aBeanThatIsProducedIsBoundAsItsProducerSays() throws Exception {
        var method = Factory.class.getDeclaredMethod("produced");
        Set<Type> types = Set.of(Object.class, method.getGenericReturnType());
        try (Handlers handlers = handlers(new TestBean(
                Factory.class, types, qualifiers(method.getAnnotation(Function.class)), Factory::produced))) {
            assertThat(handlers.problems()).isEmpty();
            assertThat(TestHandlers.response(TestHandlers.run(handlers, "produced", "{\"item\":\"pens\",\"count\":3}")))
                    .isEqualTo("4");
        }
    }

    @Test
    void aBeanThatCannotBeMadeFailsTheAttemptAndIsTriedAgain() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        try (Handlers handlers = handlers(bean(Orders.class, () -> {
            if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("no database yet");
            }
            return new Orders("hi");
        }))) {
            assertThat(TestHandlers.failed(TestHandlers.run(handlers, "orders", "{}"))
                            .error()
                            .message())
                    .isEqualTo("no database yet");
            assertThat(TestHandlers.response(TestHandlers.run(handlers, "orders", "{\"item\":\"pens\",\"count\":3}")))
                    .isEqualTo("\"hi: 3 pens\"");
        }
    }

    @Test
    void whatCannotBeAFunctionIsNamedAndLeavesTheOthersAlone() {
        try (Handlers handlers = handlers(
                bean(NoHandler.class, NoHandler::new),
                bean(Late.class, Late::new),
                bean(Nameless.class, Nameless::new),
                bean(Orders.class, () -> new Orders("hi")))) {
            assertThat(handlers.functions())
                    .extracting(function -> function.name())
                    .containsExactly("orders");
            assertThat(handlers.problems()).hasSize(3);
            assertThat(handlers.problems().get(0)).contains("'idle'", NoHandler.class.getName(), "implements none of");
            assertThat(handlers.problems().get(1)).contains("late.timeout is 'PT16M'");
            assertThat(handlers.problems().get(2)).contains("1 to 64 letters", "unlike ''");
        }
    }

    @Test
    void aBeanWinsOverAJar() throws Exception {
        var listed = new HandlerSource(
                "a list",
                getClass().getClassLoader(),
                List.of(new FunctionDeclaration("orders", Late.class.getName(), Duration.ofSeconds(5), 256, "")),
                "hash",
                1,
                TestHandlers.NOW);
        try (Handlers handlers = TestHandlers.of(
                new HandlerSources(List.of(listed), List.of()), List.of(bean(Orders.class, () -> new Orders("hi"))))) {
            assertThat(handlers.problems())
                    .singleElement()
                    .asString()
                    .contains("a list", "a function 'orders' already");
            assertThat(handlers.find("orders")
                            .orElseThrow()
                            .latest()
                            .configuration()
                            .handler())
                    .isEqualTo(Orders.class.getName());
        }
    }
}
