package org.bridgewall.ha.bench.sync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Figures by name and table size: as a table with one column per size, or as JSON. */
final class BenchReport {
    private record Row(String name, String unit) {}

    private final Map<Row, Map<Integer, Double>> rows = new LinkedHashMap<>();
    private final Set<Integer> sizes = new LinkedHashSet<>();

    void add(String name, String unit, int size, double value) {
        sizes.add(size);
        rows.computeIfAbsent(new Row(name, unit), row -> new LinkedHashMap<>()).put(size, value);
    }

    String table() {
        StringBuilder text = new StringBuilder("%-46s %-20s".formatted("flows in the table", ""));
        sizes.forEach(size -> text.append(" %14d".formatted(size)));
        text.append('\n');
        rows.forEach((row, values) -> {
            text.append("%-46s %-20s".formatted(row.name(), row.unit()));
            for (int size : sizes) {
                Double value = values.get(size);
                text.append(value == null ? " %14s".formatted("-") : " %14.2f".formatted(value));
            }
            text.append('\n');
        });
        return text.toString();
    }

    String json() {
        List<String> figures = new ArrayList<>();
        rows.forEach((row, values) ->
                values.forEach((size, value) ->
                        figures.add(
                                String.format(
                                        Locale.ROOT,
                                        "{\"name\":\"%s\",\"unit\":\"%s\",\"flows\":%d,\"value\":%.3f}",
                                        row.name(),
                                        row.unit(),
                                        size,
                                        value))));
        return "{\"figures\":[\n" + String.join(",\n", figures) + "\n]}\n";
    }
}
