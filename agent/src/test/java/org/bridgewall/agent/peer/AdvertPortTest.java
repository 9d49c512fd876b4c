package org.bridgewall.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.bridgewall.sync.wire.Advert;
import org.bridgewall.sync.wire.AdvertCodec;
import org.bridgewall.sync.wire.AdvertRole;
import org.bridgewall.sync.wire.AesGcmSeal;
import org.bridgewall.sync.wire.DatagramSeal;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.KeyRing;
import org.bridgewall.sync.wire.Refusal;
import org.bridgewall.sync.wire.SealIdentity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdvertPortTest {
    private static final int VRID = 7;
    private static final KeyRing KEYS = new KeyRing(List.of(new byte[KeyRing.KEY_BYTES]));
    private static final byte[] ADVERT =
            AdvertCodec.encode(
                    new Advert(
                            "b1",
                            VRID,
                            1,
                            99,
                            AdvertRole.BACKUP,
                            100,
                            5,
                            100_000_000,
                            0,
                            List.of(),
                            "",
                            false,
                            false,
                            0,
                            3,
                            -1,
                            "started",
                            0,
                            0,
                            "0.1.0",
                            false));

    private final AdvertPort one = port("b1", "b2");
    private final AdvertPort two = port("b2", "b1");
    private final List<String> heard = new ArrayList<>();

    @BeforeEach
    void listen() {
        two.listen(VRID, (advert, path) -> heard.add(advert.node() + " " + path));
    }

    @Test
    void oneAdvertIsHeardOnEachLeg() {
        two.receiveFrame(one.seal(ADVERT), 0);
        two.receiveFrame(one.seal(ADVERT), 1);
        assertThat(heard).containsExactly("b1 wire-uplink", "b1 wire-screened");
    }

    @Test
    void copyThatIsBroughtToAnotherLegIsNotHeardThere() {
        byte[] sealed = one.seal(ADVERT);
        two.receiveFrame(sealed, 0);
        two.receiveFrame(sealed, 1);
        assertThat(heard).containsExactly("b1 wire-uplink");
        assertThat(two.refusals().get(Refusal.REPLAYED)).isEqualTo(1);
    }

    private static AdvertPort port(String node, String peer) {
        return new AdvertPort(List.of(), seal(node, peer), seal(node, peer));
    }

    private static DatagramSeal seal(String node, String peer) {
        return new AesGcmSeal(
                FrameKind.ADVERT, new SealIdentity("lab", node, 1, List.of(peer)), KEYS);
    }
}
