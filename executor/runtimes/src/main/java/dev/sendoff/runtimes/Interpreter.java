package dev.sendoff.runtimes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program on this machine that runs code of a language.
 *
 * @param version as it says itself, such as {@code 20.20.2}
 */
record Interpreter(Path program, String version) {

    private static final Pattern VERSION = Pattern.compile("(\\d+(?:\\.\\d+)*)");
    private static final int ANSWERS_WITHIN_SECONDS = 20;

    /** The folders of {@code path}, a list as the variable PATH has it. */
    static List<Path> folders(String path) {
        return Arrays.stream(path.split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of)
                .toList();
    }

    /**
     * The first of these folders' programs of that name that works.
     *
     * @param forEveryone whether it must be one that every user of the machine can run
     */
    static Optional<Interpreter> find(String name, List<Path> folders, boolean forEveryone) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .filter(program -> !forEveryone || isForEveryone(program))
                .flatMap(program -> ask(program).stream())
                .findFirst();
    }

    private static boolean isForEveryone(Path program) {
        try {
            Path real = program.toRealPath();
            if (!Files.getPosixFilePermissions(real)
                    .containsAll(Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE))) {
                return false;
            }
            for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
                if (!Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The program itself, if it works: asks it for its version. */
    static Optional<Interpreter> ask(Path program) {
        Process process;
        try {
            process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
        } catch (IOException e) {
            return Optional.empty();
        }
        try (var output = process.getInputStream()) {
            String said = new String(output.readNBytes(1000), StandardCharsets.UTF_8);
            if (!process.waitFor(ANSWERS_WITHIN_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                return Optional.empty();
            }
            Matcher matcher = VERSION.matcher(said);
            return matcher.find() ? Optional.of(new Interpreter(program, matcher.group(1))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Whether it is of the version that is asked for, as far as that goes: {@code 20} is {@code 20.20.2}. */
    boolean is(String wanted) {
        return version.equals(wanted) || version.startsWith(wanted + ".");
    }
}
