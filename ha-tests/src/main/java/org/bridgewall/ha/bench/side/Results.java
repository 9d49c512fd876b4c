package org.bridgewall.ha.bench.side;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Everything measured, as one JSON document: each value, not only what was made of it. */
final class Results {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Results() {}

    /**
     * @param complete false when the run was stopped
     */
    static ObjectNode document(
            Figures figures, Plan plan, ObjectNode machine, String started, boolean complete) {
        ObjectNode document = JSON.createObjectNode();
        document.put("started", started);
        document.put("complete", complete);
        document.put("rounds", plan.rounds());
        document.put("window_seconds", plan.windowSeconds());
        document.set("machine", machine);
        document.set("summary", Summary.of(figures));
        ArrayNode all = document.putArray("figures");
        for (Figures.Key key : figures.keys()) {
            ObjectNode figure = all.addObject();
            figure.put("metric", key.metric().name().toLowerCase(java.util.Locale.ROOT));
            figure.put("title", key.metric().title());
            figure.put("unit", key.metric().unit());
            if (key.flows() > 0) {
                figure.put("flows", key.flows());
            }
            for (Arrangement arrangement : Arrangement.values()) {
                Optional<Samples> samples = figures.samples(key, arrangement);
                if (samples.isPresent()) {
                    figure.set(
                            arrangement.name().toLowerCase(java.util.Locale.ROOT),
                            samples(samples.get()));
                }
            }
        }
        ObjectNode once = document.putObject("once");
        figures.allOnce().forEach(once::put);
        figures.commit().ifPresent(commit -> document.set("commit", commit));
        return document;
    }

    private static ObjectNode samples(Samples samples) {
        ObjectNode node = JSON.createObjectNode();
        node.put("median", samples.median());
        node.put("min", samples.min());
        node.put("max", samples.max());
        ArrayNode values = node.putArray("values");
        samples.values().forEach(values::add);
        return node;
    }
}
