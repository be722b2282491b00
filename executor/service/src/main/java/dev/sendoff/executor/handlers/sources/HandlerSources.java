package dev.sendoff.executor.handlers.sources;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All sources that were looked at.
 *
 * @param usable those of the class path first, then jars by name
 * @param problems sentences, one for each source that is left out
 */
public record HandlerSources(List<HandlerSource> usable, List<String> problems) {

    public HandlerSources {
        usable = List.copyOf(usable);
        problems = List.copyOf(problems);
    }

    /**
     * Looks at every list of functions that the loader sees, and at every jar of the folder, if there is one.
     *
     * @throws IOException if the class path itself cannot be searched
     */
    public static HandlerSources find(ClassLoader classPath, Optional<Path> folder) throws IOException {
        var usable = new ArrayList<HandlerSource>();
        var problems = new ArrayList<String>();
        // A loader and its parent may both show the same file.
        Map<String, URL> lists = new LinkedHashMap<>();
        for (URL list : classPath.resources(FunctionDeclaration.FILE).toList()) {
            lists.putIfAbsent(list.toString(), list);
        }
        for (URL list : lists.values()) {
            try {
                usable.add(HandlerSource.onClassPath(list, classPath));
            } catch (UnusableSourceException e) {
                problems.add("the functions of " + list + " are not loaded: " + e.getMessage());
            }
        }
        for (Path jar : jars(folder, problems)) {
            try {
                usable.add(HandlerSource.jar(jar));
            } catch (UnusableSourceException e) {
                problems.add("the functions of " + jar + " are not loaded: " + e.getMessage());
            }
        }
        return new HandlerSources(usable, problems);
    }

    private static List<Path> jars(Optional<Path> folder, List<String> problems) {
        if (folder.isEmpty()) {
            return List.of();
        }
        Path path = folder.get().toAbsolutePath().normalize();
        if (!Files.isDirectory(path)) {
            problems.add("the handlers folder " + path + (Files.exists(path) ? " is no folder" : " does not exist")
                    + "; sendoff.handlers (SENDOFF_HANDLERS) names a folder of jars");
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            problems.add("the handlers folder " + path + " cannot be read: " + e);
            return List.of();
        }
    }
}
