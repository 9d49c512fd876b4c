package org.bridgewall.core.policy;

import org.bridgewall.core.ruleset.IpPrefix;

/**
 * One word that stands for addresses: in a group, behind a screened host, or as a rule's far end.
 */
public sealed interface Member {
    /** Where the word stands. */
    Position at();

    /** The word as written. */
    String text();

    /** An address or a network. */
    record Network(IpPrefix prefix, Position at) implements Member {
        @Override
        public String text() {
            return prefix.toString();
        }
    }

    /** A name of the domain name system, not resolved yet. */
    record DnsName(String text, Position at) implements Member {}

    /** A group of the same policy. */
    record GroupName(String text, Position at) implements Member {}

    /** A screened host of the same policy. */
    record ScreenedHost(String text, Position at) implements Member {}

    /** Everybody: 0.0.0.0/0 and ::/0. */
    record Any(Position at) implements Member {
        @Override
        public String text() {
            return "any";
        }
    }
}
