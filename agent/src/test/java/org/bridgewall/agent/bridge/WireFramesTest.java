package org.bridgewall.agent.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireFramesTest {
    private static final byte[] ADVERT = "advert".getBytes(StandardCharsets.UTF_8);

    private final ProbeIdentity identity = new ProbeIdentity(2, new SecureRandom());
    private final WireFrames mine = new WireFrames(7, identity);
    private final WireFrames peer = new WireFrames(7, new ProbeIdentity(2, new SecureRandom()));
    private final List<String> heard = new ArrayList<>();

    private boolean deliver(byte[] frame) {
        return mine.deliver(
                frame,
                frame.length,
                "dn0",
                5,
                (port, own, sentFrom, payload, nanos) ->
                        heard.add(
                                port
                                        + " "
                                        + own
                                        + " "
                                        + sentFrom
                                        + " "
                                        + new String(payload, StandardCharsets.UTF_8)
                                        + " "
                                        + nanos));
    }

    private static byte[] bytes(ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    @Test
    void ownProbeIsKnownWithTheLegItLeftThrough() {
        assertThat(deliver(bytes(mine.probe(1, ADVERT)))).isTrue();
        assertThat(heard).containsExactly("dn0 true 1 advert 5");
    }

    @Test
    void aPeersProbeIsNotOwn() {
        assertThat(deliver(bytes(peer.probe(0, ADVERT)))).isTrue();
        assertThat(heard).containsExactly("dn0 false 0 advert 5");
    }

    @Test
    void anOwnProbeFromBeforeTheGateOpenedIsIgnored() {
        byte[] old = bytes(mine.probe(0, ADVERT));
        identity.renew();
        assertThat(deliver(old)).isFalse();
        assertThat(deliver(bytes(mine.probe(0, ADVERT)))).isTrue();
    }

    @Test
    void anotherInstancesProbeIsIgnored() {
        WireFrames other = new WireFrames(8, new ProbeIdentity(2, new SecureRandom()));
        assertThat(deliver(bytes(other.probe(0, ADVERT)))).isFalse();
    }

    @Test
    void aFrameCutShortAnywhereIsIgnored() {
        byte[] whole = bytes(peer.probe(0, new byte[200]));
        for (int length = 0; length < whole.length; length++) {
            assertThat(deliver(Arrays.copyOf(whole, length))).as("%d bytes", length).isFalse();
        }
        assertThat(deliver(whole)).isTrue();
    }

    @Test
    void theHeaderIsAsDocumented() {
        byte[] frame = bytes(mine.probe(1, ADVERT));
        assertThat(frame).hasSize(60);
        assertThat(Arrays.copyOfRange(frame, 0, 6)).containsExactly(3, 0x42, 0x57, 0, 0, 1);
        assertThat(Arrays.copyOfRange(frame, 6, 12)).isEqualTo(identity.mac(1));
        assertThat(Arrays.copyOfRange(frame, 12, 22))
                .containsExactly(0x88, 0xb5, 'B', 'W', 1, 1, 7, 1, 0, 6);
        assertThat(Arrays.copyOfRange(frame, 30, 36)).isEqualTo(ADVERT);
    }

    @Test
    void theLargestPayloadFillsAnEthernetFrame() {
        assertThat(mine.probe(0, new byte[WireHeader.MAX_PAYLOAD_BYTES]).remaining())
                .isEqualTo(1514);
        assertThatThrownBy(() -> mine.probe(0, new byte[WireHeader.MAX_PAYLOAD_BYTES + 1]))
                .hasMessageContaining("payload: 1485 bytes (expected: at most 1484)");
    }

    @Test
    void legsHaveAddressesOfTheirOwn() {
        assertThat(identity.mac(0)).isNotEqualTo(identity.mac(1));
        assertThat(identity.mac(0)[0]).isEqualTo((byte) 2);
    }
}
