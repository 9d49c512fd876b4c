package org.bridgewall.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.bridgewall.sync.session.Handshake.Outcome;
import org.bridgewall.sync.wire.HelloPart;
import org.bridgewall.sync.wire.ReplicationMode;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private final Handshake a = handshake("a", 1);
    private Handshake b = handshake("b", 2);

    @Test
    void twoSidesAgreeOnOneSession() {
        meet();
        assertThat(a.established() && b.established()).isTrue();
        assertThat(a.session()).isEqualTo(b.session());
    }

    @Test
    void aRestartedPeerGetsANewSessionAndTheOldOneStandsUntilThen() {
        meet();
        long old = a.session();
        b = handshake("b", 3);
        HelloPart first = b.enquiry();
        assertThat(a.onHello(first)).isEqualTo(Outcome.ANSWER);
        assertThat(a.session()).isEqualTo(old);
        assertThat(b.onHello(a.answer())).isEqualTo(Outcome.ESTABLISHED);
        assertThat(a.onHello(b.answer())).isEqualTo(Outcome.ESTABLISHED);
        assertThat(a.session()).isEqualTo(b.session()).isNotEqualTo(old);
    }

    @Test
    void aReplayedHelloNeverReplacesASession() {
        HelloPart recordedFirst = b.enquiry();
        a.onHello(recordedFirst);
        b.onHello(a.answer());
        HelloPart recordedSecond = b.answer();
        a.onHello(recordedSecond);
        b = handshake("b", 3);
        a.onHello(b.enquiry());
        b.onHello(a.answer());
        a.onHello(b.answer());
        long current = a.session();
        assertThat(a.onHello(recordedFirst)).isEqualTo(Outcome.ANSWER);
        assertThat(a.onHello(recordedSecond)).isEqualTo(Outcome.ANSWER);
        assertThat(a.session()).isEqualTo(current);
    }

    @Test
    void anotherVersionOrModeIsNamed() {
        HelloPart future = new HelloPart("b", 1, 2, 0, false, 2, 9, 0, ReplicationMode.FTFW, "", 0);
        assertThat(a.onHello(future)).isEqualTo(Outcome.INCOMPATIBLE);
        assertThat(a.incompatibility())
                .isEqualTo("protocol versions: 2..9 (expected: some of 1..1)");
        HelloPart other = new HelloPart("b", 1, 2, 0, false, 1, 9, 0, ReplicationMode.ALARM, "", 0);
        a.onHello(other);
        assertThat(a.incompatibility()).isEqualTo("mode: ALARM (expected: FTFW)");
    }

    private void meet() {
        a.onHello(b.enquiry());
        b.onHello(a.answer());
        a.onHello(b.answer());
    }

    private static Handshake handshake(String node, long seed) {
        return new Handshake(SessionConfig.defaults(node, seed), seed, new SplittableRandom(seed));
    }
}
