package org.bridgewall.agent.loop;

import java.io.IOException;
import java.util.Arrays;
import org.bridgewall.agent.netlink.conntrack.ConntrackDump;
import org.bridgewall.agent.netlink.conntrack.ConntrackHandler;
import org.bridgewall.agent.netlink.conntrack.ConntrackLookup;
import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.cache.StateHash;
import org.bridgewall.sync.cache.Sweep;
import org.bridgewall.sync.flow.Expectation;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowCodec;
import org.bridgewall.sync.flow.FlowFilter;
import org.bridgewall.sync.flow.MalformedFlowException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the kernel's events, and from dumps of its table, into the internal cache. Allocates nothing
 * per event.
 *
 * <p>Thread rule: the replication thread.
 */
final class FlowIntake implements ConntrackHandler {
    private static final Logger log = LoggerFactory.getLogger(FlowIntake.class);

    /** The cache had the flow in the same state, or an event has just told of it. */
    static final int KNOWN = 0;

    /** The cache did not have the flow. */
    static final int MISSING = 1;

    /** The cache had the flow in another state. */
    static final int DIFFERENT = 2;

    /**
     * The flow is a peer's: this node's kernel has it only because it stands by. Or it is in a
     * state that is not replicated.
     */
    static final int FOREIGN = 3;

    /** The cache had the flow, but did not know of its FIN, which no event tells. */
    static final int CLOSING = 4;

    private static final int TCP = 6;

    /** {@code TCP_CONNTRACK_FIN_WAIT}, {@code nf_conntrack_tcp.h}. */
    private static final int TCP_FIN_WAIT = 4;

    /** {@code TCP_CONNTRACK_CLOSE_WAIT}. */
    private static final int TCP_CLOSE_WAIT = 5;

    /** {@code TCP_CONNTRACK_LAST_ACK}. */
    private static final int TCP_LAST_ACK = 6;

    private final InternalCache cache;
    private final ConntrackLookup lookup;
    private final FlowFilter filter;
    private final Replica replica;
    private final TouchedKeys touched = new TouchedKeys();
    private final FlowCodec codec = new FlowCodec();
    private final byte[] key = new byte[FlowCodec.MAX_KEY_BYTES];
    private final byte[] value = new byte[FlowCodec.MAX_VALUE_BYTES];
    private final byte[] other = new byte[FlowCodec.MAX_VALUE_BYTES];
    private final RecordView held = new RecordView();
    private final Flow older = new Flow();
    private final ExpectationIntake expectations;
    private boolean recordTouched;
    private boolean overrun;
    private @Nullable WarmFlows warm;

    /** What is held of the peers. */
    @FunctionalInterface
    interface Replica {
        /** Whether a peer is known to track the flow. */
        boolean holds(byte[] key, int keyLength);
    }

    /**
     * @param lookup asks the kernel for what events never tell
     */
    FlowIntake(InternalCache cache, ConntrackLookup lookup) {
        this(cache, lookup, FlowFilter.ALL, (key, keyLength) -> false);
    }

    /**
     * @param lookup asks the kernel for what events never tell
     * @param filter of it, {@link FlowFilter#keeps}
     * @param replica what is held of the peers
     */
    FlowIntake(InternalCache cache, ConntrackLookup lookup, FlowFilter filter, Replica replica) {
        this.cache = cache;
        this.lookup = lookup;
        this.filter = filter;
        this.replica = replica;
        this.expectations = new ExpectationIntake(cache, lookup.expectations(), this::masterMoved);
    }

    /** What a warm standby wrote is left out of dumps, and told of when the kernel loses it. */
    void watch(WarmFlows flows) {
        warm = flows;
    }

    @Override
    public void changed(Flow flow) {
        int keyLength = codec.encodeKey(flow, key, 0);
        touch(keyLength);
        if (flow.hasProtocolState() && !filter.keeps(flow)) {
            cache.remove(RecordTypes.FLOW, key, 0, keyLength, System.nanoTime());
            return;
        }
        if (cache.find(RecordTypes.FLOW, key, 0, keyLength, held)) {
            inherit(flow);
        }
        if (flow.lacksMaster()) {
            complete(flow);
        }
        if (filter.keeps(flow)) {
            put(flow, keyLength);
        } else {
            cache.remove(RecordTypes.FLOW, key, 0, keyLength, System.nanoTime());
        }
    }

    private void inherit(Flow flow) {
        decodeHeld();
        flow.inheritFrom(older);
    }

    private void decodeHeld() {
        try {
            codec.decodeKey(held.bytes(), held.keyOffset(), held.keyLength(), older);
            codec.decodeValue(held.bytes(), held.valueOffset(), held.valueLength(), older);
        } catch (MalformedFlowException e) {
            throw new IllegalStateException("own record does not decode", e);
        }
    }

    /** A flow without its master is still worth keeping. */
    private void complete(Flow flow) {
        try {
            lookup.complete(flow);
        } catch (IOException e) {
            log.warn("master of a related flow: {}", e.getMessage());
        }
    }

    private void masterMoved(Flow identity) {
        try {
            if (lookup.complete(identity) && filter.keeps(identity)) {
                int keyLength = codec.encodeKey(identity, key, 0);
                touch(keyLength);
                put(identity, keyLength);
            }
        } catch (IOException e) {
            log.warn("sequence adjustment of {}: {}", identity, e.getMessage());
        }
    }

