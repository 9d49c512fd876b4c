package org.bridgewall.core.ruleset;

/** Destination ports, both ends included. */
public record PortRange(int first, int last) implements Comparable<PortRange> {
    /** Every port. */
    public static final PortRange ALL = new PortRange(0, 65_535);

    public PortRange {
        if (first < 0 || last > 65_535 || first > last) {
            throw new IllegalStateException(
                    "ports: " + first + "-" + last + " (expected: 0-65535, first <= last)");
        }
    }

    public static PortRange of(int port) {
        return new PortRange(port, port);
    }

    public boolean isSingle() {
        return first == last;
    }

    public boolean contains(int port) {
        return port >= first && port <= last;
    }

    @Override
    public int compareTo(PortRange other) {
        int byFirst = Integer.compare(first, other.first);
        return byFirst != 0 ? byFirst : Integer.compare(last, other.last);
    }

    @Override
    public String toString() {
        return equals(ALL) ? "any" : isSingle() ? Integer.toString(first) : first + "-" + last;
    }
}
