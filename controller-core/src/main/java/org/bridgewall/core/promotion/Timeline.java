package org.bridgewall.core.promotion;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What happened in one takeover, and when.
 *
 * @param epoch the epoch that was sought
 * @param cause why it began, for people
 * @param beganNanos monotonic time of the first mark
 * @param marks in the order in which they happened
 */
public record Timeline(long epoch, String cause, long beganNanos, List<Mark> marks) {

    /** Names of the marks, in the order of a takeover without trouble. */
    public static final String LAST_ADVERT = "last advert of the old master";

    public static final String DETECTED = "takeover began";
    public static final String COMMIT_BEGAN = "commit began";
    public static final String COMMITTED = "committed";
    public static final String LAST_CHANGES = "last changes here";
    public static final String GATE_OPEN = "gate open";
    public static final String FIRST_ANNOUNCED = "first hosts told";
    public static final String ANNOUNCED = "switches told";
    public static final String RESYNCED = "kernel table read back";
    public static final String COMPLETED = "replica completed";
    public static final String SHARED = "peers hold the table";
    public static final String ENDED = "given up";

    /**
     * One event.
     *
     * @param atNanos monotonic time
     * @param detail counts and outcomes, for people; may be empty
     */
    public record Mark(String name, long atNanos, String detail) {}

    public Timeline {
        marks = List.copyOf(marks);
    }

    /** The marks in one line, in milliseconds from the first. */
    public String summary() {
        return marks.stream()
                .map(mark -> "%s %.1f".formatted(mark.name(), (mark.atNanos() - beganNanos) / 1e6))
                .collect(Collectors.joining(", ", "", " ms"));
    }

    public Timeline with(Mark mark) {
        List<Mark> more = new ArrayList<>(marks);
        more.add(mark);
        return new Timeline(epoch, cause, beganNanos, more);
    }
}
