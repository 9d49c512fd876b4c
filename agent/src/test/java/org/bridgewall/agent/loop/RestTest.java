package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.bridgewall.agent.linux.TestNamespace;
import org.bridgewall.agent.linux.Wakeup;
import org.bridgewall.agent.netlink.conntrack.ConntrackEvents;
import org.bridgewall.sync.flow.FlowFilter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class RestTest {
    private static final long MILLI = 1_000_000;
    private static final int[] NOTHING_ELSE = {};

    private interface Check {
        void in(Rest rest, ConntrackEvents events, Wakeup wakeup) throws Exception;
    }

    private static void with(Check check) throws Exception {
        try (TestNamespace namespace = TestNamespace.create("bwr-")) {
            namespace.run(() -> {
                Wakeup wakeup = Wakeup.open();
                try (Rest rest = new Rest(wakeup);
                        ConntrackEvents events =
                                ConntrackEvents.open(1 << 20, FlowFilter.ANSWERED)) {
                    check.in(rest, events, wakeup);
                }
            });
        }
    }

    private static long millisOf(Rest rest, ConntrackEvents events, boolean work, int millis)
            throws Exception {
        long began = System.nanoTime();
        rest.await(events, NOTHING_ELSE, () -> work, millis * MILLI);
        return (System.nanoTime() - began) / MILLI;
    }

    @Test
    void aSignalThatComesLateEndsOneWaitAndNotAllThatFollow() throws Exception {
        with((rest, events, wakeup) -> {
            wakeup.signal();
            assertThat(millisOf(rest, events, false, 30_000)).isLessThan(30_000);
            assertThat(millisOf(rest, events, false, 50)).isGreaterThanOrEqualTo(49);
            assertThat(millisOf(rest, events, false, 50)).isGreaterThanOrEqualTo(49);
        });
    }

    @Test
    void workThatIsThereIsNotWaitedFor() throws Exception {
        with((rest, events, wakeup) ->
                assertThat(millisOf(rest, events, true, 30_000)).isLessThan(30_000));
    }

    @Test
    void aTaskEndsAWait() throws Exception {
        with((rest, events, wakeup) -> {
            Thread teller = Thread.ofPlatform().start(() -> tell(rest::task));
            assertThat(millisOf(rest, events, false, 30_000)).isLessThan(30_000);
            teller.interrupt();
            teller.join();
        });
    }

    @Test
    void aDatagramEndsAWait() throws Exception {
        with((rest, events, wakeup) -> {
            try (Wakeup datagrams = Wakeup.open()) {
                datagrams.signal();
                long began = System.nanoTime();
                rest.await(events, new int[] {datagrams.fd()}, () -> false, 30_000 * MILLI);
                assertThat(System.nanoTime() - began).isLessThan(30_000 * MILLI);
            }
        });
    }

    /** Again and again: the wait may not have begun. */
    private static void tell(Runnable telling) {
        try {
            while (true) {
                Thread.sleep(10);
                telling.run();
            }
        } catch (InterruptedException e) {
            // Enough.
        }
    }
}
