package org.bridgewall.agent.netlink.conntrack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.netlink.NetlinkError;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowSource;
import org.bridgewall.sync.flow.FlowStatus;

/**
 * Writes replicated flows into the kernel's table, many per system call: assured flows first, then
 * the others, then those related to a master. An entry that lives is never replaced.
 *
 * <p>Every TCP state is written as it is, SYN_SENT included: the kernel takes them all ({@code
 * nlattr_to_tcp}). The entry has no window; its first packets set one, and both directions are made
 * liberal so that what was in flight passes. A flow whose master is gone is written without it, one
 * whose helper this kernel lacks without that: the connection goes on, only what it may expect is
 * lost.
 *
 * <p>Thread rule: one thread, which may block for as long as the table is large (about 3 us per
 * entry): never the one that sends adverts.
 */
public final class ConntrackCommit implements AutoCloseable {
    /** How many failures a result describes. */
    public static final int MAX_FAILURES = 32;

    /** Seconds that a flow gets at least, by default. */
    public static final int DEFAULT_FLOOR_SECONDS = 30;

    private static final int WARM_UP_ENTRIES = 20_000;

    private final RequestBatch batch;
    private final int floorSeconds;
    private final ConntrackEncoder encoder = new ConntrackEncoder();
    private final Flow flow = new Flow();
    private final long[] sent = new long[RequestBatch.MAX_REQUESTS];

    private ConntrackCommit(RequestBatch batch, int floorSeconds) {
        this.batch = batch;
        this.floorSeconds = floorSeconds;
    }

    public static ConntrackCommit open() throws LinuxException {
        return open(DEFAULT_FLOOR_SECONDS);
    }

    /**
     * Opens a socket in the calling thread's network namespace.
     *
     * @param floorSeconds what a flow gets at least, 1 or more: a flow whose replicated timeout ran
     *     out lives on at the peer, which would have told its end; mere traffic refreshes the
     *     timeout there without an event
     */
    public static ConntrackCommit open(int floorSeconds) throws LinuxException {
        if (floorSeconds < 1) {
            throw new IllegalArgumentException(
                    "floorSeconds: " + floorSeconds + " (expected: at least 1)");
        }
        return new ConntrackCommit(RequestBatch.open(), floorSeconds);
    }

    /** The socket's address: give it to {@link ConntrackEvents#open} to have its echo dropped. */
    public int portId() {
        return batch.portId();
    }

    /** A flow that looks like most of what a commit writes; for warming up, never written. */
    public Flow example() {
        return WarmUpFlows.tcp();
    }

    /**
     * Runs the encoder until it is compiled, without sending anything: the first commit then takes
     * a third less. Once, at start; about 0.1 s.
     */
    public void warmUp() {
        Flow dummy = WarmUpFlows.tcp();
        for (int i = 0; i < WARM_UP_ENTRIES; i++) {
            if (batch.isFull()) {
                batch.discard();
            }
            dummy.original.sourcePort = i & 0xffff;
            encoder.create(batch.writer(), batch.nextSequence(), dummy, 60, true, true);
        }
        batch.discard();
    }

    /**
     * Writes all flows of a source, whose timeouts are what remains of each.
     *
     * @throws IOException if the socket fails; what the kernel refuses is in the result
     */
    public CommitResult commit(FlowSource source) throws IOException {
        long started = System.nanoTime();
        batch.discard();
        Run run = new Run(source);
        run.all();
        return run.result(System.nanoTime() - started);
    }

    @Override
    public void close() {
        batch.close();
    }

    /** One commit: its queue of what is still to be written, and its counts. */
    private final class Run implements RequestBatch.ErrorSink {
        private final FlowSource source;
        private final Attempts later = new Attempts();
        private final Attempts related = new Attempts();
        private final List<ConntrackFailure> failures = new ArrayList<>();
        private int attempted;
        private int alreadyThere;
        private int withoutMaster;
        private int withoutHelper;
        private int failed;
        private int answersLost;
        private int queued;

        Run(FlowSource source) {
            this.source = source;
        }

        void all() throws IOException {
            for (int index = 0; index < source.size(); index++) {
                if (source.read(index, flow)) {
                    attempted++;
                    if (flow.master.isPresent()) {
                        related.add(Attempts.first(index));
                    } else if ((flow.status & FlowStatus.ASSURED) == 0) {
                        later.add(Attempts.first(index));
                    } else {
                        write(Attempts.first(index));
                    }
                }
            }
            drain(later);
            send();
            drain(related);
            send();
            // A failure that can be mended puts its entry here once more, changed: this ends.
            while (!later.isEmpty()) {
                drain(later);
                send();
            }
        }

        private void drain(Attempts attempts) throws IOException {
            // New attempts made by errors meanwhile wait for the next round.
            for (int left = attempts.size(); left > 0; left--) {
                long attempt = attempts.take();
                if (source.read(Attempts.index(attempt), flow)) {
                    write(attempt);
                }
            }
        }

        private void write(long attempt) throws IOException {
            sent[queued++] = attempt;
            encoder.create(
                    batch.writer(),
                    batch.nextSequence(),
                    flow,
                    Math.max(floorSeconds, flow.timeoutSeconds),
                    Attempts.withMaster(attempt),
                    Attempts.withHelper(attempt));
            if (batch.isFull()) {
                send();
            }
        }

        private void send() throws IOException {
            batch.send(this);
            for (int i = 0; i < queued; i++) {
                if (sent[i] != Attempts.NONE) {
                    withoutMaster += Attempts.withMaster(sent[i]) ? 0 : 1;
                    withoutHelper += Attempts.withHelper(sent[i]) ? 0 : 1;
                }
            }
            queued = 0;
        }

        @Override
        public void failed(int request, NetlinkError error) {
            if (request < 0) {
                answersLost++;
                return;
            }
            long attempt = sent[request];
            sent[request] = Attempts.NONE;
            if (error.errno() == Errno.EEXIST) {
                alreadyThere++;
                return;
            }
            if (!source.read(Attempts.index(attempt), flow)) {
                throw new IllegalStateException("a flow of the source vanished");
            }
            long next = Attempts.after(attempt, error.errno(), flow);
            if (next != Attempts.NONE) {
                later.add(next);
                return;
            }
            failed++;
            if (failures.size() < MAX_FAILURES) {
                failures.add(
                        new ConntrackFailure(
                                flow.toString(), error.errno(), error.kernelMessage()));
            }
        }

        CommitResult result(long nanos) {
            int created = attempted - alreadyThere - failed;
            return new CommitResult(
                    attempted,
                    created,
                    alreadyThere,
                    withoutMaster,
                    withoutHelper,
                    failed,
                    answersLost,
                    failures,
                    nanos);
        }
    }
}
