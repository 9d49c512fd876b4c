package org.bridgewall.sync.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.wire.FrameWriter;
import org.bridgewall.sync.wire.HelloPart;
import org.bridgewall.sync.wire.InboundFrame;

/**
 * The session with one peer, both directions: frames and time in, frames out. Never blocks, holds
 * no clock.
 *
 * <p>Thread rule: the replication thread.
 */
public final class Session {
    /** Datagrams sent in one go, so that reading gets its turn. */
    private static final int BUDGET = 256;

    private static final long HELLO_EVERY_NANOS = 100_000_000L;
    private static final long ANSWER_EVERY_NANOS = 20_000_000L;

    private final String peer;
    private final SessionConfig config;
    private final Handshake handshake;
    private final ReplicaSender sender;
    private final ReplicaReceiver receiver;
    private final CoverageWatch coverage;
    private final FrameWriter frame;
    private boolean answerDue;
    private boolean answered;
    private long answeredNanos;
    private boolean greeted;
    private long greetedNanos;
    private long heartbeatNanos;
    private boolean heard;
    private long heardNanos;
    private boolean strayHeard;
    private boolean flushNow;
    private final List<Long> marks = new ArrayList<>();
    private boolean markNow;
    private LongConsumer heardMarks = mark -> {};
    private long sessions;
    private long refusedFrames;

    public Session(
            String peer,
            SessionConfig config,
            InternalCache internal,
            ExternalCache external,
            RandomGenerator random) {
        this.peer = peer;
        this.config = config;
        handshake = new Handshake(config, internal.hashSeed(), random);
        sender = new ReplicaSender(internal, config);
        receiver = new ReplicaReceiver(external, config);
        coverage = new CoverageWatch(sender);
        frame = new FrameWriter(config.maxFrameBytes());
    }

    /** Takes a frame from the peer. Returns whether it belongs to the session (or set one up). */
    public boolean onFrame(InboundFrame in, long nowNanos) {
        HelloPart hello = in.hello();
        if (hello != null) {
            return onHello(hello, nowNanos);
        }
        if (!handshake.established() || in.session() != handshake.session()) {
            refusedFrames++;
            strayHeard = in.session() != 0;
            return false;
        }
        heard = true;
        heardNanos = nowNanos;
        if (in.hasAck()) {
            sender.onAck(in.ack(), nowNanos);
        }
        if (in.sequence() != 0) {
            receiver.onData(in, nowNanos);
        }
        if (in.hasHeartbeat()) {
            boolean equal = receiver.onHeartbeat(in, nowNanos);
            for (int i = 0; equal && i < in.markCount(); i++) {
                heardMarks.accept(in.mark(i));
            }
        }
        if (in.hasBuckets()) {
            sender.onBuckets(in);
        }
        return true;
    }

    private boolean onHello(HelloPart hello, long nowNanos) {
        if (!hello.node().equals(peer)) {
            refusedFrames++;
            return false;
        }
        Handshake.Outcome outcome = handshake.onHello(hello);
        switch (outcome) {
            case NOTHING -> {}
            case ANSWER -> answerDue = true;
            case INCOMPATIBLE -> refusedFrames++;
            case ESTABLISHED -> {
                answerDue = !hello.confirmed();
                establish(nowNanos);
            }
        }
        return outcome != Handshake.Outcome.INCOMPATIBLE;
    }

    private void establish(long nowNanos) {
        sessions++;
        heard = true;
        heardNanos = nowNanos;
        strayHeard = false;
        heartbeatNanos = nowNanos - config.heartbeatNanos();
        coverage.start();
        frame.compact(config.compact() && handshake.agreed(Features.COMPACT_RECORDS));
        sender.start(nowNanos);
        receiver.start(handshake.remoteSeed());
    }

    /** A malformed frame came from the peer. */
    public void onMalformed() {
        refusedFrames++;
    }

    /**
     * Sends what is due. Returns nanoseconds until something will be due again (at most a
     * heartbeat's interval), if nothing arrives and nothing changes before.
     */
    public long poll(SessionOutput out, long nowNanos) {
        greet(out, nowNanos);
        receiver.expire(nowNanos);
        if (!handshake.established()) {
            return HELLO_EVERY_NANOS;
        }
        boolean beat = nowNanos - heartbeatNanos >= config.heartbeatNanos();
        beat |= sender.heartbeatDue(false, nowNanos);
        sendData(out, beat || flushNow, nowNanos);
        beat |= sender.heartbeatDue(flushNow, nowNanos) || markNow;
        flushNow = false;
        markNow = false;
        if (beat) {
            sendHeartbeat(out, nowNanos);
        }
        sendPages(out);
        if (receiver.ackDue(nowNanos)) {
            frame.begin(handshake.session());
            receiver.writeAck(frame, nowNanos);
            out.send(frame.buffer(), frame.length());
        }
        return nextNanos(nowNanos);
    }

    private void greet(SessionOutput out, long nowNanos) {
        if (answerDue && (!answered || nowNanos - answeredNanos >= ANSWER_EVERY_NANOS)) {
            answerDue = false;
            answered = true;
            answeredNanos = nowNanos;
            sendHello(handshake.answer(), out);
        }
        boolean silent = nowNanos - heardNanos >= config.deadNanos();
        boolean due = !greeted || nowNanos - greetedNanos >= HELLO_EVERY_NANOS;
        if (due && (!handshake.established() || silent || strayHeard)) {
            greeted = true;
            greetedNanos = nowNanos;
            strayHeard = false;
            sendHello(handshake.enquiry(), out);
        }
    }

