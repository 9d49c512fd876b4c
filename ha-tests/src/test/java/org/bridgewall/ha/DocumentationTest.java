package org.bridgewall.ha;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bridgewall.agent.admin.FindingCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can be checked of the documentation: that it is whole, and that it points somewhere. */
class DocumentationTest {
    private static final Path ROOT = root();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final Pattern KEY = Pattern.compile("^[ -]*\\{?\\s*([a-z_]+):");

    @ParameterizedTest
    @EnumSource(FindingCode.class)
    void theRunbookHasASectionForEachCode(FindingCode code) throws IOException {
        assertThat(lines("docs/runbook.md")).contains("## " + code.name());
    }

    @Test
    void theOperatorsPageNamesEachKeyOfTheExample() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/operator.md"));
        List<String> keys = new ArrayList<>();
        for (String line : lines("deploy/examples/agent-b1.yaml")) {
            Matcher key = KEY.matcher(line);
            if (key.find()) {
                keys.add(key.group(1));
            }
        }
        assertThat(keys).hasSizeGreaterThan(30).allSatisfy(key -> assertThat(page).contains(key));
    }

    @Test
    void everyLinkToAFileFindsIt() throws IOException {
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                Path target = Objects.requireNonNull(page.getParent()).resolve(link.group(1));
                assertThat(target).as("link of " + page).exists();
            }
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            List<Path> pages =
                    new ArrayList<>(files.filter(f -> f.toString().endsWith(".md")).toList());
            pages.add(ROOT.resolve("README.md"));
            return pages;
        }
    }

    private static List<String> lines(String file) throws IOException {
        return Files.readAllLines(ROOT.resolve(file));
    }

    /** Maven runs a module's tests in the module's directory, people run them anywhere. */
    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("docs/runbook.md"))) {
            here =
                    Objects.requireNonNull(
                            here.getParent(), "docs/runbook.md is in no directory above");
        }
        return here;
    }
}
