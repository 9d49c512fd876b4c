package org.bridgewall.sync.session;

import java.util.ArrayList;
import java.util.List;
import org.bridgewall.sync.wire.FrameWriter;
import org.bridgewall.sync.wire.InboundFrame;

/**
 * One peer with its session and its paths. Replication uses the first path that is up; it returns
 * to a better one only after that has been up for a while. A switch loses nothing that
 * retransmission does not mend.
 *
 * <p>Thread rule: the replication thread.
 */
final class PeerLink implements SessionOutput {
    private static final long RETURN_AFTER_NANOS = 1_000_000_000L;

    private final Session session;
    private final List<SyncPath> paths = new ArrayList<>();
    private final SealedOutput output;
    private final FrameWriter probe;
    private int active;

    PeerLink(Session session, List<SyncPath> paths, SealedOutput output, FrameWriter probe) {
        this.session = session;
        this.paths.addAll(paths);
        this.output = output;
        this.probe = probe;
    }

    void onFrame(SyncPath path, InboundFrame frame, long nowNanos) {
        if (session.onFrame(frame, nowNanos)) {
            path.onFrame(frame, nowNanos);
        }
    }

    long poll(long nowNanos) {
        choosePath(nowNanos);
        for (SyncPath path : paths) {
            int tooLong = output.takeTooLong(path.index());
            if (tooLong > 0) {
                session.refused(tooLong, nowNanos);
            }
            if (session.established() && path.takeProbe(nowNanos)) {
                probe.begin(session.id());
                probe.probe(path.heardMicros(nowNanos));
                output.send(path.index(), probe.buffer(), probe.length());
            }
        }
        return Math.min(session.poll(this, nowNanos), SyncPath.PROBE_EVERY_NANOS);
    }

    private void choosePath(long nowNanos) {
        boolean activeUp = paths.get(active).upForNanos(nowNanos) >= 0;
        boolean chosen = false;
        for (int i = 0; i < paths.size(); i++) {
            long upFor = paths.get(i).upForNanos(nowNanos);
            boolean good = upFor >= RETURN_AFTER_NANOS || (upFor >= 0 && !activeUp);
            if (!chosen && i != active && good && (i < active || !activeUp)) {
                active = i;
                chosen = true;
                session.pathChanged(nowNanos);
            }
        }
    }

    @Override
    public void send(byte[] buffer, int length) {
        output.send(paths.get(active).index(), buffer, length);
    }

    @Override
    public void sendOnAll(byte[] buffer, int length) {
        for (SyncPath path : paths) {
            output.send(path.index(), buffer, length);
        }
    }

    Session session() {
        return session;
    }

    void addStatus(List<PathStatus> all, long nowNanos) {
        for (int i = 0; i < paths.size(); i++) {
            all.add(paths.get(i).status(session.peer(), i == active, nowNanos));
        }
    }
}
