package org.bridgewall.ha.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.function.BooleanSupplier;
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

    private LinkedPair pair;
    private LinkEnd a;
    private LinkEnd b;
    private int born;

    @BeforeEach
    void twoLinks() throws IOException {
        pair = new LinkedPair();
        a = pair.a;
        b = pair.b;
    }

    @AfterEach
    void remove() throws IOException {
        pair.close();
    }

    @Test
    void aLinkThatIsDeadBothWaysIsLeftWithoutLossAndTakenAgainWhenItHasBeenWellForAWhile()
            throws IOException {
        a.lose(LinkEnd.FIRST, 100);
        b.lose(LinkEnd.FIRST, 100);
        until("both have left it", () -> active(LinkEnd.SECOND));
        // b's word "I do not hear you" may have come before its own loss began: one-way, for a
        // while.
        until("dead for a", () -> state(a) == PathState.DOWN);
        everythingArrives();

        a.loseNothing();
        b.loseNothing();
        long mended = System.nanoTime();
        until("both have returned", () -> active(LinkEnd.FIRST));
        assertThat(sinceMillis(mended)).as("hysteresis").isGreaterThanOrEqualTo(1_000);
        everythingArrives();
    }

    @Test
    void aLinkThatIsDeadOneWayIsSeenAsSuchAndLeftByBothSides() throws IOException {
        b.lose(LinkEnd.FIRST, 100);
        until("both have left it", () -> active(LinkEnd.SECOND));
        // A pause of the machine is silence too: both may have left before anybody said why.
        until("a hears, is not heard", () -> state(a) == PathState.ONE_WAY);
        assertThat(state(b)).as("does not hear").isEqualTo(PathState.DOWN);
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
        assertThat(packetBytes()).isEqualTo(1_500);
        a.ip("link set sync0 mtu 1300");
        b.ip("link set sync0 mtu 1300");
        everythingArrivesInPackets(1_280);
        assertThat(a.counters(LinkEnd.FIRST).tooLong()).as("EMSGSIZE").isPositive();
        assertThat(counters().sizeReductions()).isBetween(1L, 3L);
        until("the link goes on", () -> active(LinkEnd.FIRST));
    }

    @Test
    void aRouterThatSwallowsLargeDatagramsWithoutAWordIsFoundOut() throws IOException {
        b.loseLonger(LinkEnd.FIRST, 1_300);
        everythingArrivesInPackets(1_280);
        assertThat(a.counters(LinkEnd.FIRST).tooLong()).as("EMSGSIZE").isZero();
        assertThat(counters().datagramsLost()).isPositive();
        until("the link goes on", () -> active(LinkEnd.FIRST));
    }

    /**
     * The header of IPv6 is counted: a full datagram fits, and would not fit into a little less.
     */
    @Test
    void overIpv6AFullDatagramIsHardlyShorterThanTheMtu() throws IOException {
        a.ip("link set sync0 down");
        until("both have left it", () -> active(LinkEnd.SECOND));
        manyFlows();
        everythingArrives();
        assertThat(a.counters(LinkEnd.SECOND).tooLong()).as("with 1500 bytes").isZero();
        assertThat(packetBytes()).isEqualTo(1_500);
        a.ip("link set sync1 mtu 1400");
        moreFlows(20_000);
        until("they were too long", () -> a.counters(LinkEnd.SECOND).tooLong() > 0);
        everythingArrives();
    }

    /** Fragments are worse than smaller datagrams, but better than none. */
    @Test
    void aLinkOfLessThanTheLeastMtuTakesFragments() throws IOException {
        a.ip("link set sync0 mtu 1200");
        b.ip("link set sync0 mtu 1200");
        everythingArrivesInPackets(1_280);
        until("the link goes on", () -> active(LinkEnd.FIRST));
    }

    /**
     * Only a long datagram on the first link finds it out. There may be none for a while: the link
     * was left, or all were short. So flows go on coming.
     */
    private void everythingArrivesInPackets(int bytes) {
        for (int round = 0; round < 20 && packetBytes() != bytes; round++) {
            moreFlows(round * 20_000);
            everythingArrives();
        }
        assertThat(packetBytes()).isEqualTo(bytes);
    }

    private int packetBytes() {
        return a.session().status(System.nanoTime()).packetBytes();
    }

    private void manyFlows() {
        moreFlows(0);
    }

    private void moreFlows(int from) {
        for (int i = from; i < from + 20_000; i++) {
            a.put("flow-" + i * 7919, "state " + i * 104729);
            if (i % 200 == 0) {
                pair.turn();
            }
        }
    }

    /** Flows come and change for half a second; then both must know that they are equal. */
    private void everythingArrives() {
        long end = System.nanoTime() + 500 * MILLI;
        while (System.nanoTime() - end < 0) {
            a.put("flow" + born, "born");
            a.put("flow" + born / 2, "changed " + born++);
            pair.turn();
        }
        until("equal and proven", pair::proven);
        assertThat(counters().sessions()).as("the session goes on").isEqualTo(1);
    }

    private boolean active(String link) {
        return pair.active(link);
    }

    private static PathState state(LinkEnd end) {
        return end.path(LinkEnd.FIRST).state();
    }

    private SessionCounters counters() {
        return a.session().status(System.nanoTime()).counters();
    }

    private void until(String what, BooleanSupplier condition) {
        pair.until(what, condition);
    }

    private static long sinceMillis(long nanos) {
        return (System.nanoTime() - nanos) / MILLI;
    }
}
