package org.bridgewall.agent.netlink.conntrack;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.agent.netlink.NetlinkError;

/**
 * Many requests that become one datagram, what each was made of, and which of them failed.
 *
 * <p>Thread rule: one thread.
 */
final class RequestBatch {
    static final int MAX_REQUESTS = 256;

    /** All requests of the usual kinds; long ones fill it earlier. */
    private static final int BYTES = 1 << 16;

    /**
     * Batches that a {@link RequestSeries} may be ahead of the kernel: half of them last for longer
     * than the scheduler lets a writer wait for its processor, which is some milliseconds.
     */
    private static final int ROOM = 32;

    private final MessageWriter writer = new MessageWriter(BYTES);
    private final long[] tags = new long[MAX_REQUESTS];
    private final List<Failure> failures = new ArrayList<>();
    private int firstSequence;

    /**
     * A request that was refused.
     *
     * @param request number within the batch, or -1: the kernel dropped answers
     */
    record Failure(int request, NetlinkError error) {}

    /** Room for a {@link RequestSeries}. */
    static RequestBatch[] room() {
        return Stream.generate(RequestBatch::new).limit(ROOM).toArray(RequestBatch[]::new);
    }

    /** Becomes empty; its requests will be numbered from here on. */
    void restart(int sequence) {
        writer.clear();
        failures.clear();
        firstSequence = sequence;
    }

    MessageWriter writer() {
        return writer;
    }

    /** Sequence number for the next request to be written. */
    int nextSequence() {
        return firstSequence + writer.messages();
    }

    int firstSequence() {
        return firstSequence;
    }

    /** Keeps what the next request to be written is made of. */
    void tag(long what) {
        tags[writer.messages()] = what;
    }

    long tagOf(int request) {
        return tags[request];
    }

    int size() {
        return writer.messages();
    }

    boolean isFull() {
        return writer.messages() == MAX_REQUESTS
                || writer.remainingBytes() < ConntrackEncoder.MAX_MESSAGE_BYTES;
    }

    void failed(int request, NetlinkError error) {
        failures.add(new Failure(request, error));
    }

    List<Failure> failures() {
        return failures;
    }
}
