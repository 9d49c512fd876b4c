package org.bridgewall.ha.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.bridgewall.ha.lab.Command;
import org.bridgewall.ha.lab.Netns;
import org.bridgewall.sync.session.PathState;
import org.bridgewall.sync.session.SessionCounters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two links between two namespaces; what is cut, lost or narrowed is the kernel's doing. */
@Tag("kernel")
class SyncLinksKernelTest {
    private static final long MILLI = 1_000_000L;

    private final String left = "bwl-" + ProcessHandle.current().pid() + "-a";
    private final String right = "bwl-" + ProcessHandle.current().pid() + "-b";
    private final List<LinkEnd> ends = new ArrayList<>();
    private LinkEnd a;
    private LinkEnd b;
    private int born;

    @BeforeEach
    void twoLinks() throws IOException {
        Command.run("ip", "netns", "add", left);
        Command.run("ip", "netns", "add", right);
        for (String link : new String[] {LinkEnd.FIRST, LinkEnd.SECOND}) {
            Netns.ip(left, "link add " + link + " type veth peer name " + link + " netns " + right);
        }
        // Netty looks once, at its first use, whether it can bind to ::1.
        Netns.ip(left, "link set lo up");
        Netns.ip(right, "link set lo up");
        address(left, 1);
        address(right, 2);
        a = new LinkEnd(left, "a", "b", 1, 2);
        ends.add(a);
        b = new LinkEnd(right, "b", "a", 2, 1);
        ends.add(b);
        until("a session on the first link", () -> proven() && active(LinkEnd.FIRST));
    }

    private static void address(String namespace, int own) throws IOException {
        Netns.ip(
                namespace,
                "addr add 10.77.0." + own + "/24 dev sync0",
                "addr add fd00:77::" + own + "/64 dev sync1 nodad",
                "link set sync0 up",
                "link set sync1 up");
    }

    @AfterEach
    void remove() throws IOException {
        ends.forEach(LinkEnd::close);
        Command.attempt(List.of("ip", "netns", "del", left), "", Duration.ofSeconds(10));
        Command.attempt(List.of("ip", "netns", "del", right), "", Duration.ofSeconds(10));
    }

    @Test
    void aLinkThatIsDeadBothWaysIsLeftWithoutLossAndTakenAgainWhenItHasBeenWellForAWhile()
            throws IOException {
        a.lose(LinkEnd.FIRST, 100);
        b.lose(LinkEnd.FIRST, 100);
        long cut = System.nanoTime();
        until("both have left it", () -> active(LinkEnd.SECOND));
        assertThat(sinceMillis(cut)).isLessThan(1_000);
        assertThat(a.path(LinkEnd.FIRST).state()).isEqualTo(PathState.DOWN);
        everythingArrives();

        a.loseNothing();
        b.loseNothing();
        long mended = System.nanoTime();
        until("both have returned", () -> active(LinkEnd.FIRST));
        assertThat(sinceMillis(mended)).as("hysteresis").isBetween(1_000L, 3_000L);
        everythingArrives();
    }

    @Test
    void aLinkThatIsDeadOneWayIsSeenAsSuchAndLeftByBothSides() throws IOException {
        b.lose(LinkEnd.FIRST, 100);
        until("both have left it", () -> active(LinkEnd.SECOND));
        assertThat(a.path(LinkEnd.FIRST).state())
                .as("hears, is not heard")
                .isEqualTo(PathState.ONE_WAY);
        assertThat(b.path(LinkEnd.FIRST).state()).as("does not hear").isEqualTo(PathState.DOWN);
        everythingArrives();
        b.loseNothing();
        until("both have returned", () -> active(LinkEnd.FIRST));
        everythingArrives();
    }

    @Test
    void aLinkWithoutCarrierIsLeft() throws IOException {
        a.ip("link set sync0 down");
        until("both have left it", () -> active(LinkEnd.SECOND));
        everythingArrives();
        a.ip("link set sync0 up");
        until("both have returned", () -> active(LinkEnd.FIRST));
        everythingArrives();
    }

    @Test
    void onLinksThatLoseAThirdEverythingArrivesAllTheSame() throws IOException {
        for (LinkEnd end : new LinkEnd[] {a, b}) {
            end.lose(LinkEnd.FIRST, 30);
            end.lose(LinkEnd.SECOND, 30);
        }
        everythingArrives();
        assertThat(counters().datagramsLost()).isPositive();
        assertThat(counters().retransmitted()).isPositive();
    }

    @Test
    void aLinkOfASmallerMtuTakesSmallerDatagrams() throws IOException {
        assertThat(a.session().status(System.nanoTime()).packetBytes()).isEqualTo(1_500);
        a.ip("link set sync0 mtu 1300");
        b.ip("link set sync0 mtu 1300");
        for (int i = 0; i < 20_000; i++) {
            a.put("flow-" + i * 7919, "state " + i * 104729);
        }
        everythingArrives();
        assertThat(a.counters(LinkEnd.FIRST).tooLong()).as("EMSGSIZE").isPositive();
        assertThat(a.session().status(System.nanoTime()).packetBytes()).isEqualTo(1_280);
        assertThat(counters().sizeReductions()).isBetween(1L, 3L);
        assertThat(active(LinkEnd.FIRST)).as("no reason to leave the link").isTrue();
    }

    /** Fragments are worse than smaller datagrams, but better than none. */
    @Test
    void aLinkOfLessThanTheLeastMtuTakesFragments() throws IOException {
        a.ip("link set sync0 mtu 1200");
        b.ip("link set sync0 mtu 1200");
        for (int i = 0; i < 20_000; i++) {
            a.put("flow-" + i * 7919, "state " + i * 104729);
        }
        everythingArrives();
        assertThat(a.session().status(System.nanoTime()).packetBytes()).isEqualTo(1_280);
        assertThat(active(LinkEnd.FIRST)).isTrue();
    }

    /** Flows come and change for half a second; then both must know that they are equal. */
    private void everythingArrives() {
        long end = System.nanoTime() + 500 * MILLI;
        while (System.nanoTime() - end < 0) {
            a.put("flow" + born, "born");
            a.put("flow" + born / 2, "changed " + born++);
            turn();
        }
        until("equal and proven", this::proven);
        assertThat(counters().sessions()).as("the session goes on").isEqualTo(1);
    }

    private boolean proven() {
        return a.node.holdsUpTo("b", Long.MAX_VALUE)
                && b.session().proven()
                && b.node.external("a").orElseThrow().digests().root()
                        == a.node.internal().digests().root();
    }

    private boolean active(String link) {
        return !a.node.status().paths().isEmpty()
                && a.active().equals(link)
                && b.active().equals(link);
    }

    private SessionCounters counters() {
        return a.session().status(System.nanoTime()).counters();
    }

    private void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as(what + " in time").isNegative();
            turn();
        }
    }

    private void turn() {
        a.turn();
        b.turn();
        LockSupport.parkNanos(300_000);
    }

    private static long sinceMillis(long nanos) {
        return (System.nanoTime() - nanos) / MILLI;
    }
}
