package org.bridgewall.ha.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bridgewall.ha.lab.Command;
import org.bridgewall.ha.lab.Netns;
import org.bridgewall.sync.netty.DatagramReceiver;
import org.bridgewall.sync.netty.DatagramTransport;
import org.bridgewall.sync.netty.PathConfig;
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

    /** Master-down interval at priority 100: three adverts and the skew (RFC 9568, 6.1). */
    private static final long MASTER_DOWN = 3 * ADVERT + ADVERT * 156 / 256;

    private static final long LOAD = 5_000 * MILLI;
    private static final int CHANGES_PER_TURN = 25;

    /** Notes when adverts come in. On the event loop. */
    private static final class Watch implements DatagramReceiver {
        private long last;
        private volatile long worstGap;
        private volatile int received;

        @Override
        public void onDatagram(int path, byte[] datagram, int length, long nanos) {
            if (received > 0) {
                worstGap = Math.max(worstGap, nanos - last);
            }
            last = nanos;
            int counted = received + 1;
            received = counted;
        }
    }

    @Test
    void aLinkThatIsFullOfReplicationStillCarriesEveryAdvertInTime() throws Exception {
        Watch watch = new Watch();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try (LinkedPair pair = new LinkedPair();
                DatagramTransport from = adverts(pair.left, 1, 2, new Watch());
                DatagramTransport to = adverts(pair.right, 2, 1, watch)) {
            narrow(pair.left);
            byte[] advert = new byte[ADVERT_BYTES];
            var _ =
                    clock.scheduleAtFixedRate(
                            () -> from.send(0, advert, advert.length),
                            0,
                            ADVERT,
                            TimeUnit.NANOSECONDS);
            pair.until("adverts come in", () -> watch.received > 20);
            watch.worstGap = 0;
            int before = watch.received;
            long began = System.nanoTime();
            overload(pair);
            long took = System.nanoTime() - began;
            var status = pair.a.session().status(System.nanoTime());
            int received = watch.received - before;
            System.out.printf(
                    "adverts: %d of %d, worst gap %.1f ms; %d records wait, %d datagrams sent, %d lost%n",
                    received,
                    took / ADVERT,
                    watch.worstGap / 1e6,
                    status.pendingRecords(),
                    status.counters().datagramsSent(),
                    status.counters().datagramsLost());
            assertThat(status.overloadNanos()).as("overload").isPositive();
            assertThat(status.pendingRecords()).as("records that wait").isGreaterThan(10_000);
            assertThat(watch.worstGap).isLessThan(MASTER_DOWN);
            assertThat((long) received).isGreaterThan(took / ADVERT * 95 / 100);
            assertThat(to.counters().getFirst().errors()).isZero();
            tc(pair.left, "del", "root");
            pair.until("all is proven once there is room", pair::proven);
        } finally {
            clock.shutdownNow();
        }
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
        long end = System.nanoTime() + LOAD;
        for (int flow = 0; System.nanoTime() - end < 0; ) {
            for (int i = 0; i < CHANGES_PER_TURN; i++, flow++) {
                String noise = Long.toHexString(random.nextLong()) + random.nextLong();
                pair.a.put("flow" + flow % 60_000 + noise.charAt(0), noise + noise);
            }
            pair.turn();
        }
    }

    private static DatagramTransport adverts(
            String namespace, int own, int other, DatagramReceiver receiver) throws IOException {
        PathConfig path =
                new PathConfig(
                                "adverts",
                                new InetSocketAddress("10.77.0." + own, 3780),
                                new InetSocketAddress("10.77.0." + other, 3780),
                                1 << 20)
                        .urgent();
        return Netns.call(
                namespace, () -> DatagramTransport.open("adverts", List.of(path), receiver));
    }
}
