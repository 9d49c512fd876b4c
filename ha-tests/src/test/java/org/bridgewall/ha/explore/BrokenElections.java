package org.bridgewall.ha.explore;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bridgewall.core.election.Action;
import org.bridgewall.core.election.Advert;
import org.bridgewall.core.election.Election;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.Facts;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.NodeState;
import org.bridgewall.core.election.PeerView;
import org.bridgewall.core.election.Step;
import org.bridgewall.core.promotion.Takeover;

/** Elections with one rule taken out, to show that the exploration notices. */
final class BrokenElections {
    private BrokenElections() {}

    /** Opens as soon as it has committed: waits for no lease, and does not look at the wire. */
    static Stepping hasty() {
        return broken((real, state, input, now) ->
                input instanceof Input.ProbeCrossed
                        ? new Step(state, List.of())
                        : real.step(blind(deaf(state, now), now), input, now));
    }

    /** Does not look at the wire. */
    static Stepping blind() {
        return broken((real, state, input, now) ->
                input instanceof Input.ProbeCrossed
                        ? new Step(state, List.of())
                        : real.step(blind(state, now), input, now));
    }

    /** Takes a commit as done as soon as it was begun. */
    static Stepping withoutCommit() {
        return broken((real, state, input, now) -> {
            Step step = real.step(state, input, now);
            boolean commits = step.actions().stream().anyMatch(Action.Commit.class::isInstance);
            if (!commits) {
                return step;
            }
            Step done =
                    real.step(
                            step.next(),
                            new Input.CommitFinished(step.next().facts().epoch(), true, ""),
                            now);
            return new Step(
                    done.next(),
                    java.util.stream.Stream.concat(step.actions().stream(), done.actions().stream())
                            .toList());
        });
    }

    /** In a hand-over, does not fetch what changed since it prepared. */
    static Stepping withoutLastChanges() {
        return broken((real, state, input, now) -> {
            Step step = real.step(state, input, now);
            boolean prepared =
                    state.node() instanceof NodeState.Candidate(Takeover t, String from)
                            && t.commit() == Takeover.Commit.PREPARED;
            boolean commits = step.actions().stream().anyMatch(Action.Commit.class::isInstance);
            if (!prepared || !commits) {
                return step;
            }
            long epoch = step.next().facts().epoch();
            return real.step(step.next(), new Input.CommitFinished(epoch, true, ""), now);
        });
    }

    /** Takes over in the epoch that it last saw. */
    static Stepping withoutEpoch() {
        return broken((real, state, input, now) -> {
            Step step = real.step(state, input, now);
            boolean begins =
                    state.node() instanceof NodeState.Backup
                            && step.next().node() instanceof NodeState.Candidate;
            return begins && step.next().facts().epoch() > 1
                    ? new Step(epochBack(step.next()), epochBack(step.actions()))
                    : step;
        });
    }

    /** Takes a refusal of the witness for a grant. */
    static Stepping withoutVote() {
        return broken((real, state, input, now) ->
                        input
                                        instanceof
                                        Input.WitnessAnswered(
                                                long epoch,
                                                boolean granted,
                                                long standing,
                                                String holder)
                                ? real.step(
                                        state,
                                        new Input.WitnessAnswered(epoch, true, epoch, ""),
                                        now)
                                : real.step(state, input, now))
                .with("wire");
    }

    /** Drops its table as soon as somebody else leads. */
    static Stepping withoutShare() {
        return broken((real, state, input, now) -> {
            boolean heard =
                    input instanceof Input.AdvertHeard(Advert advert, String path)
                            && advert.holdsGate();
            Step step = real.step(state, input, now);
            return heard && step.next().facts().staleFlows()
                    ? new Step(step.next(), dropping(step.actions()))
                    : step;
        });
    }

    /** As a candidate, does not heed that another node knows of a later mastership. */
    static Stepping stubborn() {
        return broken((real, state, input, now) -> {
            Step step = real.step(state, input, now);
            boolean anew =
                    state.node() instanceof NodeState.Candidate(Takeover before, String from)
                            && step.next().node()
                                    instanceof NodeState.Candidate(Takeover t, String f)
                            && t.epoch() != before.epoch();
            return anew ? new Step(state, List.of()) : step;
        });
    }

    /** Never misses a master. */
    static Stepping asleep() {
        return broken((real, state, input, now) ->
                state.node() instanceof NodeState.Backup && input instanceof Input.Ticked
                        ? new Step(state, List.of())
                        : real.step(state, input, now));
    }

    private interface Broken {
        Step step(Election real, ElectionState state, Input input, long now);
    }

    private static Stepping broken(Broken broken) {
        return new Stepping(config -> {
            Election real = new Election(config);
            return (state, input, now) -> broken.step(real, state, input, now);
        });
    }

    private static ElectionState deaf(ElectionState state, long now) {
        Map<String, PeerView> peers =
                state.facts().peers().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, e -> over(e.getValue(), now)));
        return new ElectionState(state.node(), state.facts().withPeers(peers));
    }

    private static PeerView over(PeerView view, long now) {
        return new PeerView(
                view.last(), view.heardNanos(), Map.of(), now, view.eligibleSinceNanos());
    }

    private static ElectionState blind(ElectionState state, long now) {
        if (!(state.node() instanceof NodeState.Candidate(Takeover t, String from))) {
            return state;
        }
        Takeover looked =
                new Takeover(
                        t.epoch(),
                        t.cause(),
                        t.startedNanos(),
                        t.commit(),
                        t.commitStartedNanos(),
                        now - 4 * ModelTime.TICK,
                        now,
                        t.opening());
        return new ElectionState(new NodeState.Candidate(looked, from), state.facts());
    }

    private static ElectionState epochBack(ElectionState state) {
        NodeState.Candidate c = (NodeState.Candidate) state.node();
        Takeover t = c.takeover();
        Takeover back =
                new Takeover(
                        t.epoch() - 1,
                        t.cause(),
                        t.startedNanos(),
                        t.commit(),
                        t.commitStartedNanos(),
                        t.probingSinceNanos(),
                        t.lastProbeNanos(),
                        t.opening());
        Facts facts = state.facts();
        return new ElectionState(
                new NodeState.Candidate(back, c.from()), facts.withEpoch(facts.epoch() - 1));
    }

    private static List<Action> epochBack(List<Action> actions) {
        return actions.stream()
                .map(a -> a instanceof Action.Commit(long epoch) ? new Action.Commit(epoch - 1) : a)
                .toList();
    }

    private static List<Action> dropping(List<Action> actions) {
        return java.util.stream.Stream.concat(
                        actions.stream(), java.util.stream.Stream.of(new Action.DropStaleFlows()))
                .toList();
    }
}
