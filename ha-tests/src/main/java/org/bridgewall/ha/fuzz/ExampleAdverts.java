package org.bridgewall.ha.fuzz;

import java.util.List;
import org.bridgewall.sync.wire.Advert;
import org.bridgewall.sync.wire.AdvertRole;
import org.bridgewall.sync.wire.HeardPeer;

/** Adverts in which every field has a value. */
final class ExampleAdverts {
    private ExampleAdverts() {}

    static Advert advert(AdvertRole role, List<HeardPeer> heard) {
        return new Advert(
                "b1",
                7,
                0x1234L << 32,
                99,
                role,
                100,
                5,
                100_000_000,
                250_000_000,
                heard,
                "b2",
                true,
                true,
                17,
                3,
                -1,
                "won the election",
                1000,
                2000,
                "0.1.0",
                true);
    }
}
