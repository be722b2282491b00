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
        String status;
        try {
            status = read("/proc/" + pid + "/status", STATUS_BYTES);
        } catch (IOException e) {
            return Optional.empty();
        }
        long parent = 0;
        long session = 0;
        int uid = -1;
        long resident = 0;
        boolean ended = false;
        for (String line : status.split("\n")) {
            if (line.startsWith("State:")) {
                char state = line.charAt("State:\t".length());
                ended = state == 'Z' || state == 'X';
            } else if (line.startsWith("PPid:")) {
                parent = Long.parseLong(field(line));
            } else if (line.startsWith("Uid:")) {
                uid = Integer.parseUnsignedInt(field(line));
            } else if (line.startsWith("VmRSS:")) {
                resident = Long.parseLong(field(line)) << 10;
            } else if (line.startsWith("NSsid:")) {
                session = Long.parseLong(field(line));
            }
        }
        return Optional.of(new Seen(pid, parent, session, uid, resident, ended));
    }

    /** Whether the process was started with this variable; false where we may not know. */
    static boolean hasVariable(long pid, String assignment) {
        try {
            return ('\0' + read("/proc/" + pid + "/environ", ENVIRON_BYTES)).contains('\0' + assignment);
        } catch (IOException e) {
            return false;
        }
    }

    private static String field(String line) {
        String[] fields = line.split("\\s+", 3);
        return fields[1];
    }

    private static String read(String file, int most) throws IOException {
        try (FileInputStream in = new FileInputStream(file)) {
            return new String(in.readNBytes(most), StandardCharsets.ISO_8859_1);
        }
    }
}
