package dev.sendoff.e2e;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one cluster that all of them share, started when the first asks for it. They may kill and pause its
 * processes, and leave all of them running.
 */
final class SharedCluster implements ParameterResolver, AfterTestExecutionCallback {

    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(SharedCluster.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cluster(context);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        context.getExecutionException()
                .ifPresent(failure -> System.err.println(context.getDisplayName() + " failed; the services said:\n"
                        + cluster(context).output()));
    }

    /** Kept in the root store, and closed with it. */
    private static Cluster cluster(ExtensionContext context) {
        return context.getRoot().getStore(SPACE).computeIfAbsent(Cluster.class, type -> Cluster.start(), Cluster.class);
    }
}
