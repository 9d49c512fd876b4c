package org.bridgewall.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MalformedErrorTest {
    /** The whole request repeated (not capped), then the words. */
    private static final String ERROR =
            """
            3c000000 0200 0002 01000000 00000000
            eaffffff
            14000000 1000 0500 01000000 00000000 00000000
            0c00 0100 6e6f7065 21000000
            0800 0500 07000000
            """;

    @Test
    void wordsBehindARepeatedRequestAreFound() throws Exception {
        Message message = new Message().over(Hex.buffer(ERROR));
        message.next();
        assertThat(NetlinkError.of(message)).isEqualTo(new NetlinkError(22, "nope! (missing: 7)"));
    }

    @Test
    void damagedErrorsGiveNothingButTheOneException() {
        byte[] whole = Hex.bytes(ERROR);
        for (long seed = 0; seed < 50_000; seed++) {
            Random random = new Random(seed);
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                Message message = new Message().over(Hex.buffer(damaged));
                while (message.next()) {
                    NetlinkError.of(message);
                }
            } catch (MalformedNetlinkException e) {
                assertThat(e.getMessage()).isNotEmpty();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
