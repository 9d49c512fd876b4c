package org.bridgewall.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.bridgewall.sync.cache.Priority;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.wire.ReplicationMode;
import org.junit.jupiter.api.Test;

/** A link that carries one datagram per millisecond, and ten times as many changes as that. */
class OverloadTest {
    private static final int NEW_PER_MILLI = 20;
    private static final int STATE_BYTES = 150;
    private static final int SHORT_LIFE_MILLIS = 500;

    private final SessionPair pair = new SessionPair(ReplicationMode.FTFW);
    private final ArrayDeque<String> shortLived = new ArrayDeque<>();
    private final SplittableRandom random = new SplittableRandom(3);
    private int born;
    private int lasting;

    @Test
    void whatLivesOnIsSentFirstAndAllIsSentOnceTheLoadIsOver() {
        pair.until(pair::proven);
        pair.linkDatagramsPerMilli = 1;
        load(3_000);
        SessionStatus status = pair.statusOfA();
        assertThat(status.coverage().all()).as("all").isLessThan(0.6);
        assertThat(status.coverage().lowNanos()).isPositive();
        assertThat(heldLasting()).as("lasting flows older than a second").isGreaterThan(0.97);
        assertThat(pair.a.internal().memoryBytes()).isLessThan(4_000_000);

        pair.until(() -> pair.proven() && pair.equal());
        assertThat(pair.statusOfA().coverage()).isEqualTo(new Coverage(1, 1, 0));
    }

    @Test
    void whatIsLikelyToLiveOnGoesBeforeWhatIsNot() {
        pair.until(pair::proven);
        pair.linkDatagramsPerMilli = 1;
        for (int i = 0; i < 4_000; i++) {
            put("unassured" + i, Priority.LATER);
        }
        for (int i = 0; i < 200; i++) {
            put("assured" + i, Priority.FIRST);
        }
        pair.run(150);
        assertThat(held("assured", 200)).isEqualTo(200);
        assertThat(held("unassured", 4_000)).isBetween(1, 1_200);
        assertThat(pair.statusOfA().coverage().first()).isEqualTo(1);
        assertThat(pair.statusOfA().coverage().all()).isLessThan(0.5);
        pair.until(() -> pair.proven() && pair.equal());
    }

    @Test
    void aPeerThatComesBackInTheMiddleIsFilledAllTheSame() {
        for (int i = 0; i < 600; i++) {
            put("old" + i, Priority.FIRST);
        }
        pair.until(() -> pair.proven() && pair.equal());
        pair.linkDatagramsPerMilli = 1;
        load(1_000);
        pair.restartB();
        assertThat(held("old", 600)).isZero();
        load(4_000);
        assertThat(held("old", 600)).isGreaterThan(580);
    }

    @Test
    void aTableThatNeverRestsIsSentAllTheSameToANewPeer() {
        pair.until(pair::proven);
        pair.linkDatagramsPerMilli = 1;
        for (int i = 0; i < 600; i++) {
            put("old" + i, Priority.FIRST);
        }
        pair.run(1);
        load(300);
        pair.restartB();
        // Changes are under way before the session stands, so there is no moment to compare at.
        load(4_000);
        assertThat(held("old", 600)).isGreaterThan(580);
    }

    private void load(int millis) {
        for (int i = 0; i < millis; i++) {
            for (int n = 0; n < NEW_PER_MILLI; n++) {
                String key = "short" + born++;
                put(key, random.nextInt(4) == 0 ? Priority.FIRST : Priority.LATER);
                shortLived.add(key);
            }
            if (i % 5 == 0) {
                put("lasting" + lasting++, Priority.FIRST);
            }
            while (shortLived.size() > NEW_PER_MILLI * SHORT_LIFE_MILLIS) {
                pair.remove(shortLived.remove());
            }
            pair.run(1);
        }
    }

    private double heldLasting() {
        int old = lasting - 200;
        return held("lasting", old) / (double) old;
    }

    private int held(String prefix, int count) {
        int held = 0;
        RecordView view = new RecordView();
        for (int i = 0; i < count; i++) {
            byte[] key = (prefix + i).getBytes(StandardCharsets.UTF_8);
            held += pair.replica().find(1, key, 0, key.length, pair.now, view) ? 1 : 0;
        }
        return held;
    }

    private void put(String key, Priority priority) {
        byte[] k = key.getBytes(StandardCharsets.UTF_8);
        byte[] state = new byte[STATE_BYTES];
        random.nextBytes(state);
        pair.a.internal().put(1, k, 0, k.length, state, 0, state.length, 100, priority, pair.now);
    }
}
