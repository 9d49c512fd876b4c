package org.bridgewall.ha.bench.side;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The values of one figure.
 *
 * @param values in the order of the rounds; never empty
 */
record Samples(List<Double> values) {
    Samples {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("values: none (expected: at least one)");
        }
    }

    double median() {
        return percentile(values, 50);
    }

    double min() {
        return Collections.min(values);
    }

    double max() {
        return Collections.max(values);
    }

    /**
     * The value below which so many percent lie, the nearest one that was measured; the middle of
     * two for the median of an even number.
     */
    static double percentile(List<Double> values, double percent) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int size = sorted.size();
        if (percent == 50 && size % 2 == 0) {
            return (sorted.get(size / 2 - 1) + sorted.get(size / 2)) / 2;
        }
        int rank = (int) Math.ceil(percent / 100 * size);
        return sorted.get(Math.clamp(rank - 1, 0, size - 1));
    }
}
