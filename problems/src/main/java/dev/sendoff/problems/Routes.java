package dev.sendoff.problems;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which methods each path knows, as the resource classes say it. Jakarta REST keeps that to itself. */
final class Routes {

    /** A name in braces, perhaps with a pattern, whose own braces must be in pairs. */
    private static final Pattern VARIABLE =
            Pattern.compile("\\{\\s*[\\w.-]+\\s*(?::\\s*((?:[^{}]|\\{[^{}]*})+?)\\s*)?}");

    private record Route(Pattern path, String method) {}

    private final List<Route> routes = new ArrayList<>();

    Routes(Collection<Class<?>> resources) {
        for (Class<?> resource : resources) {
            Path root = resource.getAnnotation(Path.class);
            if (root != null) {
                for (Method method : resource.getMethods()) {
                    add(root.value(), method);
                }
            }
        }
    }

    private void add(String root, Method method) {
        Path below = method.getAnnotation(Path.class);
        Pattern path = pattern(trimmed(root) + "/" + (below == null ? "" : trimmed(below.value())));
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (http != null) {
                routes.add(new Route(path, http.value()));
            }
        }
    }

    private static String trimmed(String path) {
        return path.replaceAll("^/+|/+$", "");
    }

    /** With or without a slash at the end, as Jakarta REST takes it. */
    private static Pattern pattern(String path) {
        String template = trimmed(path);
        StringBuilder regex = new StringBuilder();
        Matcher variable = VARIABLE.matcher(template);
        int done = 0;
        while (variable.find()) {
            literal(template.substring(done, variable.start()), regex);
            String own = variable.group(1);
            regex.append(own == null ? "[^/]+" : "(?:" + own + ")");
            done = variable.end();
        }
        literal(template.substring(done), regex);
        return Pattern.compile("/*" + regex + "/*");
    }

    private static void literal(String text, StringBuilder regex) {
        for (String segment : text.splitWithDelimiters("/+", 0)) {
            if (segment.startsWith("/")) {
                regex.append("/+");
            } else if (!segment.isEmpty()) {
                regex.append(Pattern.quote(segment));
            }
        }
    }

    /** What may be asked of a path, HEAD and OPTIONS too; nothing if there is no such path. */
    Set<String> methodsOf(String path) {
        Set<String> methods = new TreeSet<>();
        for (Route route : routes) {
            if (route.path().matcher(path).matches()) {
                methods.add(route.method());
            }
        }
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        if (!methods.isEmpty()) {
            methods.add(HttpMethod.OPTIONS);
        }
        return methods;
    }
}
