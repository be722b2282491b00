package dev.sendoff.executor.handlers.sources;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * A jar (or a part of the application) that brings handlers.
 *
 * @param name for people: the jar's path, the URL of its list of functions, or the bean
 * @param loader of the handlers' classes
 * @param codeSha256 base64, as AWS prints it
 * @param codeSize in bytes
 * @param lastModified to the millisecond
 */
public record HandlerSource(
        String name,
        ClassLoader loader,
        List<FunctionDeclaration> functions,
        String codeSha256,
        long codeSize,
        Instant lastModified)
        implements Closeable {

    /** A jar of its own, whose classes see only the JDK, the handler API and each other. */
    static HandlerSource jar(Path jar) throws UnusableSourceException {
        try {
            List<FunctionDeclaration> functions = declaredIn(jar);
            var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, new ApiClassLoader());
            return of(jar.toString(), loader, functions, jar);
        } catch (IOException | RuntimeException e) {
            throw new UnusableSourceException("it cannot be read as a jar: " + e, e);
        }
    }

    private static List<FunctionDeclaration> declaredIn(Path jar) throws IOException, UnusableSourceException {
        try (JarFile file = new JarFile(jar.toFile())) {
            ZipEntry entry = file.getEntry(FunctionDeclaration.FILE);
            if (entry == null) {
                throw new UnusableSourceException("it has no " + FunctionDeclaration.FILE);
            }
            try (Reader reader = new InputStreamReader(file.getInputStream(entry), StandardCharsets.UTF_8)) {
                return FunctionDeclaration.read(reader);
            }
        }
    }

    /** What the application itself brings; {@code list} is the URL of a {@link FunctionDeclaration#FILE}. */
    static HandlerSource onClassPath(URL list, ClassLoader loader) throws UnusableSourceException {
        try {
            URLConnection connection = list.openConnection();
            connection.setUseCaches(false);
            if (connection instanceof JarURLConnection jar
                    && jar.getJarFileURL().getProtocol().equals("file")) {
                return onClassPath(
                        list, loader, Path.of(URI.create(jar.getJarFileURL().toString())));
            }
            // A folder of classes, as a build leaves it: the list stands for the code.
            if (list.getProtocol().equals("file")) {
                return onClassPath(list, loader, Path.of(URI.create(list.toString())));
            }
            throw new UnusableSourceException("functions are found in jars and folders, not behind " + list);
        } catch (IOException | RuntimeException e) {
            throw new UnusableSourceException("it cannot be read: " + e, e);
        }
    }

    /**
     * A bean of the application.
     *
     * @param declaring the class that is the bean, or that produces it; the jar or folder that it stands in is the code
     */
    public static HandlerSource bean(Class<?> declaring, FunctionDeclaration function, ClassLoader loader)
            throws UnusableSourceException {
        URL file = declaring.getResource("/" + declaring.getName().replace('.', '/') + ".class");
        try {
            if (file == null) {
                throw new UnusableSourceException("the class file of " + declaring.getName() + " is not found");
            }
            Path code = file.openConnection() instanceof JarURLConnection jar
                    ? Path.of(URI.create(jar.getJarFileURL().toString()))
                    : Path.of(file.toURI());
            return of("the bean " + function.handlerClass(), loader, List.of(function), code);
        } catch (IOException | URISyntaxException | RuntimeException e) {
            throw new UnusableSourceException("the code of " + declaring.getName() + " cannot be read: " + e, e);
        }
    }

    private static HandlerSource onClassPath(URL list, ClassLoader loader, Path code)
            throws IOException, UnusableSourceException {
        URLConnection connection = list.openConnection();
        connection.setUseCaches(false);
        try (Reader reader = new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8)) {
            return of(list.toString(), loader, FunctionDeclaration.read(reader), code);
        }
    }

    private static HandlerSource of(String name, ClassLoader loader, List<FunctionDeclaration> functions, Path code)
            throws IOException {
        return new HandlerSource(
                name,
                loader,
                functions,
                sha256(code),
                Files.size(code),
                Files.getLastModifiedTime(code).toInstant().truncatedTo(ChronoUnit.MILLIS));
    }

    private static String sha256(Path code) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (var in = new DigestInputStream(Files.newInputStream(code), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Closes the jar's own class loader; the application's stays. */
    @Override
    public void close() throws IOException {
        if (loader instanceof URLClassLoader own && own.getParent() instanceof ApiClassLoader) {
            own.close();
        }
    }
}
