package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bridgewall.core.election.Advert;
import org.bridgewall.core.election.Election;
import org.bridgewall.core.election.ElectionConfig;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.Role;
import org.bridgewall.core.election.Transition;
import org.bridgewall.core.group.SyncGroup;
import org.junit.jupiter.api.Test;

/** Two elections of one node on their own threads, with a gate each that only remembers. */
class SyncGroupLoopTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SyncGroupLoop group =
            new SyncGroupLoop("site", new SyncGroup("b1", List.of("in", "out"), false));

    /** One of the elections. */
    private static final class Instance extends ObedientHands {
        final List<String> reasons = new CopyOnWriteArrayList<>();
        final ElectionLoop loop;
        private long sequence;

        Instance(String name, int vrid, SyncGroupLoop group) {
            ElectionConfig config = ElectionConfig.bridge("b1", vrid, 100);
            loop = new ElectionLoop(name, new Election(config), this, mailbox, 1);
            group.join(name, mailbox);
            loop.follow(state -> group.turned(name, config, state, System.nanoTime()));
            loop.start();
            loop.tell(new Input.Started(0, 0));
        }

        Role role() {
            return loop.state().node().role();
        }

        /** A standby of the peer's, well and proven. */
        void peer() {
            loop.tell(
                    new Input.AdvertHeard(
                            new Advert(
                                    "b2",
                                    9,
                                    ++sequence,
                                    Role.BACKUP,
                                    90,
                                    1,
                                    100_000_000L,
                                    0,
                                    "",
                                    false,
                                    true,
                                    false),
                            "sync"));
        }

        @Override
        public void report(Transition transition, ElectionState state) {
            reasons.add(transition.reason());
        }
    }

    @Test
    void aFaultOfOneTakesAllOfThemDownAndTheyComeBackTogether() {
        Instance in = new Instance("in", 1, group);
        Instance out = new Instance("out", 2, group);
        try (ElectionLoop first = in.loop;
                ElectionLoop second = out.loop) {
            await().atMost(PATIENCE)
                    .until(() -> in.role() == Role.MASTER && out.role() == Role.MASTER);
            in.loop.tell(new Input.LegChanged("up0", false));
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        out.peer();
                        return out.role() == Role.FAULT;
                    });
            assertThat(out.open).isFalse();
            assertThat(out.reasons).contains("sync group: in: no carrier on up0");
            in.loop.tell(new Input.LegChanged("up0", true));
            await().atMost(PATIENCE)
                    .until(() -> in.role() == Role.MASTER && out.role() == Role.MASTER);
            assertThat(first.ended() || second.ended()).isFalse();
        }
    }
}
