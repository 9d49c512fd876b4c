package org.bridgewall.agent.netlink.conntrack;

import java.io.IOException;
import java.nio.ByteBuffer;
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
 * <p>Thread rule: one thread, which may block for as long as the table is large (about 2 us per
 * entry): never the one that sends adverts.
 */
public final class ConntrackCommit implements AutoCloseable {
    /** How many failures a result describes. */
    public static final int MAX_FAILURES = 32;

    /** Seconds that a flow gets at least, by default. */
    public static final int DEFAULT_FLOOR_SECONDS = 30;

    private final RequestSocket socket;
    private final RequestBatch[] room = RequestBatch.room();
    private final int floorSeconds;
    private final ConntrackEncoder encoder = new ConntrackEncoder();
    private final Flow flow = new Flow();

    private ConntrackCommit(RequestSocket socket, int floorSeconds) {
        this.socket = socket;
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
        return new ConntrackCommit(RequestSocket.open(), floorSeconds);
    }

    /** The socket's address: give it to {@link ConntrackEvents#open} to have its echo dropped. */
    public int portId() {
        return socket.portId();
    }

    /** A flow that looks like most of what a commit writes; for warming up, never written. */
    public Flow example() {
        return WarmUpFlows.tcp();
    }

    /**
     * Does everything that a commit of these flows does, but for the system calls: run often
     * enough, the code is compiled before a takeover waits for it.
     */
    public void rehearse(FlowSource source) throws IOException {
        write(source, RequestTransport.NOWHERE);
    }

    /**
     * Writes all flows of a source, whose timeouts are what remains of each.
     *
     * @throws IOException if the socket fails; what the kernel refuses is in the result
     */
    public CommitResult commit(FlowSource source) throws IOException {
        return write(source, socket);
    }

    private CommitResult write(FlowSource source, RequestTransport transport) throws IOException {
        long started = System.nanoTime();
        Run run = new Run(source);
        try (RequestSeries series = new RequestSeries(transport, room, run::settled)) {
            run.all(series);
        }
        return run.result(System.nanoTime() - started);
    }

    /**
     * The datagrams that a commit of these flows would send, each in a buffer of its own: to
     * measure what the kernel alone takes. Nothing is sent.
     */
    public List<ByteBuffer> requests(FlowSource source) throws IOException {
        List<ByteBuffer> datagrams = new ArrayList<>();
        write(
                source,
                full -> {
                    ByteBuffer written = full.writer().datagram();
                    datagrams.add(
                            ByteBuffer.allocateDirect(written.remaining()).put(written).flip());
                });
        return datagrams;
    }

    @Override
    public void close() {
        socket.close();
    }

    /** One commit: its queue of what is still to be written, and its counts. */
    private final class Run {
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

        Run(FlowSource source) {
            this.source = source;
        }

        void all(RequestSeries series) throws IOException {
            for (int index = 0; index < source.size(); index++) {
                if (source.read(index, flow)) {
                    attempted++;
                    if (flow.master.isPresent()) {
                        related.add(Attempts.first(index));
                    } else if ((flow.status & FlowStatus.ASSURED) == 0) {
                        later.add(Attempts.first(index));
                    } else {
                        write(series, Attempts.first(index));
                    }
                }
            }
            drain(series, later);
            series.finish();
            drain(series, related);
            series.finish();
            // A failure that can be mended puts its entry here once more, changed: this ends.
            while (!later.isEmpty()) {
                drain(series, later);
                series.finish();
            }
        }

        private void drain(RequestSeries series, Attempts attempts) throws IOException {
            // New attempts made by errors meanwhile wait for the next round.
            for (int left = attempts.size(); left > 0; left--) {
                long attempt = attempts.take();
                if (source.read(Attempts.index(attempt), flow)) {
                    write(series, attempt);
                }
            }
        }

        private void write(RequestSeries series, long attempt) throws IOException {
            RequestBatch batch = series.current();
            batch.tag(attempt);
            encoder.create(
                    batch.writer(),
                    batch.nextSequence(),
                    flow,
                    Math.max(floorSeconds, flow.timeoutSeconds),
                    Attempts.withMaster(attempt),
                    Attempts.withHelper(attempt));
            if (batch.isFull()) {
                series.submit();
            }
        }

        void settled(RequestBatch batch) {
            for (int i = 0; i < batch.size(); i++) {
                withoutMaster += Attempts.withMaster(batch.tagOf(i)) ? 0 : 1;
                withoutHelper += Attempts.withHelper(batch.tagOf(i)) ? 0 : 1;
            }
            for (RequestBatch.Failure failure : batch.failures()) {
                if (failure.request() < 0) {
                    answersLost++;
                } else {
                    failed(batch.tagOf(failure.request()), failure.error());
                }
            }
        }

        private void failed(long attempt, NetlinkError error) {
            withoutMaster -= Attempts.withMaster(attempt) ? 0 : 1;
            withoutHelper -= Attempts.withHelper(attempt) ? 0 : 1;
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
