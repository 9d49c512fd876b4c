package org.bridgewall.agent.peer;

import java.util.ArrayList;
import java.util.List;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.PeerView;
import org.bridgewall.core.election.Role;
import org.bridgewall.sync.wire.Advert;
import org.bridgewall.sync.wire.AdvertRole;
import org.bridgewall.sync.wire.HeardPeer;

/** Between the election's advert and the one on the wire. Stateless. */
final class AdvertTranslator {
    private AdvertTranslator() {}

    static Advert toWire(
            org.bridgewall.core.election.Advert advert,
            int vrid,
            ElectionState state,
            Standing standing,
            long now) {
        return new Advert(
                advert.node(),
                vrid,
                advert.boot(),
                advert.sequence(),
                AdvertRole.valueOf(advert.role().name()),
                advert.priority(),
                advert.epoch(),
                advert.advertNanos(),
                advert.leaseNanos(),
                heard(state, now),
                advert.handoverTo(),
                advert.prepared(),
                advert.proven(),
                standing.replicaLagNanos(),
                standing.policyVersion(),
                standing.configHash(),
                state.facts().reason(),
                standing.flowsInternal(),
                standing.flowsExternal(),
                standing.software(),
                advert.asksHandover());
    }

    private static List<HeardPeer> heard(ElectionState state, long now) {
        List<HeardPeer> heard = new ArrayList<>();
        for (PeerView peer : state.facts().peers().values()) {
            peer.heardByPath()
                    .forEach((path, at) ->
                            heard.add(
                                    new HeardPeer(
                                            peer.last().node(),
                                            path,
                                            peer.last().boot(),
                                            Math.max(0, now - at))));
        }
        return heard;
    }

    static org.bridgewall.core.election.Advert toCore(Advert advert) {
        return new org.bridgewall.core.election.Advert(
                advert.node(),
                advert.boot(),
                advert.sequence(),
                Role.valueOf(advert.role().name()),
                advert.priority(),
                advert.epoch(),
                advert.advertIntervalNanos(),
                advert.leaseRemainingNanos(),
                advert.handoverTo(),
                advert.prepared(),
                advert.replicaProven(),
                advert.asksHandover());
    }
}
