package dev.sendoff.executor.handlers;

import dev.sendoff.executor.Function;
import dev.sendoff.executor.handlers.sources.FunctionDeclaration;
import dev.sendoff.executor.handlers.sources.HandlerSource;
import dev.sendoff.executor.handlers.sources.UnusableSourceException;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;

/**
 * A bean of the application that is a function.
 *
 * @param type what the handler is, as far as its bean says
 * @param handle gives the one instance; makes it when it is asked first
 */
record BeanHandler(HandlerSource source, FunctionDeclaration declaration, Type type, Instance.Handle<Object> handle) {

    static BeanHandler of(Instance.Handle<Object> handle, ClassLoader application) throws UnusableSourceException {
        Bean<?> bean = handle.getBean();
        Class<?> declaring = bean.getBeanClass();
        Function function = bean.getQualifiers().stream()
                .filter(Function.class::isInstance)
                .map(Function.class::cast)
                .findFirst()
                .orElseThrow(
                        () -> new UnusableSourceException(declaring.getName() + " is not annotated as a function"));
        Type type = handlerType(bean)
                .orElseThrow(() -> new UnusableSourceException("the bean of the function '" + function.value() + "' in "
                        + declaring.getName() + " " + BoundHandler.NO_KIND));
        FunctionDeclaration declaration = FunctionDeclaration.of(
                function.value(), raw(type).getName(), function.timeout(), function.memory(), function.description());
        return new BeanHandler(HandlerSource.bean(declaring, declaration, application), declaration, type, handle);
    }

    /** The class of the bean itself; of one that is produced, what it is said to be. */
    private static Optional<Type> handlerType(Bean<?> bean) {
        if (BoundHandler.isHandler(bean.getBeanClass()) && bean.getTypes().contains(bean.getBeanClass())) {
            return Optional.of(bean.getBeanClass());
        }
        return bean.getTypes().stream()
                .filter(type -> BoundHandler.isHandler(raw(type)))
                .findFirst();
    }

    private static Class<?> raw(Type type) {
        return switch (type) {
            case Class<?> plain -> plain;
            case ParameterizedType parameterized -> raw(parameterized.getRawType());
            default -> Object.class;
        };
    }
}
