package org.bridgewall.sync.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Everything on one thread: nothing comes before it is asked for. */
class PolledTransportTest {
    private final List<String> inbox = new ArrayList<>();

    @Test
    void datagramsWaitInTheSocketUntilTheyAreDrained() throws Exception {
        int[] ports = freePorts();
        try (PolledTransport a = open(ports[0], ports[1]);
                PolledTransport b = open(ports[1], ports[0])) {
            for (int i = 0; i < 1_000; i++) {
                send(a, "datagram " + i);
            }
            a.flush();
            assertThat(inbox).isEmpty();
            await().pollInSameThread().until(() -> drain(a, 0) == 0 && !a.unsent());
            await().pollInSameThread()
                    .until(() -> {
                        drain(b, 1_000);
                        return inbox.size() == 1_000;
                    });
            assertThat(inbox).startsWith("0:datagram 0").endsWith("0:datagram 999");
            assertThat(b.counters().getFirst().received()).isEqualTo(1_000);
        }
    }

    @Test
    void aDrainEndsSoonAfterItsLimit() throws Exception {
        int[] ports = freePorts();
        try (PolledTransport a = open(ports[0], ports[1]);
                PolledTransport b = open(ports[1], ports[0])) {
            for (int i = 0; i < 1_000; i++) {
                send(a, "x");
            }
            a.flush();
            await().pollInSameThread().until(() -> drain(a, 0) == 0 && !a.unsent());
            assertThat(drain(b, 1)).isPositive().isLessThanOrEqualTo(DatagramPath.READS_PER_TURN);
        }
    }

    @Test
    void whatIsNotFlushedIsNotSent() throws Exception {
        int[] ports = freePorts();
        try (PolledTransport a = open(ports[0], ports[1]);
                PolledTransport b = open(ports[1], ports[0])) {
            send(a, "kept");
            assertThat(a.unsent()).isTrue();
            assertThat(drain(b, 1)).isZero();
            a.flush();
            assertThat(a.unsent()).isFalse();
            await().pollInSameThread().until(() -> drain(b, 1) == 1);
        }
    }

    @Test
    void aForeignSourceIsRefusedAndCounted() throws Exception {
        int[] ports = freePorts();
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (PolledTransport a = open(ports[0], ports[1]);
                DatagramSocket stranger = new DatagramSocket(0, loopback)) {
            InetSocketAddress to = new InetSocketAddress(loopback, ports[0]);
            stranger.send(new DatagramPacket(new byte[] {1, 2, 3}, 3, to));
            await().pollInSameThread()
                    .until(() -> drain(a, 1) == 0 && a.counters().getFirst().refused() == 1);
            assertThat(inbox).isEmpty();
        }
    }

    @Test
    void anAddressThatIsTakenIsNamed() throws Exception {
        int[] ports = freePorts();
        try (PolledTransport a = open(ports[0], ports[1])) {
            assertThat(a.descriptors()).hasSize(1).doesNotContain(-1);
            assertThatThrownBy(() -> open(ports[0], ports[1]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("path lo: cannot bind localhost/127.0.0.1:" + ports[0]);
        }
    }

    private int drain(PolledTransport transport, int limit) {
        return transport.drain(
                (path, bytes, length, time) ->
                        inbox.add(
                                path + ":" + new String(bytes, 0, length, StandardCharsets.UTF_8)),
                limit);
    }

    private static PolledTransport open(int local, int remote) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        PolledTransport transport =
                new PolledTransport(
                        List.of(
                                new PathConfig(
                                        "lo",
                                        new InetSocketAddress(loopback, local),
                                        new InetSocketAddress(loopback, remote),
                                        4 << 20)));
        transport.open();
        return transport;
    }

    private static void send(PolledTransport transport, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        transport.send(0, bytes, bytes.length);
    }

    private static int[] freePorts() throws IOException {
        try (DatagramSocket one = new DatagramSocket(0);
                DatagramSocket other = new DatagramSocket(0)) {
            return new int[] {one.getLocalPort(), other.getLocalPort()};
        }
    }
}
