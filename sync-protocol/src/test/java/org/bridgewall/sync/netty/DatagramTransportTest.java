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
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class DatagramTransportTest {
    private final ConcurrentLinkedQueue<String> atA = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> atB = new ConcurrentLinkedQueue<>();

    @Test
    void twoTransportsExchangeDatagramsOnEveryPathAndFamily() throws Exception {
        int[] ports = freePorts(4);
        try (DatagramTransport a = open("a", atA, ports[0], ports[1], ports[2], ports[3]);
                DatagramTransport b = open("b", atB, ports[1], ports[0], ports[3], ports[2])) {
            send(a, 0, "over v4");
            send(a, 1, "over v6");
            send(b, 0, "back");
            await().until(() -> atB.size() == 2 && atA.size() == 1);
            assertThat(atB).containsExactlyInAnyOrder("0:over v4", "1:over v6");
            assertThat(atA).containsExactly("0:back");
            assertThat(a.counters().getFirst().sent()).isEqualTo(1);
            assertThat(b.counters().getFirst().receivedBytes()).isEqualTo(7);
        }
    }

    @Test
    void aForeignSourceIsRefusedAndCounted() throws Exception {
        int[] ports = freePorts(4);
        try (DatagramTransport a = open("a", atA, ports[0], ports[1], ports[2], ports[3]);
                DatagramSocket stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            byte[] forged = {1, 2, 3};
            stranger.send(
                    new DatagramPacket(
                            forged,
                            forged.length,
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), ports[0])));
            await().until(() -> a.counters().getFirst().refused() == 1);
            assertThat(atA).isEmpty();
        }
    }

    @Test
    void aDeadPeerCostsNothingButACounter() throws Exception {
        int[] ports = freePorts(4);
        try (DatagramTransport a = open("a", atA, ports[0], ports[1], ports[2], ports[3])) {
            for (int i = 0; i < 100; i++) {
                send(a, 0, "into the void");
            }
            await().until(() -> a.counters().getFirst().sent() == 100);
        }
    }

    @Test
    void anAddressThatIsTakenIsNamed() throws Exception {
        int[] ports = freePorts(4);
        try (DatagramTransport a = open("a", atA, ports[0], ports[1], ports[2], ports[3])) {
            assertThat(a.size()).isEqualTo(2);
            assertThatThrownBy(() -> open("b", atB, ports[0], ports[1], ports[2], ports[3]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("path v4: cannot bind /127.0.0.1:" + ports[0]);
        }
    }

    private static DatagramTransport open(
            String name, ConcurrentLinkedQueue<String> inbox, int l4, int r4, int l6, int r6)
            throws IOException {
        return DatagramTransport.open(
                name,
                List.of(path("v4", "127.0.0.1", l4, r4), path("v6", "::1", l6, r6)),
                (path, bytes, length, time) ->
                        inbox.add(
                                path + ":" + new String(bytes, 0, length, StandardCharsets.UTF_8)));
    }

    private static PathConfig path(String name, String address, int local, int remote) {
        return new PathConfig(
                        name,
                        new InetSocketAddress(address, local),
                        new InetSocketAddress(address, remote),
                        1 << 20)
                .urgent();
    }

    private static void send(DatagramTransport transport, int path, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        transport.send(path, bytes, bytes.length);
    }

    private static int[] freePorts(int count) throws IOException {
        int[] ports = new int[count];
        DatagramSocket[] sockets = new DatagramSocket[count];
        for (int i = 0; i < count; i++) {
            sockets[i] = new DatagramSocket(0);
            ports[i] = sockets[i].getLocalPort();
        }
        for (DatagramSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }
}
