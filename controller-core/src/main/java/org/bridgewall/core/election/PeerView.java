package org.bridgewall.core.election;

import java.util.Map;

/**
 * What this node knows of another from its adverts.
 *
 * @param last the newest advert, by sequence, whatever the path
 * @param heardNanos when it was heard
 * @param heardByPath when an advert was last heard, by path name
 * @param gateClosedByNanos from then on the peer's gate is surely closed, by the lease it last
 *     spoke of; meaningless when {@link #gateMayBeOpen} was never true
 * @param eligibleSinceNanos since when it has been a standby that could take over
 */
public record PeerView(
        Advert last,
        long heardNanos,
        Map<String, Long> heardByPath,
        long gateClosedByNanos,
        long eligibleSinceNanos) {

    /** Whether any path brought an advert within the dead time. */
    public boolean alive(ElectionConfig config, long now) {
        return now - heardNanos < config.deadNanos(last.advertNanos());
    }

    /** Whether the lease the peer last spoke of may still be running. */
    public boolean gateMayBeOpen(long now) {
        return last.leaseNanos() > 0 && now - gateClosedByNanos < 0;
    }

    /** Folds in an advert; a copy of an older one (on a slower path) only counts for its path. */
    PeerView hear(Advert advert, String path, long marginNanos, long now) {
        Map<String, Long> paths = new java.util.TreeMap<>(heardByPath);
        paths.put(path, now);
        boolean older = advert.boot() == last.boot() && advert.sequence() <= last.sequence();
        if (older) {
            return new PeerView(
                    last, heardNanos, Map.copyOf(paths), gateClosedByNanos, eligibleSinceNanos);
        }
        return of(
                advert,
                paths,
                marginNanos,
                last.eligible() && advert.eligible() ? eligibleSinceNanos : now,
                now);
    }

    /** The same, once its gate was shut. */
    PeerView shut() {
        return new PeerView(
                last.withoutLease(),
                heardNanos,
                heardByPath,
                gateClosedByNanos,
                eligibleSinceNanos);
    }

    static PeerView first(Advert advert, String path, long marginNanos, long now) {
        return of(advert, Map.of(path, now), marginNanos, now, now);
    }

    private static PeerView of(
            Advert advert, Map<String, Long> paths, long margin, long eligibleSince, long now) {
        return new PeerView(
                advert, now, Map.copyOf(paths), now + advert.leaseNanos() + margin, eligibleSince);
    }
}
