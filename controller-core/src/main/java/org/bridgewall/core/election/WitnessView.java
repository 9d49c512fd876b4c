package org.bridgewall.core.election;

import java.util.HashSet;
import java.util.Set;

/**
 * What this node knows of the third witness, which keeps one record: the newest epoch that was
 * claimed, and for whom.
 *
 * @param reachable whether it can be asked now
 * @param present nodes whose session with it lives
 * @param epoch the newest claimed epoch that is known; 0: none
 * @param holder who claimed it; empty: nobody, or it was given back
 * @param askedEpoch the epoch last asked for; 0: none since the witness can be reached
 * @param askedNanos when
 * @param granted the epoch that this node was granted last; 0: none
 * @param waiting it was reported that this standby waits for the witness
 */
public record WitnessView(
        boolean reachable,
        Set<String> present,
        long epoch,
        String holder,
        long askedEpoch,
        long askedNanos,
        long granted,
        boolean waiting) {

    /** Nothing is known, and nobody is to be asked. */
    public static WitnessView unknown(long now) {
        return new WitnessView(false, Set.of(), 0, "", 0, now, 0, false);
    }

    /**
     * Folds in what is told unasked. It may be older than an answer: only a later epoch counts, or
     * that the known one was given back.
     */
    WitnessView report(Input.WitnessReported told) {
        boolean news = told.epoch() > epoch || (told.epoch() == epoch && told.holder().isEmpty());
        return new WitnessView(
                told.reachable(),
                told.present(),
                news ? told.epoch() : epoch,
                news ? told.holder() : holder,
                // What was asked over an earlier connection is asked again: it may have been lost.
                told.reachable() && reachable ? askedEpoch : 0,
                askedNanos,
                granted,
                waiting);
    }

    /** Folds in an answer: the record as it was when the witness looked. */
    WitnessView answer(Input.WitnessAnswered answer, String self) {
        boolean yes = answer.granted();
        Set<String> there = new HashSet<>(present);
        if (!yes && !answer.holder().isEmpty()) {
            // It has just claimed; the roll may not have come in yet.
            there.add(answer.holder());
        }
        return new WitnessView(
                reachable,
                Set.copyOf(there),
                yes ? answer.epoch() : answer.standing(),
                yes ? self : answer.holder(),
                yes || answer.epoch() != askedEpoch ? askedEpoch : 0,
                askedNanos,
                yes ? answer.epoch() : granted,
                waiting);
    }

    WitnessView asked(long newEpoch, long now) {
        return new WitnessView(reachable, present, epoch, holder, newEpoch, now, granted, waiting);
    }

    WitnessView waits(boolean nowWaiting) {
        return new WitnessView(
                reachable, present, epoch, holder, askedEpoch, askedNanos, granted, nowWaiting);
    }
}
