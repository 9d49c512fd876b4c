package org.bridgewall.ha.bench.side;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class ReportTest {
    private static final Pattern IMAGE = Pattern.compile("!\\[[^]]*]\\(([^)]+)\\)");

    private final Figures figures = new Figures();
    private final Plan plan = Plan.full(2, false);

    @TempDir private Path directory;

    private String write(boolean complete) throws IOException {
        figures.add(Arrangement.OFF, Metric.CONNECTION_RATE, 12_000);
        figures.add(Arrangement.BRIDGEWALL, Metric.CONNECTION_RATE, 11_000);
        figures.add(Arrangement.BRIDGEWALL, Metric.CONNECTION_RATE, 11_500);
        figures.add(Arrangement.BRIDGEWALL, Metric.RESYNC, 100_000, 1.5);
        figures.note("round 2: conntrackd", "did <not> start");
        Report.write(
                directory,
                figures,
                plan,
                Results.document(
                        figures,
                        plan,
                        new ObjectMapper().createObjectNode().put("cores", 2),
                        "2026-01-02T03:04:05Z",
                        complete));
        return Files.readString(directory.resolve("README.md"));
    }

    @Test
    void everyChartOfTheReportIsThereAndWellFormed() throws Exception {
        Matcher images = IMAGE.matcher(write(true));
        int count = 0;
        while (images.find()) {
            String svg = Files.readString(directory.resolve(images.group(1)));
            var parsed =
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new InputSource(new StringReader(svg)));
            assertThat(parsed.getDocumentElement().getTagName()).isEqualTo("svg");
            count++;
        }
        assertThat(count).isEqualTo(1);
    }

    @Test
    void jsonHoldsEachValueOfEachRound() throws IOException {
        write(true);

        JsonNode results = new ObjectMapper().readTree(directory.resolve("results.json").toFile());

        JsonNode rate = results.path("figures").path(0);
        assertThat(rate.path("metric").asText()).isEqualTo("connection_rate");
        assertThat(rate.path("bridgewall").path("values")).hasSize(2);
        assertThat(rate.path("bridgewall").path("median").asDouble()).isEqualTo(11_250);
        assertThat(rate.has("incumbent")).isFalse();
    }

    @Test
    void aRunThatWasStoppedSaysSoAndShowsWhatItHas() throws IOException {
        assertThat(write(false)).contains("stopped before the end").contains("11,250");
    }

    @Test
    void whatWasNotMeasuredIsAbsentAndItsReasonIsTold() throws IOException {
        assertThat(write(true))
                .contains("| Connection rate | connections/s | 12,000 (12,000 - 12,000) |")
                .contains("did <not> start");
    }

    @Test
    void aBarWithoutSpreadStaysWithinThePicture() {
        String svg =
                BarChart.svg(
                        "A < B",
                        "s",
                        List.of(new BarChart.Bar(Arrangement.OFF, new Samples(List.of(0.0)))));

        assertThat(svg).contains("A &lt; B").contains("height=\"0.0\"").doesNotContain("NaN");
    }
}
