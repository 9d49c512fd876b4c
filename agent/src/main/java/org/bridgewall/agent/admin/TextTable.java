package org.bridgewall.agent.admin;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as their widest cell, two spaces between, numbers to the right. */
public final class TextTable {
    private final List<String[]> rows = new ArrayList<>();

    /** A table with these headings. */
    public TextTable(String... headings) {
        rows.add(headings);
    }

    /** Adds a row with one cell for each heading. */
    public TextTable row(String... cells) {
        if (cells.length != rows.getFirst().length) {
            throw new IllegalStateException(
                    "cells: %d (expected: %d)".formatted(cells.length, rows.getFirst().length));
        }
        rows.add(cells);
        return this;
    }

    /** Lines, each ended, without trailing spaces. */
    public String render() {
        StringBuilder out = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.length; column++) {
                String pad = " ".repeat(width(column) - row[column].length());
                line.append(isNumeric(column) ? pad + row[column] : row[column] + pad).append("  ");
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row[column].length()).max().orElse(0);
    }

    private boolean isNumeric(int column) {
        return rows.stream()
                        .skip(1)
                        .allMatch(row -> row[column].matches("-|[\\d-]+(/[\\d-]+)?( m?s)?"))
                && rows.stream().skip(1).anyMatch(row -> !row[column].equals("-"));
    }
}
