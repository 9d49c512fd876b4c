package org.bridgewall.sync.wire;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** Refused datagrams by reason. Counted by one thread, read by any. */
public final class RefusalCounters {
    private final AtomicLongArray counts = new AtomicLongArray(Refusal.values().length);

    public void count(Refusal reason) {
        counts.incrementAndGet(reason.ordinal());
    }

    public long get(Refusal reason) {
        return counts.get(reason.ordinal());
    }

    /** All reasons with their counts. */
    public Map<Refusal, Long> all() {
        Map<Refusal, Long> all = new EnumMap<>(Refusal.class);
        for (Refusal reason : Refusal.values()) {
            all.put(reason, get(reason));
        }
        return all;
    }
}
