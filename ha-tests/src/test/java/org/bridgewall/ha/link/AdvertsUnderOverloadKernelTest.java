package org.bridgewall.ha.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bridgewall.ha.lab.Command;
import org.bridgewall.ha.lab.Netns;
import org.bridgewall.sync.netty.DatagramReceiver;
import org.bridgewall.sync.netty.DatagramTransport;
import org.bridgewall.sync.netty.PathConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * More changes than a narrow link carries, and adverts on the same link: on sockets, threads and,
 * in the kernel's queue, a band of their own. What is measured is printed.
 */
@Tag("kernel")
class AdvertsUnderOverloadKernelTest {
    private static final long MILLI = 1_000_000L;
    private static final long ADVERT = 20 * MILLI;
    private static final int ADVERT_BYTES = 250;

    private static final long LOAD = 5_000 * MILLI;
    private static final long CHANGES_PER_SECOND = 60_000;

    /** Notes how long each advert was under way. On the event loop. */
    private static final class Watch implements DatagramReceiver {
        private final ConcurrentLinkedQueue<Long> transits = new ConcurrentLinkedQueue<>();

        @Override
        public void onDatagram(int path, byte[] datagram, int length, long nanos) {
            transits.add(nanos - ByteBuffer.wrap(datagram).getLong());
        }

        /** So much of them was no longer under way. */
        long quantile(double share) {
            List<Long> sorted = transits.stream().sorted().toList();
            return sorted.get((int) Math.min(sorted.size() - 1, share * sorted.size()));
        }
    }

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        clock.shutdownNow();
    }

    @Test
    void aLinkThatIsFullOfReplicationStillCarriesEveryAdvertInTime() throws Exception {
        Watch watch = underOverload(true);
        assertThat((long) watch.transits.size()).isGreaterThan(LOAD / ADVERT * 95 / 100);
        assertThat(watch.quantile(0.5)).as("transit").isLessThan(ADVERT);
    }

    /** The control: this link does hold up what does not go first. */
    @Test
    void whatIsNotUrgentWaitsOnTheSameLink() throws Exception {
        Watch watch = underOverload(false);
        assertThat(watch.quantile(0.5)).as("transit").isGreaterThan(ADVERT);
    }

    private Watch underOverload(boolean urgent) throws Exception {
        Watch watch = new Watch();
        try (LinkedPair pair = new LinkedPair();
                DatagramTransport from = adverts(pair.left, 1, 2, new Watch(), urgent);
                DatagramTransport _ = adverts(pair.right, 2, 1, watch, urgent)) {
            narrow(pair.left);
            byte[] advert = new byte[ADVERT_BYTES];
            var _ =
                    clock.scheduleAtFixedRate(
                            () -> {
                                ByteBuffer.wrap(advert).putLong(System.nanoTime());
                                from.send(0, advert, advert.length);
                            },
                            0,
                            ADVERT,
                            TimeUnit.NANOSECONDS);
            pair.until("adverts come in", () -> watch.transits.size() > 20);
            watch.transits.clear();
            overload(pair);
            var status = pair.a.session().status(System.nanoTime());
            System.out.printf(
                    "urgent %s: %d adverts of %d, transit %.1f ms half, %.1f ms 95 %%, %.1f ms all; %d records wait, %d datagrams sent, %d lost%n",
                    urgent,
                    watch.transits.size(),
                    LOAD / ADVERT,
                    watch.quantile(0.5) / 1e6,
                    watch.quantile(0.95) / 1e6,
                    watch.quantile(1) / 1e6,
                    status.pendingRecords(),
                    status.counters().datagramsSent(),
                    status.counters().datagramsLost());
            assertThat(status.pendingRecords()).as("records that wait").isGreaterThan(10_000);
            tc(pair.left, "del", "root");
            pair.until("all is proven once there is room", pair::proven);
        }
        return watch;
    }

    /** A megabyte a second, and a queue in bands, as an interface has by default. */
    private static void narrow(String namespace) throws IOException {
        tc(namespace, "add", "root handle 1: tbf rate 8mbit burst 20kb latency 200ms");
        tc(namespace, "add", "parent 1:1 handle 2: pfifo_fast");
    }

    private static void tc(String namespace, String verb, String queue) throws IOException {
        String line =
                "ip netns exec %s tc qdisc %s dev %s %s"
                        .formatted(namespace, verb, LinkEnd.FIRST, queue);
        Command.run(List.of(line.split(" ", -1)), "");
    }

    private static void overload(LinkedPair pair) {
        SplittableRandom random = new SplittableRandom(1);
        long begun = System.nanoTime();
        long flow = 0;
        for (long past = 0; past < LOAD; past = System.nanoTime() - begun) {
            for (; flow < past * CHANGES_PER_SECOND / 1_000_000_000L; flow++) {
                String noise = Long.toHexString(random.nextLong()) + random.nextLong();
                pair.a.put("flow" + flow % 60_000 + noise.charAt(0), noise + noise);
            }
            pair.turn();
        }
    }

    private static DatagramTransport adverts(
            String namespace, int own, int other, DatagramReceiver receiver, boolean urgent)
            throws IOException {
        PathConfig path =
                new PathConfig(
                        "adverts",
                        new InetSocketAddress("10.77.0." + own, 3780),
                        new InetSocketAddress("10.77.0." + other, 3780),
                        1 << 20,
                        urgent);
        return Netns.call(
                namespace, () -> DatagramTransport.open("adverts", List.of(path), receiver));
    }
}
