package org.bridgewall.sync.session;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.bridgewall.sync.wire.AesGcmSeal;
import org.bridgewall.sync.wire.DatagramSeal;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.KeyRing;
import org.bridgewall.sync.wire.PlainSeal;
import org.bridgewall.sync.wire.SealIdentity;

/**
 * The two nodes of a recording. Their nonces are not drawn but fixed: so what was recorded with one
 * release can be played to another.
 */
final class RecordedNodes {
    private static final long HASH_SEED = 0;

    private RecordedNodes() {}

    static SealIdentity identity(String name, String peer) {
        return new SealIdentity("recorded", name, 0x0000_0001_0000_0007L, List.of(peer));
    }

    /** The test key: thirty-two times 0x42. */
    static KeyRing keys() {
        byte[] key = new byte[KeyRing.KEY_BYTES];
        Arrays.fill(key, (byte) 0x42);
        return new KeyRing(List.of(key));
    }

    static DatagramSeal seal(FrameKind kind, String name, String peer, boolean sealed) {
        SealIdentity identity = identity(name, peer);
        return sealed ? new AesGcmSeal(kind, identity, keys()) : new PlainSeal(kind, identity);
    }

    static SyncNode node(String name, String peer, boolean sealed, DatagramOutput output) {
        return node(name, peer, sealed, true, output);
    }

    /**
     * @param compact as of the versions that know compact records
     */
    static SyncNode node(
            String name, String peer, boolean sealed, boolean compact, DatagramOutput output) {
        RandomGenerator fixed = () -> 0x0123_4567_89ab_cd00L | name.charAt(0);
        SyncNode node =
                new SyncNode(
                        SessionConfig.defaults(name, identity(name, peer).boot())
                                .with(change -> change.software("recorded").compact(compact)),
                        HASH_SEED,
                        seal(FrameKind.REPLICATION, name, peer, sealed),
                        List.of(new PeerLinks(peer, List.of("path"))),
                        output,
                        fixed,
                        0);
        node.internal().markLoaded();
        return node;
    }

    /** What a node holds of its peer: type and key to value, in hexadecimal digits. */
    static Map<String, String> held(SyncNode node, String peer) {
        Map<String, String> records = new TreeMap<>();
        HexFormat hex = HexFormat.of();
        node.external(peer)
                .orElseThrow()
                .forEach(
                        0,
                        view ->
                                records.put(
                                        view.type() + " " + hex.formatHex(view.key()),
                                        hex.formatHex(view.value())));
        return records;
    }
}
