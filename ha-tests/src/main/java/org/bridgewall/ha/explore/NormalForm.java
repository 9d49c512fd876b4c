package org.bridgewall.ha.explore;

import static org.bridgewall.ha.explore.ModelTime.NOW;
import static org.bridgewall.ha.explore.ModelTime.due;
import static org.bridgewall.ha.explore.ModelTime.past;

import java.util.Map;
import java.util.TreeMap;
import org.bridgewall.core.election.Advert;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.Facts;
import org.bridgewall.core.election.NodeState;
import org.bridgewall.core.election.PeerView;
import org.bridgewall.core.election.WitnessView;
import org.bridgewall.core.promotion.Takeover;
import org.jspecify.annotations.Nullable;

/**
 * An election state one tick later, relative to its own now: instants that no longer decide
 * anything become one, epochs count from a base, processes and sequences have new names.
 *
 * <p>Each cap is above every interval that the step function compares the instant with.
 */
final class NormalForm {
    private static final int SILENCE = 13;
    private static final int LONE_SILENCE = 8;
    private static final int STALL = 2;
    private static final int HOLD = 4;
    private static final int HANDOVER = 6;

    /** New names for a process and its sequence. */
    interface Names {
        long boot(String node, long boot);

        long sequence(String node, long boot, long sequence);
    }

    private final long epochBase;
    private final Names names;

    NormalForm(long epochBase, Names names) {
        this.epochBase = epochBase;
        this.names = names;
    }

    /** Without what is only for people. */
    static ElectionState bare(ElectionState state) {
        Facts f = state.facts();
        Map<String, PeerView> peers = new TreeMap<>();
        f.peers()
                .forEach((name, p) ->
                        peers.put(
                                name,
                                new PeerView(
                                        p.last(),
                                        p.heardNanos(),
                                        Map.of(),
                                        p.gateClosedByNanos(),
                                        p.eligibleSinceNanos())));
        return new ElectionState(
                state.node(),
                new Facts(
                        f.boot(),
                        Map.copyOf(peers),
                        f.legsDown(),
                        f.epoch(),
                        f.everCrossed(),
                        f.crossedNanos(),
                        f.proven(),
                        f.drained(),
                        f.staleFlows(),
                        f.failedCommits(),
                        f.health(),
                        f.stop(),
                        f.advertSequence(),
                        f.nextAdvertNanos(),
                        f.lastProbeNanos(),
                        0,
                        "",
                        f.witness()));
    }

    ElectionState tick(String node, ElectionState state) {
        Facts f = state.facts();
        Map<String, PeerView> peers = new TreeMap<>();
        f.peers().forEach((name, view) -> peers.put(name, peer(view)));
        return new ElectionState(
                node(state.node()),
                new Facts(
                        names.boot(node, f.boot()),
                        Map.copyOf(peers),
                        f.legsDown(),
                        f.epoch() - epochBase,
                        f.everCrossed(),
                        f.everCrossed() ? past(f.crossedNanos(), SILENCE) : NOW,
                        f.proven(),
                        f.drained(),
                        f.staleFlows(),
                        Math.min(2, f.failedCommits()),
                        f.health(),
                        f.stop(),
                        names.sequence(node, f.boot(), f.advertSequence()),
                        due(f.nextAdvertNanos()),
                        past(f.lastProbeNanos(), STALL),
                        0,
                        "",
                        witness(f.witness())));
    }

    private WitnessView witness(WitnessView w) {
        boolean asked = w.askedEpoch() != 0;
        return new WitnessView(
                w.reachable(),
                w.present(),
                Math.max(0, w.epoch() - epochBase),
                w.holder(),
                asked ? Math.max(0, w.askedEpoch() - epochBase) : 0,
                past(w.askedNanos(), SILENCE),
                Math.max(0, w.granted() - epochBase),
                w.waiting());
    }

    private PeerView peer(PeerView view) {
        long closedBy = ModelTime.any(view.gateClosedByNanos(), SILENCE);
        return new PeerView(
                advert(view.last()),
                past(view.heardNanos(), closedBy > NOW ? SILENCE : LONE_SILENCE),
                Map.of(),
                closedBy,
                past(view.eligibleSinceNanos(), 1));
    }

    Advert advert(Advert a) {
        return new Advert(
                a.node(),
                names.boot(a.node(), a.boot()),
                names.sequence(a.node(), a.boot(), a.sequence()),
                a.role(),
                a.priority(),
                a.epoch() - epochBase,
                a.advertNanos(),
                a.leaseNanos(),
                a.handoverTo(),
                a.prepared(),
                a.proven(),
                a.asksHandover());
    }

    private NodeState node(NodeState state) {
        return switch (state) {
            case NodeState.Init i ->
                    i.resuming()
                            ? new NodeState.Init(
                                    true,
                                    due(i.gateDeadlineNanos()),
                                    due(i.resumeAtNanos()),
                                    i.opening())
                            : new NodeState.Init(false, NOW, NOW, i.opening());
            case NodeState.Backup b -> {
                long asks = b.asksUntilNanos() == 0 ? NOW : due(b.asksUntilNanos());
                yield new NodeState.Backup(
                        due(b.masterDownAtNanos()), b.deferrals(), asks == NOW ? 0 : asks);
            }
            case NodeState.Candidate c -> new NodeState.Candidate(takeover(c.takeover()), c.from());
            case NodeState.Master m ->
                    new NodeState.Master(
                            m.epoch() - epochBase,
                            past(m.sinceNanos(), LONE_SILENCE),
                            due(m.leaseUntilNanos()),
                            due(m.renewAtNanos()),
                            m.lone(),
                            handover(m.handover()));
            case NodeState.Fault f ->
                    new NodeState.Fault(f.ill(), f.ill() ? NOW : past(f.wellSinceNanos(), HOLD));
            case NodeState.Stopping s -> new NodeState.Stopping(due(s.untilNanos()));
            case NodeState.Stopped s -> s;
        };
    }

    private Takeover takeover(Takeover t) {
        return new Takeover(
                t.epoch() - epochBase,
                t.cause(),
                past(t.startedNanos(), SILENCE),
                t.commit(),
                t.commit() == Takeover.Commit.NOT_STARTED
                        ? NOW
                        : past(t.commitStartedNanos(), SILENCE),
                past(t.probingSinceNanos(), SILENCE),
                past(t.lastProbeNanos(), STALL),
                t.opening());
    }

    private static NodeState.@Nullable Handover handover(NodeState.@Nullable Handover handover) {
        return handover == null
                ? null
                : new NodeState.Handover(
                        handover.to(),
                        handover.gateClosed(),
                        past(handover.sinceNanos(), HANDOVER));
    }
}
