package org.bridgewall.sync.wire;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Refused datagrams by reason. Counted by one thread, read by any. */
public final class RefusalCounters {
    private final Map<Refusal, LongAdder> counts = new EnumMap<>(Refusal.class);

    public RefusalCounters() {
        for (Refusal reason : Refusal.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    public void count(Refusal reason) {
        adder(reason).increment();
    }

    public long get(Refusal reason) {
        return adder(reason).sum();
    }

    private LongAdder adder(Refusal reason) {
        return Objects.requireNonNull(counts.get(reason));
    }

    /** All reasons with their counts. */
    public Map<Refusal, Long> all() {
        Map<Refusal, Long> all = new EnumMap<>(Refusal.class);
        counts.forEach((reason, count) -> all.put(reason, count.sum()));
        return all;
    }
}
