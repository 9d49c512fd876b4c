package org.bridgewall.ha.bench.side;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes what was measured into a directory: {@code results.json}, {@code README.md} and a chart
 * for each figure of which there is more than one bar.
 */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Figures figures;
    private final Plan plan;
    private final ObjectNode document;
    private final StringBuilder text = new StringBuilder();

    private Report(Figures figures, Plan plan, ObjectNode document) {
        this.figures = figures;
        this.plan = plan;
        this.document = document;
    }

    static void write(Path directory, Figures figures, Plan plan, ObjectNode document)
            throws IOException {
        Files.createDirectories(directory);
        new Report(figures, plan, document).write(directory);
    }

    private void write(Path directory) throws IOException {
        Files.writeString(
                directory.resolve("results.json"),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n");
        head();
        summary();
        table();
        commits();
        charts(directory);
        notes();
        Files.writeString(directory.resolve("README.md"), text.toString());
    }

    private void head() {
        line("# Bridgewall beside conntrackd and keepalived");
        line("");
        line(
                "Written by `deploy/bench`; not edited by hand. Every value: [results.json](results.json).");
        line("");
        line(
                "%s, %d rounds%s, connection load of %d s each, half of that for HA off."
                        .formatted(
                                document.path("started").asText(),
                                plan.rounds(),
                                document.path("complete").asBoolean()
                                        ? ""
                                        : " asked for, **stopped before the end**",
                                plan.windowSeconds()));
        line("");
        document.path("machine")
                .properties()
                .forEach(field ->
                        line(
                                "- "
                                        + field.getKey().replace('_', ' ')
                                        + ": "
                                        + field.getValue().asText()));
        line("");
        line(Method.of(plan));
    }

    private void summary() {
        line("## In short");
        line("");
        line("| key | value |");
        line("|---|---|");
        document.path("summary")
                .properties()
                .forEach(field -> {
                    if (!field.getKey().equals("notes")) {
                        JsonNode value = field.getValue();
                        line(
                                "| `%s` | %s |"
                                        .formatted(
                                                field.getKey(),
                                                value.isNull()
                                                        ? "not measured"
                                                        : BarChart.number(value.asDouble())));
                    }
                });
        line("");
    }

    private void table() {
        line("## All figures");
        line("");
        line("Median (least - greatest).");
        line("");
        line("| | unit | HA off | Bridgewall | conntrackd |");
        line("|---|---|---|---|---|");
        for (Figures.Key key : figures.keys()) {
            StringBuilder row = new StringBuilder("| " + title(key) + " | " + key.metric().unit());
            for (Arrangement arrangement : Arrangement.values()) {
                row.append(" | ")
                        .append(figures.samples(key, arrangement).map(Report::cell).orElse("-"));
            }
            line(row.append(" |").toString());
        }
        line("");
        figures.allOnce()
                .forEach((name, value) ->
                        line("- " + name.replace('_', ' ') + ": " + BarChart.number(value)));
        line("");
    }

    private void commits() {
        rows("Cold commits", document.path("commit").path("sizes"));
        rows("Promotions of a warm standby", document.path("commit").path("warm"));
    }

    private void rows(String title, JsonNode rows) {
        if (!rows.isArray() || rows.isEmpty()) {
            return;
        }
        line("## " + title);
        line("");
        List<String> names = new ArrayList<>();
        rows.get(0).fieldNames().forEachRemaining(names::add);
        line("| " + String.join(" | ", names).replace('_', ' ') + " |");
        line("|" + "---|".repeat(names.size()));
        for (JsonNode row : rows) {
            List<String> cells = new ArrayList<>();
            names.forEach(
                    name -> cells.add(row.path(name).isNull() ? "-" : row.path(name).asText()));
            line("| " + String.join(" | ", cells) + " |");
        }
        line("");
    }

    private void charts(Path directory) throws IOException {
        line("## Charts");
        line("");
        for (Figures.Key key : figures.keys()) {
            List<BarChart.Bar> bars = new ArrayList<>();
            for (Arrangement arrangement : Arrangement.values()) {
                Optional<Samples> samples = figures.samples(key, arrangement);
                samples.ifPresent(of -> bars.add(new BarChart.Bar(arrangement, of)));
            }
            if (bars.size() > 1) {
                String file =
                        key.metric().name().toLowerCase(Locale.ROOT).replace('_', '-')
                                + (key.flows() > 0 ? "-" + key.flows() : "")
                                + ".svg";
                Files.writeString(
                        directory.resolve(file),
                        BarChart.svg(title(key), key.metric().unit(), bars));
                line("![" + title(key) + "](" + file + ")");
            }
        }
        line("");
    }

    private void notes() {
        JsonNode notes = document.path("summary").path("notes");
        if (!notes.isEmpty()) {
            line("## Notes");
            line("");
            notes.properties()
                    .forEach(note -> line("- " + note.getKey() + ": " + note.getValue().asText()));
        }
    }

    private static String title(Figures.Key key) {
        return key.metric().title()
                + (key.flows() > 0 ? String.format(Locale.ROOT, ", %,d flows", key.flows()) : "");
    }

    private static String cell(Samples samples) {
        return BarChart.number(samples.median())
                + " ("
                + BarChart.number(samples.min())
                + " - "
                + BarChart.number(samples.max())
                + ")";
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
