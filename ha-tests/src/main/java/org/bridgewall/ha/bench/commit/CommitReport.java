package org.bridgewall.ha.bench.commit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What was measured, as a table for people or as JSON. Ratios are medians of rounds' ratios. */
final class CommitReport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HEADLINE_FLOWS = 100_000;
    private static final int SMALL_FLOWS = 5_000;
    private static final int LARGE_FLOWS = 500_000;

    private final Map<Integer, List<Round>> rounds = new TreeMap<>();
    private final Map<Integer, List<WarmRound>> warm = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();

    void add(Round round) {
        rounds.computeIfAbsent(round.flows(), _ -> new ArrayList<>()).add(round);
    }

    void add(WarmRound round) {
        warm.computeIfAbsent(round.flows(), _ -> new ArrayList<>()).add(round);
    }

    void note(String text) {
        notes.add(text);
    }

    String table() {
        StringBuilder text = new StringBuilder();
        text.append(
                "%10s %12s %12s %14s %10s %16s%n"
                        .formatted(
                                "flows",
                                "commit ms",
                                "kernel ms",
                                "conntrackd ms",
                                "x kernel",
                                "conntrackd / us"));
        rounds.forEach((flows, list) ->
                text.append(
                        "%10d %12.1f %12.1f %14.1f %10.2f %16.2f%n"
                                .formatted(
                                        flows,
                                        median(list, r -> r.commitNanos() / 1e6),
                                        median(list, r -> r.floorNanos() / 1e6),
                                        median(list, CommitReport::conntrackdMillis),
                                        median(list, Round::versusFloor),
                                        median(list, Round::versusConntrackd))));
        if (!warm.isEmpty()) {
            text.append(
                    "%n%10s %14s %14s %16s %14s%n"
                            .formatted(
                                    "warm flows",
                                    "promotion ms",
                                    "to warm ms",
                                    "CPU us/flow",
                                    "bytes/flow"));
        }
        warm.forEach((flows, list) ->
                text.append(
                        "%10d %14.1f %14.1f %16.2f %14.1f%n"
                                .formatted(
                                        flows,
                                        median(list, r -> r.promotionNanos() / 1e6),
                                        median(list, r -> r.warmingNanos() / 1e6),
                                        median(list, r -> r.processorNanos() / 1e3 / r.flows()),
                                        median(list, r -> (double) r.memoryBytes() / r.flows()))));
        notes.forEach(note -> text.append("note: ").append(note).append('\n'));
        return text.toString();
    }

    String json() {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode sizes = root.putArray("sizes");
        rounds.forEach((flows, list) -> {
            ObjectNode size = sizes.addObject();
            size.put("flows", flows).put("rounds", list.size());
            number(size, "commit_ms", median(list, r -> r.commitNanos() / 1e6));
            number(size, "floor_ms", median(list, r -> r.floorNanos() / 1e6));
            number(size, "conntrackd_ms", median(list, CommitReport::conntrackdMillis));
            number(size, "commit_vs_floor", median(list, Round::versusFloor));
            number(size, "commit_vs_conntrackd", median(list, Round::versusConntrackd));
        });
        ArrayNode warmSizes = root.putArray("warm");
        warm.forEach((flows, list) -> {
            ObjectNode size = warmSizes.addObject();
            size.put("flows", flows).put("rounds", list.size());
            number(size, "promotion_ms", median(list, r -> r.promotionNanos() / 1e6));
            number(size, "warming_ms", median(list, r -> r.warmingNanos() / 1e6));
            number(size, "cpu_us_per_flow", median(list, r -> r.processorNanos() / 1e3 / flows));
            number(size, "bytes_per_flow", median(list, r -> (double) r.memoryBytes() / flows));
        });
        List<Round> headline = rounds.getOrDefault(HEADLINE_FLOWS, List.of());
        number(root, "commit_vs_floor", median(headline, Round::versusFloor));
        number(root, "commit_vs_conntrackd", median(headline, Round::versusConntrackd));
        number(root, "warm_500k_vs_5k", warmRatio());
        notes.forEach(root.putArray("notes")::add);
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers is JSON", e);
        }
    }

    private double warmRatio() {
        List<WarmRound> large = warm.getOrDefault(LARGE_FLOWS, List.of());
        List<WarmRound> small = warm.getOrDefault(SMALL_FLOWS, List.of());
        return median(large, WarmRound::promotionNanos) / median(small, WarmRound::promotionNanos);
    }

    private static double conntrackdMillis(Round round) {
        return round.conntrackdNanos() == null ? Double.NaN : round.conntrackdNanos() / 1e6;
    }

    private static void number(ObjectNode into, String key, double value) {
        if (Double.isNaN(value)) {
            into.putNull(key);
        } else {
            into.put(key, Math.round(value * 1000) / 1000.0);
        }
    }

    /** The middle value, or the mean of the two there; not a number where nothing was measured. */
    static <T> double median(List<T> list, ToDoubleFunction<T> value) {
        double[] sorted =
                list.stream().mapToDouble(value).filter(v -> !Double.isNaN(v)).sorted().toArray();
        int count = sorted.length;
        return count == 0 ? Double.NaN : (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    }
}
