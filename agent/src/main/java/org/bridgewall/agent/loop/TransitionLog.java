package org.bridgewall.agent.loop;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.bridgewall.core.election.Transition;
import org.bridgewall.core.promotion.Timeline;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an instance: its transitions with their reasons, and the timelines of its
 * takeovers; the newest of each are kept.
 *
 * <p>Thread rule: any thread.
 */
public final class TransitionLog {
    private static final int KEPT_TRANSITIONS = 500;
    private static final int KEPT_TAKEOVERS = 50;

    private final Deque<Entry> transitions = new ArrayDeque<>();
    private final Deque<Story> takeovers = new ArrayDeque<>();

    /** A transition with the wall-clock time for people. */
    public record Entry(Instant at, Transition transition) {}

    /**
     * A takeover with the wall-clock time of its first mark.
     *
     * @param open whether it has not come to an end
     */
    public record Story(Instant at, Timeline timeline, boolean open) {}

    public synchronized void transition(Transition transition) {
        transitions.addLast(new Entry(Instant.now(), transition));
        if (transitions.size() > KEPT_TRANSITIONS) {
            transitions.removeFirst();
        }
    }

    public synchronized void begin(Timeline timeline) {
        takeovers.addLast(new Story(Instant.now(), timeline, true));
        if (takeovers.size() > KEPT_TAKEOVERS) {
            takeovers.removeFirst();
        }
    }

    /** As {@link #mark}, but only the first of that name counts. */
    public synchronized void markFirst(String name, long atNanos, String detail) {
        Story last = takeovers.peekLast();
        if (last != null
                && last.timeline().marks().stream().noneMatch(m -> m.name().equals(name))) {
            mark(name, atNanos, detail);
        }
    }

    /** Adds to the newest takeover, if it is under way. */
    public synchronized void mark(String name, long atNanos, String detail) {
        Story last = takeovers.peekLast();
        if (last != null && last.open()) {
            Timeline.Mark mark = new Timeline.Mark(name, atNanos, detail);
            boolean ends = name.equals(Timeline.SHARED) || name.equals(Timeline.ENDED);
            takeovers.removeLast();
            takeovers.addLast(new Story(last.at(), last.timeline().with(mark), !ends));
        }
    }

    public synchronized List<Entry> transitions() {
        return new ArrayList<>(transitions);
    }

    public synchronized List<Story> takeovers() {
        return new ArrayList<>(takeovers);
    }

    public synchronized @Nullable Story lastTakeover() {
        return takeovers.peekLast();
    }
}
