package org.bridgewall.core.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a policy text into tokens. Blanks, tabs, commas and no-break spaces part words; {@code #}
 * starts a comment; {@code < in >} is {@code <in>}.
 */
final class Tokenizer {
    private final String file;
    private final List<Problem> problems;
    private final List<Token> tokens = new ArrayList<>();

    Tokenizer(String file, List<Problem> problems) {
        this.file = file;
        this.problems = problems;
    }

    List<Token> tokens(String text) {
        String[] lines = text.split("\r\n|\n|\r", -1);
        for (int i = 0; i < lines.length; i++) {
            line(lines[i], i + 1);
        }
        tokens.add(new Token(Token.Kind.END, "", new Position(file, lines.length, 1)));
        return tokens;
    }

    private void line(String raw, int number) {
        int hash = raw.indexOf('#');
        String line = hash < 0 ? raw : raw.substring(0, hash);
        int before = tokens.size();
        int i = 0;
        while (i < line.length()) {
            char c = line.charAt(i);
            if (separates(c)) {
                i++;
            } else if (c == '<') {
                i = tag(line, number, i);
            } else {
                int end = i;
                while (end < line.length()
                        && !separates(line.charAt(end))
                        && line.charAt(end) != '<') {
                    end++;
                }
                add(Token.Kind.WORD, line.substring(i, end), number, i);
                i = end;
            }
        }
        if (tokens.size() > before) {
            add(Token.Kind.NEWLINE, "", number, line.length());
        }
    }

    private int tag(String line, int number, int start) {
        int end = line.indexOf('>', start);
        if (end < 0) {
            problems.add(
                    new Problem(
                            new Position(file, number, start + 1),
                            "tag is not closed: expected '>'"));
            return line.length();
        }
        String inside = line.substring(start + 1, end).strip();
        boolean close = inside.startsWith("/");
        String name = close ? inside.substring(1).strip() : inside;
        if (name.isEmpty() || name.chars().anyMatch(c -> separates((char) c) || c == '<')) {
            problems.add(
                    new Problem(
                            new Position(file, number, start + 1),
                            "'"
                                    + line.substring(start, end + 1)
                                    + "': expected one name between '<' and '>'"));
            return end + 1;
        }
        add(close ? Token.Kind.CLOSE : Token.Kind.OPEN, name, number, start);
        return end + 1;
    }

    private void add(Token.Kind kind, String text, int line, int index) {
        tokens.add(new Token(kind, text, new Position(file, line, index + 1)));
    }

    private static boolean separates(char c) {
        return c == ' ' || c == '\t' || c == ',' || c == '\u00a0' || c == '\ufeff' || c == '\f';
    }
}
