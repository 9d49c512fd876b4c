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

/**
 * Two namespaces with two links between them, and a node in each.
 *
 * <p>Thread rule: one thread.
 */
final class LinkedPair implements AutoCloseable {
    final String left = "bwl-" + ProcessHandle.current().pid() + "-a";
    final String right = "bwl-" + ProcessHandle.current().pid() + "-b";
    final LinkEnd a;
    final LinkEnd b;
    private final List<LinkEnd> ends = new ArrayList<>();

    LinkedPair() throws IOException {
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

    boolean proven() {
        return a.node.holdsUpTo("b", Long.MAX_VALUE)
                && b.session().proven()
                && b.node.external("a").orElseThrow().digests().root()
                        == a.node.internal().digests().root();
    }

    boolean active(String link) {
        return !a.node.status().paths().isEmpty()
                && a.active().equals(link)
                && b.active().equals(link);
    }

    void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as(what + " in time").isNegative();
            turn();
        }
    }

    void turn() {
        a.turn();
        b.turn();
        LockSupport.parkNanos(300_000);
    }

    @Override
    public void close() throws IOException {
        ends.forEach(LinkEnd::close);
        Command.attempt(List.of("ip", "netns", "del", left), "", Duration.ofSeconds(10));
        Command.attempt(List.of("ip", "netns", "del", right), "", Duration.ofSeconds(10));
    }
}
