package org.bridgewall.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.bridgewall.core.election.Advert;
import org.bridgewall.core.election.Election;
import org.bridgewall.core.election.ElectionConfig;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.Role;
import org.bridgewall.sync.wire.HeardPeer;
import org.junit.jupiter.api.Test;

class AdvertTranslatorTest {
    private static final long MILLI = 1_000_000L;

    private final Election election = new Election(ElectionConfig.bridge("b1", 7, 100));
    private ElectionState state = ElectionState.initial(1, 0);

    private void hear(long sequence, String path, long now) {
        Advert advert =
                new Advert(
                        "b2",
                        9,
                        sequence,
                        Role.BACKUP,
                        90,
                        3,
                        100 * MILLI,
                        0,
                        "",
                        false,
                        true,
                        false);
        state = election.step(state, new Input.AdvertHeard(advert, path), now).next();
    }

    @Test
    void anAdvertEchoesWhatWasHeardOnEachPathAlsoTheSlowerCopy() {
        hear(1, "sync", 10 * MILLI);
        hear(1, "mgmt", 14 * MILLI);
        hear(2, "sync", 110 * MILLI);
        Advert own =
                new Advert("b1", 1, 5, Role.BACKUP, 80, 3, 100 * MILLI, 0, "", false, true, false);
        Standing standing = new Standing(0, 4, 77, 1, 2, "0.1.0");
        var wire = AdvertTranslator.toWire(own, 7, state, standing, 120 * MILLI);
        assertThat(wire.heard())
                .containsExactlyInAnyOrder(
                        new HeardPeer("b2", "sync", 9, 10 * MILLI),
                        new HeardPeer("b2", "mgmt", 9, 106 * MILLI));
        // The priority in force, which tracking may have changed, is what others go by.
        assertThat(wire.priority()).isEqualTo(80);
    }
}
