package dev.sendoff.executor.handlers.sources;

import dev.sendoff.core.Configuration;
import java.io.IOException;
import java.io.Reader;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a source says about one of its functions. In {@value #FILE} that is
 *
 * <pre>
 * name=fully.qualified.HandlerClass
 * name.timeout=PT3S
 * name.memory=128
 * name.description=What it does
 * </pre>
 *
 * where only the first line must be there. A name has no dot, so the first dot of a key ends it.
 *
 * @param handlerClass its binary name
 * @param memorySize in MiB; only told to the handler, since all handlers share one heap
 */
public record FunctionDeclaration(
        String name, String handlerClass, Duration timeout, int memorySize, String description) {

    public static final String FILE = "META-INF/sendoff/functions.properties";

    private static final Set<String> SETTINGS = new TreeSet<>(Set.of("timeout", "memory", "description"));
    private static final int DEFAULT_MEMORY = 128;
    private static final int MAX_MEMORY = 10240;

    /** AWS's handler setting may name the method too; for handlers that implement an interface it is always this one. */
    private static final String METHOD = "::handleRequest";

    /** Reads a whole file. The functions are sorted by name. */
    static List<FunctionDeclaration> read(Reader file) throws UnusableSourceException {
        Properties lines = load(file);
        try {
            return functions(lines);
        } catch (UnusableSourceException e) {
            throw new UnusableSourceException(FILE + ": " + e.getMessage(), e);
        }
    }

    /**
     * What is said elsewhere than in a file, held to the same rules.
     *
     * @param timeout as in the file
     * @throws UnusableSourceException naming what is wrong
     */
    public static FunctionDeclaration of(
            String name, String handlerClass, String timeout, int memorySize, String description)
            throws UnusableSourceException {
        Properties lines = new Properties();
        lines.setProperty(name, handlerClass);
        lines.setProperty(name + ".timeout", timeout);
        lines.setProperty(name + ".memory", String.valueOf(memorySize));
        lines.setProperty(name + ".description", description);
        return of(checkedName(name), lines);
    }

    private static List<FunctionDeclaration> functions(Properties lines) throws UnusableSourceException {
        var names = new TreeSet<String>();
        for (String key : lines.stringPropertyNames()) {
            if (key.indexOf('.') < 0) {
                names.add(checkedName(key));
            }
        }
        if (names.isEmpty()) {
            throw new UnusableSourceException("it lists no function: a line is name=fully.qualified.HandlerClass");
        }
        for (String key : new TreeSet<>(lines.stringPropertyNames())) {
            checkSetting(key, names);
        }
        var functions = new ArrayList<FunctionDeclaration>();
        for (String name : names) {
            functions.add(of(name, lines));
        }
        return List.copyOf(functions);
    }

    private static Properties load(Reader file) throws UnusableSourceException {
        var lines = new Properties() {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Object put(Object key, Object value) {
                if (containsKey(key)) {
                    throw new IllegalArgumentException("'" + key + "' is there twice");
                }
                return super.put(key, value);
            }
        };
        try {
            lines.load(file);
        } catch (IllegalArgumentException e) {
            throw new UnusableSourceException(FILE + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UnusableSourceException(FILE + " cannot be read: " + e, e);
        }
        return lines;
    }

    private static String checkedName(String name) throws UnusableSourceException {
        if (!name.matches("[a-zA-Z0-9-_]{1,64}")) {
            throw new UnusableSourceException(
                    "a function name has 1 to 64 letters, digits, hyphens and" + " underscores, unlike '" + name + "'");
        }
        return name;
    }

    private static void checkSetting(String key, Set<String> names) throws UnusableSourceException {
        int dot = key.indexOf('.');
        if (dot < 0) {
            return;
        }
        if (!SETTINGS.contains(key.substring(dot + 1))) {
            throw new UnusableSourceException("'" + key + "' is no setting of a function; "
                    + String.join(", ", SETTINGS) + " are (a function's own name has no dot)");
        }
        if (!names.contains(key.substring(0, dot))) {
            throw new UnusableSourceException(
                    "'" + key + "' is set, but there is no function '" + key.substring(0, dot) + "'");
        }
    }

    private static FunctionDeclaration of(String name, Properties lines) throws UnusableSourceException {
        String handler = lines.getProperty(name).strip();
        if (handler.endsWith(METHOD)) {
            handler = handler.substring(0, handler.length() - METHOD.length());
        }
        if (handler.isEmpty() || handler.contains("::")) {
            throw new UnusableSourceException("the handler of '" + name + "' is '" + lines.getProperty(name)
                    + "', but a class name is wanted: a class that implements a handler interface");
        }
        return new FunctionDeclaration(
                name, handler, timeout(name, lines), memory(name, lines), lines.getProperty(name + ".description", ""));
    }

    private static Duration timeout(String name, Properties lines) throws UnusableSourceException {
        String text = lines.getProperty(name + ".timeout");
        if (text == null) {
            return Configuration.DEFAULT_TIMEOUT;
        }
        try {
            Duration timeout = Duration.parse(text.strip());
            if (timeout.compareTo(Duration.ofMillis(1)) >= 0 && timeout.compareTo(Configuration.MAX_TIMEOUT) <= 0) {
                return timeout;
            }
        } catch (DateTimeParseException e) {
            // Said below, in the same words as for what is out of range.
        }
        throw new UnusableSourceException(name + ".timeout is '" + text + "', but a duration from PT0.001S to "
                + Configuration.MAX_TIMEOUT + " is wanted, such as PT3S");
    }

    private static int memory(String name, Properties lines) throws UnusableSourceException {
        String text = lines.getProperty(name + ".memory");
        if (text == null) {
            return DEFAULT_MEMORY;
        }
        try {
            int memory = Integer.parseInt(text.strip());
            if (memory >= DEFAULT_MEMORY && memory <= MAX_MEMORY) {
                return memory;
            }
        } catch (NumberFormatException e) {
            // Said below, in the same words as for what is out of range.
        }
        throw new UnusableSourceException(name + ".memory is '" + text + "', but a number of MiB from " + DEFAULT_MEMORY
                + " to " + MAX_MEMORY + " is wanted");
    }
}
