package org.bridgewall.ha.sim.sync;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bridgewall.sync.cache.RecordView;

/**
 * The truth: a node's kernel table, which survives the process, and all that it ever held. States
 * are known by fingerprints, made by another hash than the product's.
 */
final class KernelTable {
    private final Map<String, String> entries = new HashMap<>();
    private final Set<Long> entriesEver = new HashSet<>();
    private final Set<Long> statesEver = new HashSet<>();
    private long fingerprint;

    KernelTable() {
        statesEver.add(fingerprint);
    }

    void put(String key, String value) {
        String old = entries.put(key, value);
        fingerprint -= old == null ? 0 : entry(bytes(key), bytes(old));
        long entry = entry(bytes(key), bytes(value));
        fingerprint += entry;
        entriesEver.add(entry);
        statesEver.add(fingerprint);
    }

    void remove(String key) {
        String old = entries.remove(key);
        fingerprint -= old == null ? 0 : entry(bytes(key), bytes(old));
        statesEver.add(fingerprint);
    }

    boolean contains(String key) {
        return entries.containsKey(key);
    }

    List<String> keys() {
        return new ArrayList<>(entries.keySet());
    }

    Map<String, String> entries() {
        return entries;
    }

    int size() {
        return entries.size();
    }

    long fingerprint() {
        return fingerprint;
    }

    /** Whether the whole table ever was like that. */
    boolean everWas(long state) {
        return statesEver.contains(state);
    }

    /** Whether it ever held an entry. */
    boolean everHad(long entry) {
        return entriesEver.contains(entry);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Fingerprint of an entry; that of a state is the sum over its entries. */
    static long entry(RecordView view) {
        long hash = mixed(7, view.bytes(), view.keyOffset(), view.keyLength());
        return mixed(hash, view.bytes(), view.valueOffset(), view.valueLength());
    }

    private static long entry(byte[] key, byte[] value) {
        return mixed(mixed(7, key, 0, key.length), value, 0, value.length);
    }

    private static long mixed(long seed, byte[] bytes, int offset, int length) {
        long hash = seed * 31 + length;
        for (int i = offset; i < offset + length; i++) {
            hash = (hash ^ (bytes[i] & 0xff)) * 0x100000001b3L;
        }
        return (hash ^ (hash >>> 31)) * 0x9e3779b97f4a7c15L;
    }
}
