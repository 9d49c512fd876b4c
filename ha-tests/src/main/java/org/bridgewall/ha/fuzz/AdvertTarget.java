package org.bridgewall.ha.fuzz;

import java.util.List;
import org.bridgewall.sync.wire.Advert;
import org.bridgewall.sync.wire.AdvertCodec;
import org.bridgewall.sync.wire.AdvertRole;
import org.bridgewall.sync.wire.HeardPeer;
import org.bridgewall.sync.wire.MalformedFrameException;

/** The reader of adverts. What it accepts reads back after writing, and is in its ranges. */
final class AdvertTarget implements FuzzTarget {
    @Override
    public String name() {
        return "advert";
    }

    @Override
    public Shape shape() {
        return Shape.PROTOBUF;
    }

    @Override
    public boolean accepts(byte[] input) {
        Advert advert;
        try {
            advert = AdvertCodec.decode(input, 0, input.length);
        } catch (MalformedFrameException e) {
            return false;
        }
        byte[] again = AdvertCodec.encode(advert);
        try {
            if (!AdvertCodec.decode(again, 0, again.length).equals(advert)) {
                throw new PropertyBroken("does not read back: " + advert);
            }
        } catch (MalformedFrameException e) {
            throw new PropertyBroken("refuses what it wrote: " + advert);
        }
        if (advert.heard().stream().anyMatch(heard -> heard.ageNanos() < 0)) {
            throw new PropertyBroken("heard in the future: " + advert);
        }
        return true;
    }

    @Override
    public List<byte[]> examples() {
        return List.of(
                AdvertCodec.encode(ExampleAdverts.advert(AdvertRole.MASTER, List.of())),
                AdvertCodec.encode(
                        ExampleAdverts.advert(
                                AdvertRole.BACKUP,
                                List.of(
                                        new HeardPeer("b2", "sync", 3, 4),
                                        new HeardPeer("b2", "mgmt", 3, 5)))));
    }
}
