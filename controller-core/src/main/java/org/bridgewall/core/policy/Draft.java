package org.bridgewall.core.policy;

import java.util.ArrayList;
import java.util.List;
import org.bridgewall.core.ruleset.Direction;

/** The blocks of a policy text as read, before names are given a meaning. */
final class Draft {
    /** A host or group with the words that define it. */
    record Definition(Token name, List<Token> words) {}

    /** A rule line: its words, of which the first is the service. */
    record Line(Direction direction, Token host, List<Token> words) {}

    final List<Definition> hosts = new ArrayList<>();
    final List<Definition> groups = new ArrayList<>();
    final List<Line> lines = new ArrayList<>();
    final List<Token> deniedPorts = new ArrayList<>();
}
