package org.bridgewall.ha.bench.side;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * All that was measured so far, and why the rest was not.
 *
 * <p>Thread rule: any thread; a report may be written while the rounds still run.
 */
final class Figures {
    /**
     * Which figure.
     *
     * @param flows size of the table where it matters, else 0
     */
    record Key(Metric metric, int flows) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byMetric = metric.compareTo(other.metric);
            return byMetric != 0 ? byMetric : Integer.compare(flows, other.flows);
        }
    }

    private final Map<Key, Map<Arrangement, List<Double>>> values = new TreeMap<>();
    private final Map<String, String> notes = new LinkedHashMap<>();
    private final Map<String, Double> single = new LinkedHashMap<>();
    private Optional<JsonNode> commit = Optional.empty();

    synchronized void add(Arrangement arrangement, Metric metric, double value) {
        add(arrangement, metric, 0, value);
    }

    synchronized void add(Arrangement arrangement, Metric metric, int flows, double value) {
        values.computeIfAbsent(new Key(metric, flows), key -> new EnumMap<>(Arrangement.class))
                .computeIfAbsent(arrangement, key -> new ArrayList<>())
                .add(value);
    }

    /** A figure that is measured once, such as the bytes of a cache. */
    synchronized void once(String name, double value) {
        single.put(name, value);
    }

    /** Says why something was not measured, or what must be known of it. */
    synchronized void note(String about, String text) {
        notes.put(about, text);
    }

    /** Takes over what the benchmark of commits printed. */
    synchronized void commit(JsonNode document) {
        commit = Optional.of(document);
    }

    synchronized Optional<JsonNode> commit() {
        return commit;
    }

    synchronized Map<String, String> notes() {
        return new LinkedHashMap<>(notes);
    }

    synchronized OptionalDouble once(String name) {
        Double value = single.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    synchronized Map<String, Double> allOnce() {
        return new LinkedHashMap<>(single);
    }

    synchronized List<Key> keys() {
        return List.copyOf(values.keySet());
    }

    synchronized Optional<Samples> samples(Key key, Arrangement arrangement) {
        return Optional.ofNullable(values.get(key))
                .map(of -> of.get(arrangement))
                .map(Samples::new);
    }

    OptionalDouble median(Metric metric, Arrangement arrangement) {
        return samples(new Key(metric, 0), arrangement)
                .map(samples -> OptionalDouble.of(samples.median()))
                .orElse(OptionalDouble.empty());
    }

    /** Median of one over median of the other; empty unless both were measured. */
    OptionalDouble ratio(Metric metric, Arrangement dividend, Arrangement divisor) {
        OptionalDouble above = median(metric, dividend);
        OptionalDouble below = median(metric, divisor);
        return above.isPresent() && below.isPresent() && below.getAsDouble() > 0
                ? OptionalDouble.of(above.getAsDouble() / below.getAsDouble())
                : OptionalDouble.empty();
    }
}