    private boolean put(Flow flow, int keyLength) {
        if (flow.zone != 0) {
            expectations.zoneSeen(flow.zone, flow.zoneScope);
        }
        int valueLength = codec.encodeValue(flow, value, 0);
        return cache.put(
                RecordTypes.FLOW,
                key,
                0,
                keyLength,
                value,
                0,
                valueLength,
                flow.hasTimeout ? flow.timeoutSeconds : 0,
                FlowPriority.of(flow),
                System.nanoTime());
    }

    @Override
    public void gone(Flow flow) {
        int keyLength = codec.encodeKey(flow, key, 0);
        touch(keyLength);
        cache.remove(RecordTypes.FLOW, key, 0, keyLength, System.nanoTime());
        if (warm != null) {
            warm.lost(key, keyLength);
        }
    }

    @Override
    public void unsure(Flow flow) {
        try {
            if (lookup.complete(flow)) {
                changed(flow);
            } else {
                gone(flow);
            }
        } catch (IOException e) {
            log.warn("looking up {}: {}", flow, e.getMessage());
            overrun = true;
        }
    }

    @Override
    public void expected(Expectation expectation) {
        expectations.expected(expectation);
    }

    @Override
    public void expectedNoMore(Expectation expectation) {
        expectations.expectedNoMore(expectation);
    }

    /** The way of expectations: make it follow the table after each dump of the flows. */
    ExpectationIntake expectations() {
        return expectations;
    }

    @Override
    public void overrun() {
        overrun = true;
    }

    /** Whether events were lost since the last call. */
    boolean takeOverrun() {
        boolean was = overrun;
        overrun = false;
        return was;
    }

    private void touch(int keyLength) {
        if (recordTouched) {
            touched.add(touchHash(keyLength));
        }
    }

    private long touchHash(int keyLength) {
        return StateHash.ofKey(0, RecordTypes.FLOW, key, 0, keyLength);
    }

    /** Begins or ends to note which flows events name. */
    void recordTouched(boolean on) {
        recordTouched = on;
        touched.clear();
    }

    TouchedKeys touched() {
        return touched;
    }

    /**
     * Takes a flow of a dump, unless an event has named it meanwhile.
     *
     * @param adopts whether to take it even if only a peer is known to hold it
     * @return {@link #KNOWN}, {@link #MISSING}, {@link #DIFFERENT}, {@link #FOREIGN} or {@link
     *     #CLOSING}
     */
    int dumped(Flow flow, boolean adopts) {
        int keyLength = codec.encodeKey(flow, key, 0);
        if (touched.contains(touchHash(keyLength))) {
            return KNOWN;
        }
        if (!filter.keeps(flow) || (warm != null && warm.wrote(key, keyLength))) {
            return FOREIGN;
        }
        boolean here = cache.seen(RecordTypes.FLOW, key, 0, keyLength);
        if (!here && !adopts && replica.holds(key, keyLength)) {
            return FOREIGN;
        }
        boolean closes = here && closing(flow) && onlyCloses(flow, keyLength);
        if (!put(flow, keyLength)) {
            return KNOWN;
        }
        if (closes) {
            return CLOSING;
        }
        return here ? DIFFERENT : MISSING;
    }

    /** Whether the cache would hold the flow as it is, had an event told of its FIN. */
    private boolean onlyCloses(Flow flow, int keyLength) {
        if (!cache.find(RecordTypes.FLOW, key, 0, keyLength, held)) {
            return false;
        }
        decodeHeld();
        older.tcpState = flow.tcpState;
        older.tcpFlagsOriginal = flow.tcpFlagsOriginal;
        older.tcpFlagsReply = flow.tcpFlagsReply;
        int length = codec.encodeValue(older, value, 0);
        int wanted = codec.encodeValue(flow, other, 0);
        return Arrays.equals(value, 0, length, other, 0, wanted);
    }

    /**
     * Whether a record is of a TCP connection that one end had closed. Where the other end then is
     * heard of no more, no event tells of its end.
     */
    boolean closing(RecordView record) {
        try {
            codec.decodeKey(record.bytes(), record.keyOffset(), record.keyLength(), older);
            codec.decodeValue(record.bytes(), record.valueOffset(), record.valueLength(), older);
        } catch (MalformedFlowException e) {
            return false; // Damaged in memory; the kernel has no such flow.
        }
        return closing(older) || (isTcp(older) && older.tcpState == TCP_CLOSE_WAIT);
    }

    private static boolean isTcp(Flow flow) {
        return flow.original.protocol == TCP;
    }

    /** No event tells of a FIN, only of its acknowledgement: the cache may know an older state. */
    private static boolean closing(Flow flow) {
        return isTcp(flow) && (flow.tcpState == TCP_FIN_WAIT || flow.tcpState == TCP_LAST_ACK);
    }

    /** Takes a whole dump at once, for a cache that nothing else changes meanwhile. */
    int resynchronise(ConntrackDump dump) throws IOException {
        Sweep sweep = cache.startSweep(RecordTypes.FLOW);
        int flows = dump.run(flow -> dumped(flow, true));
        sweep.step(Integer.MAX_VALUE, System.nanoTime());
        cache.markLoaded();
        return flows;
    }
}
