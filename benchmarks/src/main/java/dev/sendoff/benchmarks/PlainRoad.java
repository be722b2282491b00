package dev.sendoff.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.WakeupException;

/** The least that a road of this kind is: HTTP, a producer with acks=all, a consumer. It keeps no promise beyond that. */
final class PlainRoad implements AutoCloseable {

    private static final String TOPIC = "bench-plain-road";

    private final HttpServer server;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread consuming;

    /** @param arrival told of each value when the consumer has it */
    PlainRoad(String bootstrap, Consumer<byte[]> arrival) throws Exception {
        PlainClients.createTopic(bootstrap, TOPIC, 4);
        var settings = PlainClients.producerSettings(bootstrap);
        settings.put("linger.ms", 0);
        producer = new KafkaProducer<>(settings);
        consumer = PlainClients.consumer(bootstrap, "bench-plain-road", "read_uncommitted");
        consumer.subscribe(List.of(TOPIC));
        while (consumer.assignment().isEmpty()) {
            consumer.poll(Duration.ofMillis(50));
        }
        consuming = Thread.ofPlatform().start(() -> {
            try {
                while (true) {
                    consumer.poll(Duration.ofMillis(100)).forEach(record -> arrival.accept(record.value()));
                }
            } catch (WakeupException e) {
                consumer.close();
            }
        });
        // Or it closes connections that the load still uses, and waits for acknowledgements on the others.
        System.setProperty("sun.net.httpserver.maxIdleConnections", "100000");
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::accept);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void accept(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        int status;
        try {
            producer.send(new ProducerRecord<>(TOPIC, body)).get();
            status = 202;
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            status = 500;
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Override
    public void close() throws InterruptedException {
        server.stop(0);
        consumer.wakeup();
        consuming.join();
        producer.close();
    }
}
