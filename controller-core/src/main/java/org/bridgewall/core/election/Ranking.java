package org.bridgewall.core.election;

import java.util.Comparator;

/**
 * Who goes first. Both orders are total, and the same on every node that heard the same adverts.
 */
final class Ranking {
    /** The best standby first: a proven replica, then priority, then the smaller name. */
    static final Comparator<Advert> STANDBYS =
            Comparator.comparing(Advert::proven)
                    .reversed()
                    .thenComparing(Comparator.comparingInt(Advert::priority).reversed())
                    .thenComparing(Advert::node);

    /** The master that stays first: the higher epoch, then priority, then the smaller name. */
    static final Comparator<Advert> MASTERS =
            Comparator.comparingLong(Advert::epoch)
                    .reversed()
                    .thenComparing(Comparator.comparingInt(Advert::priority).reversed())
                    .thenComparing(Advert::node);

    private Ranking() {}
}
