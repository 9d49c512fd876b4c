package org.bridgewall.core.policy;

/** A piece of a policy text. */
record Token(Kind kind, String text, Position at) {
    enum Kind {
        /** {@code <name>}. */
        OPEN,
        /** {@code </name>}. */
        CLOSE,
        WORD,
        /** End of a line that held a word. */
        NEWLINE,
        END
    }

    /** How messages call it. */
    String shown() {
        return switch (kind) {
            case OPEN -> "<" + text + ">";
            case CLOSE -> "</" + text + ">";
            case WORD -> "'" + text + "'";
            case NEWLINE -> "end of line";
            case END -> "end of file";
        };
    }
}
