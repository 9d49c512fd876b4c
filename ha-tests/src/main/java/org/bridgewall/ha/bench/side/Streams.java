package org.bridgewall.ha.bench.side;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bridgewall.ha.lab.Command;
import org.bridgewall.ha.lab.Netns;
import org.bridgewall.ha.lab.Topology;
import org.bridgewall.ha.traffic.EchoServer;

/**
 * What one established connection gets: throughput by iperf3, and the time of a one-byte request
 * and its answer.
 *
 * <p>Thread rule: one thread.
 */
final class Streams {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WARM_UP = 2_000;

    private final Plan plan;
    private final Figures figures;

    Streams(Plan plan, Figures figures) {
        this.plan = plan;
        this.figures = figures;
    }

    void measure(Pair pair) throws IOException {
        throughput(pair);
        try (EchoServer _ = new EchoServer(pair.site().namespace("server"))) {
            List<Double> micros = Netns.call(pair.site().namespace("client"), this::responses);
            figures.add(pair.arrangement(), Metric.RESPONSE_P50, Samples.percentile(micros, 50));
            figures.add(pair.arrangement(), Metric.RESPONSE_P99, Samples.percentile(micros, 99));
        }
    }

    private void throughput(Pair pair) throws IOException {
        Path log = pair.site().runDirectory().resolve("iperf3.log");
        int seconds = plan.streamSeconds();
        try (Background _ = Background.start(pair.site(), "server", log, "iperf3", "-s", "-1")) {
            Waiting.pause(0.5);
            Command.Output output =
                    Command.attempt(
                            List.of(
                                    "ip",
                                    "netns",
                                    "exec",
                                    pair.site().namespace("client"),
                                    "iperf3",
                                    "-J",
                                    "-t",
                                    Integer.toString(seconds),
                                    "-c",
                                    Topology.SERVER_V4),
                            "",
                            Duration.ofSeconds(seconds + 20));
            JsonNode rate =
                    JSON.readTree(output.out())
                            .path("end")
                            .path("sum_received")
                            .path("bits_per_second");
            if (!rate.isNumber()) {
                throw new IOException("iperf3: " + output.out().strip() + output.err().strip());
            }
            figures.add(pair.arrangement(), Metric.THROUGHPUT, rate.asDouble() / 1e6);
        }
    }

    private List<Double> responses() throws IOException {
        List<Double> micros = new ArrayList<>();
        ByteBuffer one = ByteBuffer.allocateDirect(1);
        try (SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(Topology.SERVER_V4, EchoServer.PORT))) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            long end = System.nanoTime() + plan.streamSeconds() * 1_000_000_000L;
            for (int i = 0; System.nanoTime() - end < 0; i++) {
                long started = System.nanoTime();
                channel.write(one.clear());
                if (channel.read(one.clear()) < 0) {
                    throw new EOFException("the echo server closed the connection");
                }
                if (i >= WARM_UP) {
                    micros.add((System.nanoTime() - started) / 1e3);
                }
            }
        }
        return micros;
    }
}
