package dev.sendoff.environments.sandbox;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What Linux tells of this machine's processes. They come and go while they are read: what is gone is left out. */
final class ProcessTable {

    private static final Path PROC = Path.of("/proc");
    private static final int STATUS_BYTES = 8192;
    private static final int ENVIRON_BYTES = 256 * 1024;

    /**
     * One process.
     *
     * @param session the id of its session's leader
     * @param uid the real user
     * @param ended whether only its parent's knowing of it is left
     */
    record Seen(long pid, long parent, long session, int uid, long residentBytes, boolean ended) {}

    private ProcessTable() {}

    static boolean isReadable() {
        return see(ProcessHandle.current().pid()).isPresent();
    }

    static List<Long> pids() throws IOException {
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (Character.isDigit(name.charAt(0))) {
                    pids.add(Long.valueOf(name));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return pids;
    }

    static List<Seen> all() throws IOException {
        return pids().stream().map(ProcessTable::see).flatMap(Optional::stream).toList();
    }

    /**
     * Reads what anyone may read of any process. (The owner of its folder would not do: a process can have that be root.)
     */
    static Optional<Seen> see(long pid) {
        try {
            return Optional.of(parse(pid, read("/proc/" + pid + "/status", STATUS_BYTES)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Of a process that is just going, some lines are missing or say nothing. */
    static Seen parse(long pid, String status) {
        long parent = 0;
        long session = 0;
        int uid = -1;
        long resident = 0;
        boolean ended = false;
        for (String line : status.split("\n")) {
            String[] fields = line.split("\\s+", 3);
            String value = fields.length > 1 ? fields[1] : "";
            if (value.isEmpty()) {
                continue;
            }
            switch (fields[0]) {
                case "State:" -> ended = value.equals("Z") || value.equals("X");
                case "PPid:" -> parent = Long.parseLong(value);
                case "Uid:" -> uid = Integer.parseUnsignedInt(value);
                case "VmRSS:" -> resident = Long.parseLong(value) << 10;
                case "NSsid:" -> session = Long.parseLong(value);
                default -> {}
            }
        }
        return new Seen(pid, parent, session, uid, resident, ended);
    }

    /** Whether the process was started with this variable; false where we may not know. */
    static boolean hasVariable(long pid, String assignment) {
        try {
            return ('\0' + read("/proc/" + pid + "/environ", ENVIRON_BYTES)).contains('\0' + assignment);
        } catch (IOException e) {
            return false;
        }
    }

    private static String read(String file, int most) throws IOException {
        try (FileInputStream in = new FileInputStream(file)) {
            return new String(in.readNBytes(most), StandardCharsets.ISO_8859_1);
        }
    }
}
