package org.bridgewall.ha.bench.side;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What arrangements keep of the connection rate of {@link Arrangement#OFF}, each by the mean of the
 * base line right before and right after it: a machine that grows slower or faster within minutes
 * is no one's fault. Pure.
 */
final class RatesKept {
    /**
     * A measurement.
     *
     * @param perSecond connections; empty if it failed
     */
    record Rate(Arrangement arrangement, OptionalDouble perSecond) {
        private boolean isBase() {
            return arrangement == Arrangement.OFF && perSecond.isPresent();
        }
    }

    private RatesKept() {}

    /**
     * Shares of the base line, of those that have one on both sides.
     *
     * @param rates in the order in which they were measured
     */
    static Map<Arrangement, Double> of(List<Rate> rates) {
        Map<Arrangement, Double> kept = new EnumMap<>(Arrangement.class);
        for (int i = 1; i < rates.size() - 1; i++) {
            Rate before = rates.get(i - 1);
            Rate rate = rates.get(i);
            Rate after = rates.get(i + 1);
            if (!rate.isBase()
                    && rate.perSecond().isPresent()
                    && before.isBase()
                    && after.isBase()) {
                double base =
                        (before.perSecond().getAsDouble() + after.perSecond().getAsDouble()) / 2;
                kept.put(rate.arrangement(), rate.perSecond().getAsDouble() / base);
            }
        }
        return kept;
    }
}
