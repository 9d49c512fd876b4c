package org.bridgewall.agent.netlink.conntrack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.netlink.NetlinkError;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowSource;

/**
 * Deletes given entries from the kernel's table, by original tuple and zone: for a node that leads
 * no more, whose windows go stale from then on. What is not named stays.
 *
 * <p>Thread rule: one thread; about 2 us per entry.
 */
public final class ConntrackFlush implements AutoCloseable {
    private final RequestSocket socket;
    private final RequestBatch[] room = RequestBatch.room();
    private final ConntrackEncoder encoder = new ConntrackEncoder();
    private final Flow flow = new Flow();

    private ConntrackFlush(RequestSocket socket) {
        this.socket = socket;
    }

    /** Opens a socket in the calling thread's network namespace. */
    public static ConntrackFlush open() throws LinuxException {
        return new ConntrackFlush(RequestSocket.open());
    }

    /** The socket's address: give it to {@link ConntrackEvents#open} to have its echo dropped. */
    public int portId() {
        return socket.portId();
    }

    /**
     * Deletes all flows of a source. One that is not there is fine.
     *
     * @throws IOException if the socket fails; what the kernel refuses is in the result
     */
    public FlushResult flush(FlowSource source) throws IOException {
        return delete(source, socket);
    }

    /** Does everything that a flush of these flows does, but for the system calls. */
    public void rehearse(FlowSource source) throws IOException {
        var _ = delete(source, RequestTransport.NOWHERE);
    }

    private FlushResult delete(FlowSource source, RequestTransport transport) throws IOException {
        long started = System.nanoTime();
        Run run = new Run(source);
        try (RequestSeries series = new RequestSeries(transport, room, run::settled)) {
            run.all(series);
        }
        int deleted = run.attempted - run.absent - run.failed;
        return new FlushResult(
                run.attempted,
                deleted,
                run.absent,
                run.failed,
                run.failures,
                System.nanoTime() - started);
    }

    @Override
    public void close() {
        socket.close();
    }

    /** One flush and its counts. */
    private final class Run {
        private final FlowSource source;
        private final List<ConntrackFailure> failures = new ArrayList<>();
        private int attempted;
        private int absent;
        private int failed;

        Run(FlowSource source) {
            this.source = source;
        }

        void all(RequestSeries series) throws IOException {
            for (int index = 0; index < source.size(); index++) {
                if (source.read(index, flow)) {
                    attempted++;
                    RequestBatch batch = series.current();
                    batch.tag(index);
                    encoder.delete(batch.writer(), batch.nextSequence(), flow);
                    if (batch.isFull()) {
                        series.submit();
                    }
                }
            }
            series.finish();
        }

        void settled(RequestBatch batch) {
            for (RequestBatch.Failure failure : batch.failures()) {
                failed(batch, failure.request(), failure.error());
            }
        }

        private void failed(RequestBatch batch, int request, NetlinkError error) {
            if (error.errno() == Errno.ENOENT) {
                absent++;
                return;
            }
            failed++;
            if (failures.size() < ConntrackCommit.MAX_FAILURES) {
                boolean named = request >= 0 && source.read((int) batch.tagOf(request), flow);
                String which = named ? flow.toString() : "answers of a batch";
                failures.add(new ConntrackFailure(which, error.errno(), error.kernelMessage()));
            }
        }
    }
}
