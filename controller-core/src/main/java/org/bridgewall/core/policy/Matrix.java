package org.bridgewall.core.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Function;

/**
 * The connection matrix: who may reach which service of whom. Immutable.
 *
 * @param cells in the order of the policy, without duplicates
 */
public record Matrix(List<String> sources, List<String> destinations, List<MatrixCell> cells) {
    public Matrix {
        sources = List.copyOf(sources);
        destinations = List.copyOf(destinations);
        cells = List.copyOf(cells);
    }

    public static Matrix of(Policy policy) {
        SequencedSet<MatrixCell> cells = cells(policy);
        SequencedSet<String> order = new LinkedHashSet<>(List.of("any"));
        order.addAll(policy.groups().keySet());
        order.addAll(policy.hosts().keySet());
        cells.forEach(cell -> order.add(cell.peer()));
        return new Matrix(
                used(order, cells, MatrixCell::source),
                used(order, cells, MatrixCell::destination),
                List.copyOf(cells));
    }

    static SequencedSet<MatrixCell> cells(Policy policy) {
        SequencedSet<MatrixCell> cells = new LinkedHashSet<>();
        for (Rule rule : policy.rules()) {
            for (Member peer : rule.peers()) {
                cells.add(
                        new MatrixCell(rule.direction(), rule.host(), rule.service(), peer.text()));
            }
        }
        return cells;
    }

    private static List<String> used(
            Collection<String> order,
            Collection<MatrixCell> cells,
            Function<MatrixCell, String> end) {
        List<String> names = cells.stream().map(end).distinct().toList();
        return order.stream().filter(names::contains).toList();
    }

    /** What {@code source} may reach on {@code destination}; empty when nothing. */
    public List<Service> services(String source, String destination) {
        return cells.stream()
                .filter(c -> c.source().equals(source) && c.destination().equals(destination))
                .map(MatrixCell::service)
                .distinct()
                .toList();
    }

    /** A table with a row per source and a column per destination, as wide as its longest cells. */
    public String table() {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("SRC\\DST"));
        head.addAll(destinations);
        rows.add(head);
        for (String source : sources) {
            List<String> row = new ArrayList<>(List.of(source));
            for (String destination : destinations) {
                String services =
                        String.join(
                                " ",
                                services(source, destination).stream()
                                        .map(Service::toString)
                                        .toList());
                row.add(services.isEmpty() ? "-" : services);
            }
            rows.add(row);
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int index = column;
                int width = rows.stream().mapToInt(r -> r.get(index).length()).max().orElse(0);
                line.append(row.get(column)).repeat(" ", width - row.get(column).length() + 2);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
