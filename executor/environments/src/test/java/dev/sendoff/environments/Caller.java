package dev.sendoff.environments;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A container, as far as its connection shows: one, kept open, over which it names the host that it was told. */
final class Caller implements Closeable {

    record Answer(int status, Map<String, String> headers, String body) {}

    private static final String BASE = "/2018-06-01/runtime/";

    private final Socket socket;
    private final InputStream in;
    private final String host;

    Caller(int port, String host) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(30_000);
        in = new BufferedInputStream(socket.getInputStream());
        this.host = host;
    }

    /** Asks for an event, and returns at once. */
    void ask() throws IOException {
        send("GET", "invocation/next", "");
    }

    Answer next() throws IOException {
        ask();
        return answer();
    }

    Answer respond(String id, String body) throws IOException {
        send("POST", "invocation/" + id + "/response", body);
        return answer();
    }

    Answer post(String path, String body) throws IOException {
        send("POST", path, body);
        return answer();
    }

    private void send(String method, String path, String body) throws IOException {
        socket.getOutputStream()
                .write((method + " " + BASE + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: "
                                + body.getBytes(UTF_8).length + "\r\n\r\n" + body)
                        .getBytes(UTF_8));
    }

    Answer answer() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            String[] parts = line.split(": ", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Answer(status, headers, new String(body, UTF_8));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection was closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
