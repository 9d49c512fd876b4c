package org.bridgewall.agent.loop;

import java.io.IOException;
import org.bridgewall.agent.netlink.conntrack.ConntrackDump;
import org.bridgewall.agent.netlink.conntrack.ConntrackHandler;
import org.bridgewall.agent.netlink.conntrack.ConntrackLookup;
import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.flow.Expectation;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowCodec;
import org.bridgewall.sync.flow.MalformedFlowException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the kernel's events into the internal cache. Allocates nothing per event.
 *
 * <p>Thread rule: the replication thread.
 */
final class FlowIntake implements ConntrackHandler {
    private static final Logger log = LoggerFactory.getLogger(FlowIntake.class);

    private final InternalCache cache;
    private final ConntrackLookup lookup;
    private final FlowCodec codec = new FlowCodec();
    private final byte[] key = new byte[FlowCodec.MAX_KEY_BYTES];
    private final byte[] value = new byte[FlowCodec.MAX_VALUE_BYTES];
    private final RecordView held = new RecordView();
    private final Flow older = new Flow();
    private final ExpectationIntake expectations;
    private boolean overrun;
    private @Nullable WarmFlows warm;

    /**
     * @param lookup asks the kernel for what events never tell
     */
    FlowIntake(InternalCache cache, ConntrackLookup lookup) {
        this.cache = cache;
        this.lookup = lookup;
        this.expectations = new ExpectationIntake(cache, lookup.expectations(), this::masterMoved);
    }

    /** What a warm standby wrote is left out of dumps, and told of when the kernel loses it. */
    void watch(WarmFlows flows) {
        warm = flows;
    }

    @Override
    public void changed(Flow flow) {
        int keyLength = codec.encodeKey(flow, key, 0);
        if (cache.find(RecordTypes.FLOW, key, 0, keyLength, held)) {
            inherit(flow);
        }
        if (flow.lacksMaster()) {
            complete(flow);
        }
        put(flow, keyLength);
    }

    private void inherit(Flow flow) {
        try {
            codec.decodeKey(held.bytes(), held.keyOffset(), held.keyLength(), older);
            codec.decodeValue(held.bytes(), held.valueOffset(), held.valueLength(), older);
            flow.inheritFrom(older);
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
            if (lookup.complete(identity)) {
                put(identity, codec.encodeKey(identity, key, 0));
            }
        } catch (IOException e) {
            log.warn("sequence adjustment of {}: {}", identity, e.getMessage());
        }
    }

    private void put(Flow flow, int keyLength) {
        if (flow.zone != 0) {
            expectations.zoneSeen(flow.zone, flow.zoneScope);
        }
        int valueLength = codec.encodeValue(flow, value, 0);
        cache.put(
                RecordTypes.FLOW,
                key,
                0,
                keyLength,
                value,
                0,
                valueLength,
                flow.hasTimeout ? flow.timeoutSeconds : 0,
                System.nanoTime());
    }

    @Override
    public void gone(Flow flow) {
        int keyLength = codec.encodeKey(flow, key, 0);
        cache.remove(RecordTypes.FLOW, key, 0, keyLength, System.nanoTime());
        if (warm != null) {
            warm.lost(key, keyLength);
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

    /** Makes the cache equal to the kernel's table: what the dump does not name is gone. */
    int resynchronise(ConntrackDump dump) throws IOException {
        cache.beginSweep(RecordTypes.FLOW);
        int flows =
                dump.run(
                        new ConntrackDump.Handler() {
                            @Override
                            public void flow(Flow flow) {
                                int keyLength = codec.encodeKey(flow, key, 0);
                                if (warm == null || !warm.wrote(key, keyLength)) {
                                    put(flow, keyLength);
                                }
                            }

                            @Override
                            public void restarted() {
                                // What came before stays marked; the next event or dump mends it.
                            }
                        });
        cache.endSweep(System.nanoTime());
        cache.markLoaded();
        return flows;
    }
}
