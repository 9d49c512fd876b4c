package org.bridgewall.agent.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a configuration file. Thread rule: any thread; changes nothing. */
public final class ConfigFile {
    private ConfigFile() {}

    /** A file that cannot be read at all is reported as a problem in its first line. */
    public static ConfigResult read(Path file, HostFacts host) {
        try {
            return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8), host);
        } catch (NoSuchFileException e) {
            return unreadable(file, "no such file (expected: the agent's configuration)");
        } catch (AccessDeniedException e) {
            return unreadable(file, "permission denied");
        } catch (CharacterCodingException e) {
            return unreadable(file, "not a text in UTF-8");
        } catch (IOException e) {
            return unreadable(file, "cannot be read: " + e.getMessage());
        }
    }

    /**
     * Reads a text.
     *
     * @param name of the file, for messages
     */
    public static ConfigResult parse(String name, String yaml, HostFacts host) {
        Problems problems = new Problems(name);
        Optional<Node> root;
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(name).build();
            root = new Compose(settings).composeString(yaml);
        } catch (MarkedYamlEngineException e) {
            problems.error(
                    e.getProblemMark().or(e::getContextMark),
                    "not valid YAML: " + String.valueOf(e.getProblem()).strip());
            return new ConfigResult.Invalid(problems.errors());
        } catch (YamlEngineException e) {
            problems.error(Optional.empty(), "not valid YAML: " + e.getMessage());
            return new ConfigResult.Invalid(problems.errors());
        }
        if (!(root.orElse(null) instanceof MappingNode mapping)) {
            problems.error(
                    root.flatMap(Node::getStartMark),
                    "%s (expected: keys such as cluster, node, peers, instances)"
                            .formatted(root.isEmpty() ? "the file is empty" : "not a section"));
            return new ConfigResult.Invalid(problems.errors());
        }
        Section section = new Section("", mapping, mapping.getStartMark(), problems);
        AgentConfig config = AgentSection.read(section, host);
        return problems.errors().isEmpty()
                ? new ConfigResult.Valid(config, problems.warnings())
                : new ConfigResult.Invalid(problems.errors());
    }

    private static ConfigResult unreadable(Path file, String message) {
        return new ConfigResult.Invalid(List.of(new Problem(file.toString(), 1, 1, message)));
    }
}
