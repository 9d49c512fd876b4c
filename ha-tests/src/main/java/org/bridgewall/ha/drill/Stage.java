package org.bridgewall.ha.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.bridgewall.ha.lab.Lab;
import org.bridgewall.ha.lab.Patience;
import org.bridgewall.ha.lab.Segment;

/**
 * A laboratory in which one fault takes place, and who plays which part in it.
 *
 * <p>Thread rule: one thread.
 */
public final class Stage {
    private static final List<String> NETWORKS = List.of("sync", "mgmt");
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Lab lab;
    private final String master;
    private final List<String> standbys;
    private final Consumer<String> progress;
    private long begunNanos = System.nanoTime();

    Stage(Lab lab, String master, Consumer<String> progress) {
        this.lab = lab;
        this.master = master;
        this.standbys =
                lab.plan().nodeNames().stream().filter(node -> !node.equals(master)).toList();
        this.progress = progress;
    }

    Lab lab() {
        return lab;
    }

    /** The segment whose master is broken. */
    Segment segment() {
        return Segment.FIRST;
    }

    /** The node that led when the curtain rose. */
    String master() {
        return master;
    }

    /** The first of the others. */
    String standby() {
        return standbys.getFirst();
    }

    /** The last of the others. */
    String last() {
        return standbys.getLast();
    }

    List<String> nodes() {
        return lab.plan().nodeNames();
    }

    void say(String line) {
        progress.accept(line);
    }

    /** What came before does not count: the measured time begins now. */
    void begin() {
        begunNanos = System.nanoTime();
    }

    long begunNanos() {
        return begunNanos;
    }

    /** Pulls, or plugs back, all cables of a node. */
    void isolate(String node, boolean pulled) throws IOException {
        cable(segment().uplinkSwitch(), node, pulled);
        cable(segment().screenedSwitch(), node, pulled);
        for (String network : NETWORKS) {
            cable(network, node, pulled);
        }
    }

    /** Pulls, or plugs back, all cables of a network. */
    void network(String network, boolean pulled) throws IOException {
        for (String node : nodes()) {
            cable(network, node, pulled);
        }
    }

    void cable(String zwitch, String node, boolean pulled) throws IOException {
        if (pulled) {
            lab.topology().pull(zwitch, node);
        } else {
            lab.topology().plugBack(zwitch, node);
        }
    }

    /** Starts an agent whose process is gone. */
    void restart(String node) throws IOException {
        lab.crash(node);
        lab.startAgent(node);
    }

    void awaitLeader(String node) throws IOException {
        Patience.await(
                LONG,
                node + " leads",
                () -> lab.watch().master(segment()).filter(node::equals).isPresent(),
                lab.watch()::verdicts);
    }

    /** Something that is awaited. */
    interface Wait {
        void end() throws IOException;
    }

    /** Waits for something that must come soon. */
    void within(int millis, Wait wait) throws IOException {
        long begun = System.nanoTime();
        wait.end();
        long took = (System.nanoTime() - begun) / 1_000_000;
        if (took > millis) {
            throw new IOException("it took %d ms (expected: %d at most)".formatted(took, millis));
        }
    }

    /** Waits until the node answers and says something of the kind. */
    void awaitFinding(String node, String code) throws IOException {
        Patience.await(
                LONG,
                node + " finds " + code,
                () -> lab.watch().view(node).filter(v -> v.findings().contains(code)).isPresent(),
                lab.watch()::verdicts);
    }

    void awaitReady() throws IOException {
        lab.watch().awaitReady(LONG);
    }
}
