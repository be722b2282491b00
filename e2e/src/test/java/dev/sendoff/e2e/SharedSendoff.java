package dev.sendoff.e2e;

import java.util.Map;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one Sendoff that all of them share, started when the first asks for it. For tests that leave it as they
 * found it: they use ids of their own, and do not stop it. First retries wait 200 ms. Containers find
 * their functions by name at one port; those of {@code boxed} have one of their own. At {@link
 * #SQS_PORT} it looks for SQS, where there is none unless a test has one.
 */
final class SharedSendoff implements ParameterResolver, AfterTestExecutionCallback {

    /** What its webhooks are signed with. */
    static final String WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    static final int SQS_PORT = Ports.free();

    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(SharedSendoff.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == SendoffProcess.class || type == Http.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Running running = running(context);
        return parameter.getParameter().getType() == Http.class ? running.http : running.sendoff;
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        context.getExecutionException()
                .ifPresent(failure -> System.err.println(context.getDisplayName() + " failed; Sendoff said:\n"
                        + running(context).sendoff.output()));
    }

    private static Running running(ExtensionContext context) {
        return context.getRoot().getStore(SPACE).computeIfAbsent(Running.class, type -> Running.start(), Running.class);
    }

    /** Kept in the root store, and closed with it. */
    private record Running(SendoffProcess sendoff, Http http) implements AutoCloseable {

        static Running start() {
            SendoffProcess sendoff = SendoffProcess.inNewFolder(Map.of(
                    "SENDOFF_RETRY_POLICY_INITIAL_DELAY",
                    "PT0.2S",
                    "SENDOFF_CONTAINERS_PORT",
                    Integer.toString(Ports.free()),
                    "SENDOFF_CONTAINERS_PORTS",
                    "boxed=" + Ports.free(),
                    "SENDOFF_DESTINATIONS_WEBHOOK_ALLOW_PRIVATE",
                    "true",
                    "SENDOFF_DESTINATIONS_WEBHOOK_SECRETS",
                    WEBHOOK_SECRET,
                    "SENDOFF_AWS_SQS_ENDPOINT",
                    "http://127.0.0.1:" + SQS_PORT,
                    "AWS_ACCESS_KEY_ID",
                    "AKIDEXAMPLE",
                    "AWS_SECRET_ACCESS_KEY",
                    "secret"));
            try {
                sendoff.start();
            } catch (Throwable e) {
                sendoff.close();
                throw e;
            }
            return new Running(sendoff, sendoff.http());
        }

        @Override
        public void close() {
            http.close();
            try {
                sendoff.stop();
            } finally {
                sendoff.close();
            }
        }
    }
}
