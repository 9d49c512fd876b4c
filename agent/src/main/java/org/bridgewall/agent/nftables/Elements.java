package org.bridgewall.agent.nftables;

import java.util.ArrayList;
import java.util.List;

/** Element lists of sets and maps. */
final class Elements {
    private Elements() {}

    static String list(List<?> members) {
        return String.join(", ", members.stream().map(Object::toString).toList());
    }

    /**
     * {@code add element} commands, each with at most {@code batch} elements; none for an empty
     * list.
     */
    static List<String> add(String table, String set, List<String> elements, int batch) {
        List<String> commands = new ArrayList<>();
        for (int from = 0; from < elements.size(); from += batch) {
            List<String> part = elements.subList(from, Math.min(elements.size(), from + batch));
            commands.add("add element inet " + table + " " + set + " { " + list(part) + " }");
        }
        return commands;
    }
}
