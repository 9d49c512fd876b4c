package org.bridgewall.core.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.bridgewall.core.policy.Token.Kind;
import org.bridgewall.core.ruleset.Direction;

/**
 * Reads the block structure of a policy text. After a mistake it goes on at the next line or block.
 */
final class BlockReader {
    private static final List<String> SECTIONS =
            List.of("in", "out", "groups", "hosts", "portDeny");

    private final List<Token> tokens;
    private final List<Problem> problems;
    private final Draft draft = new Draft();
    private int next;

    BlockReader(List<Token> tokens, List<Problem> problems) {
        this.tokens = tokens;
        this.problems = problems;
    }

    Draft read() {
        while (peek().kind() != Kind.END) {
            Token token = take();
            switch (token.kind()) {
                case OPEN -> section(token);
                case CLOSE -> problem(token, token.shown() + " closes a block that is not open");
                case WORD -> {
                    problem(
                            token,
                            "found "
                                    + token.shown()
                                    + ": expected <in>, <out>, <groups>, <hosts> or <portDeny>");
                    restOfLine();
                }
                case NEWLINE, END -> {}
            }
        }
        return draft;
    }

    private void section(Token open) {
        switch (open.text().toLowerCase(Locale.ROOT)) {
            case "in" -> rules(open, Direction.IN);
            case "out" -> rules(open, Direction.OUT);
            case "groups" -> definitions(open, draft.groups);
            case "hosts" -> definitions(open, draft.hosts);
            case "portdeny" -> block(open, draft.deniedPorts::addAll, this::nestedInLines);
            default -> {
                problem(
                        open,
                        "unknown block "
                                + open.shown()
                                + ": expected <in>, <out>, <groups>, <hosts> or <portDeny>"
                                + DidYouMean.hint(open.text(), SECTIONS));
                skip(open);
            }
        }
    }

    private void rules(Token section, Direction direction) {
        block(
                section,
                words ->
                        problem(
                                words.getFirst(),
                                "found "
                                        + words.getFirst().shown()
                                        + " outside a host's block: expected <host> within "
                                        + section.shown()),
                host ->
                        block(
                                host,
                                words -> draft.lines.add(new Draft.Line(direction, host, words)),
                                this::nestedInLines));
    }

    private void definitions(Token section, List<Draft.Definition> into) {
        block(
                section,
                words ->
                        into.add(
                                new Draft.Definition(
                                        withoutColon(words.getFirst()),
                                        words.subList(1, words.size()))),
                name -> {
                    List<Token> all = new ArrayList<>();
                    block(name, all::addAll, this::nestedInLines);
                    into.add(new Draft.Definition(name, all));
                });
    }

    private void nestedInLines(Token open) {
        problem(open, "found " + open.shown() + " here: expected lines, or the end of the block");
        skip(open);
    }

    /**
     * Reads up to the end tag of {@code open}: lines go to one consumer, blocks within to the
     * other.
     */
    private void block(Token open, Consumer<List<Token>> line, Consumer<Token> nested) {
        while (true) {
            Token token = peek();
            switch (token.kind()) {
                case WORD -> line.accept(restOfLine());
                case OPEN -> {
                    take();
                    nested.accept(token);
                }
                case CLOSE -> {
                    if (!token.text().equalsIgnoreCase(open.text())) {
                        problem(
                                token,
                                "found "
                                        + token.shown()
                                        + ": expected </"
                                        + open.text()
                                        + "> for "
                                        + open.shown()
                                        + " of line "
                                        + open.at().line());
                        if (closesOuter(token)) {
                            return;
                        }
                    }
                    take();
                    return;
                }
                case END -> {
                    problem(
                            open,
                            open.shown() + " is never closed: expected </" + open.text() + ">");
                    return;
                }
                case NEWLINE -> take();
            }
        }
    }

    /** An end tag of a section within a host's block: the host's own is missing, not misspelt. */
    private static boolean closesOuter(Token close) {
        return SECTIONS.stream().anyMatch(s -> s.equalsIgnoreCase(close.text()));
    }

    /** Passes over a block that is not understood, so that its lines cause no further problems. */
    private void skip(Token open) {
        int depth = 1;
        while (depth > 0 && peek().kind() != Kind.END) {
            Token token = take();
            depth += token.kind() == Kind.OPEN ? 1 : token.kind() == Kind.CLOSE ? -1 : 0;
        }
        if (depth > 0) {
            problem(open, open.shown() + " is never closed: expected </" + open.text() + ">");
        }
    }

    private List<Token> restOfLine() {
        List<Token> words = new ArrayList<>();
        while (peek().kind() == Kind.WORD) {
            words.add(take());
        }
        return words;
    }

    private static Token withoutColon(Token name) {
        String text = name.text();
        return text.length() > 1 && text.endsWith(":")
                ? new Token(name.kind(), text.substring(0, text.length() - 1), name.at())
                : name;
    }

    private Token peek() {
        return tokens.get(next);
    }

    private Token take() {
        return tokens.get(next++);
    }

    private void problem(Token token, String message) {
        problems.add(new Problem(token.at(), message));
    }
}
