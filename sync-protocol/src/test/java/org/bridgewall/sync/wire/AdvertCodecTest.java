package org.bridgewall.sync.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AdvertCodecTest {
    private static final Advert ADVERT =
            new Advert(
                    "b1",
                    7,
                    0x1234L << 32,
                    99,
                    AdvertRole.MASTER,
                    100,
                    5,
                    100_000_000,
                    250_000_000,
                    List.of(new HeardPeer("b2", "sync", 3, 4), new HeardPeer("b2", "mgmt", 3, 5)),
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

    static byte[] advertBytes() {
        return AdvertCodec.encode(ADVERT);
    }

    @Test
    void everyFieldReadsBack() throws Exception {
        byte[] bytes = advertBytes();
        assertThat(AdvertCodec.decode(bytes, 0, bytes.length)).isEqualTo(ADVERT);
    }

    @Test
    void anAdvertWithoutAnInstanceIsRefused() {
        byte[] bytes = AdvertMessage.newBuilder().setNode("b1").build().toByteArray();
        assertThatThrownBy(() -> AdvertCodec.decode(bytes, 0, bytes.length))
                .isInstanceOf(MalformedFrameException.class)
                .hasMessage("advert: value out of range");
    }
}
