package org.bridgewall.core.election;

/**
 * The faults that a node is not yet forgiven. Each doubles the hold time; time without a fault
 * forgives them one by one. Immutable.
 *
 * @param count as of {@code sinceNanos}
 * @param sinceNanos the latest fault, or the end of the latest stay in FAULT
 */
public record Strikes(int count, long sinceNanos) {
    /** Beyond it the hold time has long reached any bound. */
    private static final int MOST = 40;

    static final Strikes NONE = new Strikes(0, 0);

    /** How many count now. */
    public int now(HealthRules rules, long now) {
        return count == 0 ? 0 : (int) Math.max(0, count - (now - sinceNanos) / rules.decayNanos());
    }

    /** One more. */
    Strikes struck(HealthRules rules, long now) {
        return new Strikes(Math.min(MOST, now(rules, now) + 1), now);
    }

    /** Forgiving begins now: while a node is ill nothing is forgiven. */
    Strikes held(long now) {
        return count == 0 ? this : new Strikes(count, now);
    }

    /** How long a node must have been well: doubled with each fault after the first. */
    public long holdNanos(long firstNanos, HealthRules rules) {
        long hold = firstNanos;
        for (int i = 1; i < count && hold < rules.holdMaxNanos(); i++) {
            hold = Math.min(2 * hold, rules.holdMaxNanos());
        }
        return hold;
    }
}
