package org.bridgewall.agent.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of the file while it is read. Each key that is asked for becomes a known key; {@link
 * #done} then reports the rest. A value that cannot be read is reported and replaced by a stand-in,
 * so that reading goes on; the stand-in never leaves the package, since a file with a problem
 * yields no configuration.
 *
 * <p>Thread rule: one thread.
 */
final class Section {
    private final String name;
    private final Optional<Mark> mark;
    private final Problems problems;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Optional<Mark>> keyMarks = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    /**
     * @param name for messages: {@code instances[0]}; empty for the whole file
     * @param node the mapping; null for an empty section, of which every key is missing
     */
    Section(String name, @Nullable MappingNode node, Optional<Mark> mark, Problems problems) {
        this.name = name;
        this.mark = mark;
        this.problems = problems;
        if (node == null) {
            return;
        }
        for (NodeTuple tuple : node.getValue()) {
            Node key = tuple.getKeyNode();
            if (!(key instanceof ScalarNode scalar)) {
                problems.error(key.getStartMark(), "a key that is no plain word" + in());
                continue;
            }
            if (values.containsKey(scalar.getValue())) {
                problems.error(
                        key.getStartMark(),
                        "%s stands twice%s (expected: once)".formatted(scalar.getValue(), in()));
                continue;
            }
            values.put(scalar.getValue(), tuple.getValueNode());
            keyMarks.put(scalar.getValue(), key.getStartMark());
        }
    }

    <T> T required(String key, T standIn, Scalar<T> scalar) {
        known.add(key);
        if (!values.containsKey(key)) {
            problems.error(mark, missing(key, scalar.expected()));
            return standIn;
        }
        return optional(key, standIn, scalar);
    }

    <T> T optional(String key, T fallback, Scalar<T> scalar) {
        known.add(key);
        Node node = values.get(key);
        return node == null ? fallback : read(key, node, scalar).orElse(fallback);
    }

    /** Whether the key's value is this one word, such as {@code none}. */
    boolean is(String key, String word) {
        known.add(key);
        return values.get(key) instanceof ScalarNode scalar && scalar.getValue().equals(word);
    }

    boolean has(String key) {
        known.add(key);
        return values.containsKey(key);
    }

    /** The mapping under the key; where the key is absent, an empty one, so that defaults apply. */
    Section section(String key, String expected) {
        known.add(key);
        Node node = values.get(key);
        if (node == null) {
            return new Section(path(key), null, mark, problems);
        }
        if (node instanceof MappingNode mapping) {
            return new Section(path(key), mapping, keyMark(key), problems);
        }
        problem(key, describe(key, node, expected));
        return new Section(path(key), null, keyMark(key), new Problems(""));
    }

    /** The mappings of the sequence under the key. */
    List<Section> sections(String key, String expected) {
        known.add(key);
        List<Section> sections = new ArrayList<>();
        for (Node item : items(key, expected)) {
            String itemName = path(key) + "[" + sections.size() + "]";
            if (item instanceof MappingNode mapping) {
                sections.add(new Section(itemName, mapping, item.getStartMark(), problems));
            } else {
                problems.error(item.getStartMark(), describe(itemName, item, expected));
            }
        }
        return sections;
    }

    <T> List<T> list(String key, List<T> fallback, Scalar<T> scalar) {
        known.add(key);
        if (!values.containsKey(key)) {
            return fallback;
        }
        List<T> list = new ArrayList<>();
        for (Node item : items(key, "a list, each " + scalar.expected())) {
            read(key + "[" + list.size() + "]", item, scalar).ifPresent(list::add);
        }
        return list;
    }

    /** Reports an error at the key's value, or at the section where the key is absent. */
    void problem(String key, String message) {
        problems.error(at(key), message);
    }

    void warning(String key, String message) {
        problems.warning(at(key), message);
    }

    /** Reports every key that nobody asked for. */
    void done() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                String hint =
                        Suggestion.closest(key, known)
                                .map(meant -> "did you mean \"" + meant + "\"?")
                                .orElse("expected one of: " + String.join(", ", known));
                problems.error(
                        keyMark(key), "unknown key \"%s\"%s (%s)".formatted(key, in(), hint));
            }
        }
    }

    String missing(String key, String expected) {
        return "%s is missing%s (expected: %s)".formatted(key, in(), expected);
    }

    private <T> Optional<T> read(String key, Node node, Scalar<T> scalar) {
        if (node instanceof ScalarNode text && !isEmpty(text)) {
            T value = scalar.parser().parse(text.getValue());
            if (value != null) {
                return Optional.of(value);
            }
        }
        problems.error(node.getStartMark(), describe(key, node, scalar.expected()));
        return Optional.empty();
    }

    private List<Node> items(String key, String expected) {
        return switch (values.get(key)) {
            case null -> List.of();
            case SequenceNode sequence -> sequence.getValue();
            case Node other -> {
                problem(key, describe(key, other, expected));
                yield List.of();
            }
        };
    }

    private static String describe(String key, Node node, String expected) {
        String found =
                switch (node) {
                    case ScalarNode text when isEmpty(text) -> "no value";
                    case ScalarNode text -> "\"" + text.getValue() + "\"";
                    case SequenceNode _ -> "a list";
                    default -> "a section";
                };
        return "%s: %s (expected: %s)".formatted(key, found, expected);
    }

    private static boolean isEmpty(ScalarNode node) {
        return node.getTag().equals(Tag.NULL) || node.getValue().isEmpty();
    }

    private Optional<Mark> at(String key) {
        Node node = values.get(key);
        return node == null ? mark : node.getStartMark();
    }

    private Optional<Mark> keyMark(String key) {
        return keyMarks.getOrDefault(key, mark);
    }

    private String path(String key) {
        return name.isEmpty() ? key : name + "." + key;
    }

    private String in() {
        return name.isEmpty() ? "" : " in " + name;
    }
}
