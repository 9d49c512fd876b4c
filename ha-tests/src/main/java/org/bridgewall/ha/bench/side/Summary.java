package org.bridgewall.ha.bench.side;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The ten figures that stand for all, under stable keys; null where one was not measured, and then
 * the notes say why.
 */
final class Summary {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Summary() {}

    static ObjectNode of(Figures figures) {
        Map<String, OptionalDouble> values = new LinkedHashMap<>();
        values.put("cps_kept", figures.median(Metric.CONNECTION_RATE_KEPT, Arrangement.BRIDGEWALL));
        values.put(
                "cps_kept_incumbent",
                figures.median(Metric.CONNECTION_RATE_KEPT, Arrangement.INCUMBENT));
        values.put("cpu_ratio_master", incumbentOverOurs(figures, Metric.MASTER_CPU));
        values.put("cpu_ratio_backup", incumbentOverOurs(figures, Metric.BACKUP_CPU));
        values.put("bytes_ratio", incumbentOverOurs(figures, Metric.SYNC_BYTES));
        values.put("lag_p99_ms", figures.median(Metric.LAG_P99, Arrangement.BRIDGEWALL));
        for (String key : new String[] {"commit_vs_floor", "commit_vs_conntrackd"}) {
            values.put(key, ofCommits(figures, key));
        }
        values.put("warm_500k_vs_5k", ofCommits(figures, "warm_500k_vs_5k"));
        values.put("bytes_per_flow", figures.once("bytes_per_flow"));
        ObjectNode summary = JSON.createObjectNode();
        ObjectNode notes = JSON.createObjectNode();
        values.forEach((key, value) -> {
            if (value.isPresent()) {
                summary.put(key, rounded(value.getAsDouble()));
            } else {
                summary.putNull(key);
                notes.put(key, "not measured, see the other notes");
            }
        });
        figures.notes().forEach(notes::put);
        JsonNode ofCommits =
                figures.commit().map(document -> document.path("notes")).orElse(notes.arrayNode());
        for (int i = 0; i < ofCommits.size(); i++) {
            notes.set("commits, " + (i + 1), ofCommits.get(i));
        }
        summary.set("notes", notes);
        return summary;
    }

    private static OptionalDouble incumbentOverOurs(Figures figures, Metric metric) {
        return figures.ratio(metric, Arrangement.INCUMBENT, Arrangement.BRIDGEWALL);
    }

    private static OptionalDouble ofCommits(Figures figures, String key) {
        JsonNode value =
                figures.commit().map(document -> document.path(key)).orElse(JSON.missingNode());
        return value.isNumber() ? OptionalDouble.of(value.asDouble()) : OptionalDouble.empty();
    }

    static double rounded(double value) {
        double step = Math.abs(value) >= 100 ? 10 : 1000;
        return Math.round(value * step) / step;
    }
}
