package org.bridgewall.ha.drill;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One event of a failover.
 *
 * @param atMillis after the fault; negative: before
 * @param source who saw it: a node, or {@code packets}, or {@code demo}
 * @param detail for people; may be empty
 */
public record Moment(
        @JsonProperty("at_ms") double atMillis, String source, String event, String detail) {
    static Moment at(long nanos, long faultNanos, String source, String event, String detail) {
        return new Moment(tenths((nanos - faultNanos) / 1e6), source, event, detail);
    }

    /** For people. */
    String line() {
        return "%10.1f ms  %-8s %s %s".formatted(atMillis, source, event, detail).stripTrailing();
    }

    static double tenths(double millis) {
        return Math.round(millis * 10) / 10.0;
    }
}
