package dev.sendoff.executor.handlers;

import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Set;
import java.util.function.Supplier;

/** A bean and the handle to it, as a container would give them. */
record TestBean(Class<?> declaring, Set<Type> types, Set<Annotation> qualifiers, Supplier<Object> maker)
        implements Bean<Object>, Instance.Handle<Object> {

    @Override
    public Object get() {
        return maker.get();
    }

    @Override
    public Bean<Object> getBean() {
        return this;
    }

    @Override
    public Class<?> getBeanClass() {
        return declaring;
    }

    @Override
    public Set<Type> getTypes() {
        return types;
    }

    @Override
    public Set<Annotation> getQualifiers() {
        return qualifiers;
    }

    @Override
    public void destroy() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<InjectionPoint> getInjectionPoints() {
        return Set.of();
    }

    @Override
    public Object create(CreationalContext<Object> context) {
        return maker.get();
    }

    @Override
    public void destroy(Object instance, CreationalContext<Object> context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Class<? extends Annotation> getScope() {
        return Singleton.class;
    }

    @Override
    public String getName() {
        return "";
    }

    @Override
    public Set<Class<? extends Annotation>> getStereotypes() {
        return Set.of();
    }

    @Override
    public boolean isAlternative() {
        return false;
    }
}