    private void sendHello(HelloPart hello, SessionOutput out) {
        frame.begin(0);
        frame.hello(hello);
        out.sendOnAll(frame.buffer(), frame.length());
    }

    private void sendData(SessionOutput out, boolean eager, long nowNanos) {
        boolean more = true;
        frame.limit(sender.frameBytes(nowNanos));
        for (int i = 0; i < BUDGET && more; i++) {
            frame.begin(handshake.session());
            boolean withAck = receiver.ackDue(nowNanos) && receiver.ackIsShort();
            int before = frame.length();
            more = sender.fill(frame, eager, nowNanos);
            if (more && withAck && frame.roomForAck()) {
                receiver.writeAck(frame, nowNanos);
            }
            if (more) {
                sender.sent(frame.length());
            }
            if (frame.length() > before) {
                out.send(frame.buffer(), frame.length());
            }
        }
    }

    private void sendHeartbeat(SessionOutput out, long nowNanos) {
        heartbeatNanos = nowNanos;
        frame.begin(handshake.session());
        sender.heartbeat(frame, marks, nowNanos);
        coverage.look(nowNanos);
        if (receiver.ackDue(nowNanos)) {
            receiver.writeAck(frame, nowNanos);
        }
        out.send(frame.buffer(), frame.length());
    }

    private void sendPages(SessionOutput out) {
        while (receiver.comparison().hasPage()) {
            frame.begin(handshake.session());
            receiver.comparison().writePage(frame);
            out.send(frame.buffer(), frame.length());
        }
    }

    private long nextNanos(long nowNanos) {
        long next = heartbeatNanos + config.heartbeatNanos() - nowNanos;
        next = Math.min(next, receiver.ackInNanos(nowNanos));
        next = Math.min(next, sender.overdueInNanos(nowNanos));
        next = Math.min(next, sender.unsentDueInNanos(nowNanos));
        return Math.max(0, next);
    }

    /** Sends all changes with the next poll, rested or not (a planned switch-over). */
    public void flush() {
        flushNow = true;
    }

    /**
     * Tells the peer something that is true of this node from now on, with the proof that it holds
     * everything up to now: with the next poll, and with each heartbeat until {@link #unmark}.
     * Nothing is told while the peer lacks something; an older one does not understand it.
     */
    public void mark(long mark) {
        marks.add(mark);
        markNow = true;
        flush();
    }

    public void unmark(long mark) {
        marks.remove(Long.valueOf(mark));
    }

    /** Who is told of the peer's marks, each time that its copy is found equal. */
    public void onMarks(LongConsumer listener) {
        heardMarks = listener;
    }

    /** Replication goes over another path from now on: a heartbeat finds out what was lost. */
    void pathChanged(long nowNanos) {
        sender.pathChanged();
        heartbeatNanos = nowNanos - config.heartbeatNanos();
    }

    /** The kernel refused a datagram with a frame of that size: it is too long for its path. */
    void refused(int frameBytes, long nowNanos) {
        sender.refused(frameBytes, nowNanos);
    }

    /** Whether the peer surely holds everything that changed up to a version of the cache. */
    public boolean holdsUpTo(long version) {
        return handshake.established() && sender.holdsUpTo(version);
    }

    /** Gives up the record of changes because too much waits for this peer; digests will tell. */
    void fallBack(long nowNanos) {
        sender.fallBack(nowNanos);
    }

    /** Records that changed and that the peer has not acknowledged. */
    public int pendingRecords() {
        return handshake.established() ? sender.pendingRecords() : 0;
    }

    public boolean established() {
        return handshake.established();
    }

    /** Id of the session; 0 = none. */
    public long id() {
        return handshake.established() ? handshake.session() : 0;
    }

    public String peer() {
        return peer;
    }

    /** What this node holds of the peer. */
    public ExternalCache external() {
        return receiver.cache();
    }

    /** Whether the copy was found equal at the last comparison. */
    public boolean proven() {
        return handshake.established() && receiver.comparison().proven();
    }

    /** A picture of the session for other threads. */
    public SessionStatus status(long nowNanos) {
        boolean up = handshake.established();
        SenderCounters sent = sender.counters();
        return new SessionStatus(
                peer,
                up,
                handshake.incompatibility(),
                heard && nowNanos - heardNanos < config.deadNanos(),
                heard ? nowNanos - heardNanos : -1,
                handshake.remoteBoot(),
                handshake.remoteSoftware(),
                up && receiver.comparison().proven(),
                up ? receiver.comparison().provenAgeNanos(nowNanos) : -1,
                up ? receiver.comparison().divergedAgeNanos(nowNanos) : -1,
                receiver.cache().size(),
                receiver.peerRecords(),
                up && sender.proof().proven(),
                up && sender.proof().proven() ? nowNanos - sender.proof().provenNanos() : -1,
                pendingRecords(),
                up ? sender.lagNanos(nowNanos) : 0,
                sender.repairBuckets(),
                up ? sender.transit().inFlight().size() : 0,
                sender.transit().roundTrip().nanos(),
                up ? coverage.at(nowNanos) : Coverage.NONE,
                up ? sender.overloadNanos(nowNanos) : 0,
                sender.transit().size().packetBytes(),
                new SessionCounters(
                        sent.datagrams,
                        sent.records,
                        sent.repairRecords,
                        sent.retransmitted,
                        sent.lostDatagrams,
                        sent.bucketsRepaired,
                        sent.fallBacks,
                        sender.transit().size().reductions(),
                        receiver.applied(),
                        receiver.late(),
                        receiver.unknownReferences(),
                        refusedFrames,
                        sessions));
    }
}
