package dev.sendoff.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.sendoff.handler.AsyncRequestHandler;
import dev.sendoff.handler.SendoffContext;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ExamplesTest {

    @Test
    void helloGreetsAndKeepsTheEvent() {
        var event = Map.of("bucket", "demo-bucket");

        var greeting = new Hello().handleRequest(event, attempt(1));

        assertThat(greeting.message()).isEqualTo("Hello from example");
        assertThat(greeting.event()).isSameAs(event);
    }

    @Test
    void helloAsyncGreetsLater() throws Exception {
        var event = Map.of("key", "file.txt");

        var greeting = new HelloAsync().handleRequest(event, attempt(1)).toCompletableFuture();

        assertThat(greeting.get(10, TimeUnit.SECONDS)).isEqualTo(new Hello.Greeting("Hello from example", event));
    }

    @Test
    void flakyFailsAsOftenAsItIsAskedTo() {
        var flaky = new Flaky();
        var event = new Flaky.Event(2);

        assertThatThrownBy(() -> flaky.handleRequest(event, attempt(1))).hasMessageContaining("attempt 1 of 2");
        assertThatThrownBy(() -> flaky.handleRequest(event, attempt(2))).hasMessageContaining("attempt 2 of 2");
        assertThat(flaky.handleRequest(event, attempt(3))).isEqualTo(new Flaky.Result(3));
    }

    @Test
    void flakySucceedsWhenItIsAskedForNothing() {
        assertThat(new Flaky().handleRequest(null, attempt(1))).isEqualTo(new Flaky.Result(1));
    }

    @Test
    void slowEndsWhenItIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> new Slow().handleRequest(new Slow.Event(600_000), attempt(1)))
                .hasCauseInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted()).as("kept for whoever looks next").isTrue();
    }

    @Test
    void slowTakesItsTime() {
        long before = System.nanoTime();

        assertThat(new Slow().handleRequest(new Slow.Event(20), attempt(1))).isEqualTo(new Slow.Result(20));

        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000);
    }

    @Test
    void brokenFails() {
        assertThatThrownBy(() -> new Broken().handleRequest(null, attempt(1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void noopWritesNothing() {
        var response = new ByteArrayOutputStream();

        new Noop().handleRequest(InputStream.nullInputStream(), response, attempt(1));

        assertThat(response.size()).isZero();
    }

    @Test
    void everyListedFunctionIsAHandlerThatCanBeMade() throws Exception {
        var functions = new Properties();
        try (var list = Hello.class.getResourceAsStream("/META-INF/sendoff/functions.properties")) {
            functions.load(list);
        }
        var names = functions.stringPropertyNames().stream()
                .filter(key -> !key.contains("."))
                .toList();

        assertThat(names).containsExactlyInAnyOrder("hello", "hello-async", "flaky", "slow", "broken", "noop");
        for (String name : names) {
            Object handler =
                    Class.forName(functions.getProperty(name)).getConstructor().newInstance();
            assertThat(handler)
                    .isInstanceOfAny(RequestHandler.class, RequestStreamHandler.class, AsyncRequestHandler.class);
        }
    }

    @Test
    void slowHasTheLongestTimeThatThereIs() throws Exception {
        try (var list = Hello.class.getResourceAsStream("/META-INF/sendoff/functions.properties")) {
            assertThat(List.of(new String(list.readAllBytes(), StandardCharsets.UTF_8).split("\n")))
                    .contains("slow.timeout=PT15M");
        }
    }

    private static SendoffContext attempt(int number) {
        return new OneAttempt(number);
    }

    private record OneAttempt(int number) implements SendoffContext {
        @Override
        public int getAttempt() {
            return number;
        }

        @Override
        public boolean isRedelivered() {
            return false;
        }

        @Override
        public String getAwsRequestId() {
            return "0197c0de-0000-8000-8000-000000000000";
        }

        @Override
        public String getLogGroupName() {
            return "/aws/lambda/example";
        }

        @Override
        public String getLogStreamName() {
            return "stream";
        }

        @Override
        public String getFunctionName() {
            return "example";
        }

        @Override
        public String getFunctionVersion() {
            return "$LATEST";
        }

        @Override
        public String getInvokedFunctionArn() {
            return "arn:aws:lambda:us-east-1:000000000000:function:example";
        }

        @Override
        public CognitoIdentity getIdentity() {
            return null;
        }

        @Override
        public ClientContext getClientContext() {
            return null;
        }

        @Override
        public int getRemainingTimeInMillis() {
            return 3000;
        }

        @Override
        public int getMemoryLimitInMB() {
            return 128;
        }

        @Override
        public LambdaLogger getLogger() {
            return new LambdaLogger() {
                @Override
                public void log(String message) {}

                @Override
                public void log(byte[] message) {}
            };
        }
    }
}
