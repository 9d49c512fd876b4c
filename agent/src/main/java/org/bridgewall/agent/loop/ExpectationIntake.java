package org.bridgewall.agent.loop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.bridgewall.agent.netlink.conntrack.ExpectationTable;
import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.flow.Expectation;
import org.bridgewall.sync.flow.ExpectationCodec;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the kernel's expectations into the internal cache. One is replicated if its master is, and
 * is found by it: the kernel does not tell an expectation's zone.
 *
 * <p>Thread rule: the replication thread. Expectations are few; a handful of objects for each.
 */
final class ExpectationIntake {
    private static final Logger log = LoggerFactory.getLogger(ExpectationIntake.class);
    private static final int SCOPES = 3;

    private final InternalCache cache;
    private final ExpectationTable table;
    private final Consumer<Flow> masterMoved;
    private final ExpectationCodec codec = new ExpectationCodec();
    private final byte[] key = new byte[ExpectationCodec.MAX_KEY_BYTES];
    private final byte[] value = new byte[ExpectationCodec.MAX_VALUE_BYTES];
    private final FlowCodec flowCodec = new FlowCodec();
    private final byte[] flowKey = new byte[FlowCodec.MAX_KEY_BYTES];
    private final Flow master = new Flow();
    private final RecordView held = new RecordView();
    // Zone and scope of every flow that ever had one: zone * SCOPES + scope. Zone 0 is always in.
    private final BitSet zones = new BitSet();

    /**
     * @param table asked only where flows of equal addresses live in several zones
     * @param masterMoved told the identity of a flow whose helper has rewritten a packet: no event
     *     tells the sequence adjustment that follows ({@code nf_ct_seqadj_set} raises none)
     */
    ExpectationIntake(InternalCache cache, ExpectationTable table, Consumer<Flow> masterMoved) {
        this.cache = cache;
        this.table = table;
        this.masterMoved = masterMoved;
        zones.set(0);
    }

    /** Notes the zone of a flow that is replicated. */
    void zoneSeen(int zone, int scope) {
        zones.set(zone * SCOPES + scope);
    }

    /** Takes an expectation, unless its master is not replicated. */
    void expected(Expectation expectation) {
        List<Integer> candidates = zonesOfMaster(expectation);
        for (int at : candidates) {
            if (candidates.size() == 1 || isExpected(expectation, zoneOf(at))) {
                expectation.zone = zoneOf(at);
                put(expectation);
                if (expectation.translation.isPresent()) {
                    identify(expectation, at);
                    masterMoved.accept(master);
                }
            }
        }
    }

    /** Forgets an expectation. Its master may be gone already. */
    void expectedNoMore(Expectation expectation) {
        List<Integer> candidates = new ArrayList<>();
        for (int at = zones.nextSetBit(0); at >= 0; at = zones.nextSetBit(at + 1)) {
            expectation.zone = zoneOf(at);
            int keyLength = codec.encodeKey(expectation, key, 0);
            if (!candidates.contains(expectation.zone)
                    && cache.find(RecordTypes.EXPECTATION, key, 0, keyLength, held)) {
                candidates.add(expectation.zone);
            }
        }
        for (int zone : candidates) {
            if (candidates.size() == 1 || !isExpected(expectation, zone)) {
                expectation.zone = zone;
                int keyLength = codec.encodeKey(expectation, key, 0);
                cache.remove(RecordTypes.EXPECTATION, key, 0, keyLength, System.nanoTime());
            }
        }
    }

    /**
     * Makes the cache hold what the kernel expects; after the flows, by whom they are found.
     *
     * @return how many expectations the kernel has
     */
    int resynchronise() throws IOException {
        List<Expectation> all = new ArrayList<>();
        table.list(all::add);
        cache.beginSweep(RecordTypes.EXPECTATION);
        all.forEach(this::expected);
        cache.endSweep(System.nanoTime());
        return all.size();
    }

    private void put(Expectation expectation) {
        int keyLength = codec.encodeKey(expectation, key, 0);
        int valueLength = codec.encodeValue(expectation, value, 0);
        cache.put(
                RecordTypes.EXPECTATION,
                key,
                0,
                keyLength,
                value,
                0,
                valueLength,
                expectation.timeoutSeconds,
                System.nanoTime());
    }

    /** Zone and scope of each replicated flow that may be the master. */
    private List<Integer> zonesOfMaster(Expectation expectation) {
        List<Integer> found = new ArrayList<>();
        for (int at = zones.nextSetBit(0); at >= 0; at = zones.nextSetBit(at + 1)) {
            identify(expectation, at);
            int keyLength = flowCodec.encodeKey(master, flowKey, 0);
            if (cache.find(RecordTypes.FLOW, flowKey, 0, keyLength, held)) {
                found.add(at);
            }
        }
        return found;
    }

    private void identify(Expectation expectation, int at) {
        master.clear();
        master.original.copyFrom(expectation.master);
        master.zone = at / SCOPES;
        master.zoneScope = at % SCOPES;
    }

    private static int zoneOf(int at) {
        return at % SCOPES == Flow.ZONE_REPLY ? 0 : at / SCOPES;
    }

    private boolean isExpected(Expectation expectation, int zone) {
        try {
            return table.expectedInZone(expectation, zone);
        } catch (IOException e) {
            log.warn("zone of {}: {}", expectation, e.getMessage());
            return false;
        }
    }
}
