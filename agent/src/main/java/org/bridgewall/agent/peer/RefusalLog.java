package org.bridgewall.agent.peer;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.bridgewall.sync.wire.Refusal;
import org.bridgewall.sync.wire.RefusalCounters;

/**
 * Tells of refused datagrams without letting whoever forges them fill the log: the first of a
 * reason at once, then at most one summary per reason in ten seconds.
 *
 * <p>Thread rule: one owner.
 */
public final class RefusalLog {
    private static final long QUIET_NANOS = 10_000_000_000L;

    private final String what;
    private final RefusalCounters counters;
    private final Consumer<String> log;
    private final Map<Refusal, Told> told = new EnumMap<>(Refusal.class);

    private record Told(long count, long nanos) {}

    /**
     * @param what kind of datagrams, for people
     * @param log takes one line
     */
    public RefusalLog(String what, RefusalCounters counters, Consumer<String> log) {
        this.what = what;
        this.counters = counters;
        this.log = log;
    }

    /** Looks at the counters; call it a few times a second. */
    public void look(long nowNanos) {
        counters.all()
                .forEach((reason, count) -> {
                    Told before = told.get(reason);
                    long fresh = before == null ? count : count - before.count();
                    boolean quiet = before != null && nowNanos - before.nanos() < QUIET_NANOS;
                    if (fresh > 0 && !quiet) {
                        told.put(reason, new Told(count, nowNanos));
                        log.accept(
                                "%s: %d refused: %s (%d since the start)"
                                        .formatted(what, fresh, reason, count));
                    }
                });
    }
}
