package org.bridgewall.agent.commands;

import static org.assertj.core.api.Assertions.assertThat;

import org.bridgewall.core.election.Action;
import org.bridgewall.core.election.Advert;
import org.bridgewall.core.election.Election;
import org.bridgewall.core.election.ElectionConfig;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.Role;
import org.bridgewall.core.election.Step;
import org.junit.jupiter.api.Test;

class PlannedMoveTest {
    private static final long MILLI = 1_000_000L;

    private final ElectionConfig config = ElectionConfig.bridge("b1", 7, 100);
    private final Election election = new Election(config);
    private ElectionState state = ElectionState.initial(1, 0);
    private long now;
    private long sequence;

    private void step(Input input) {
        Step step = election.step(state, input, now);
        state = step.next();
        for (Action action : step.actions()) {
            switch (action) {
                case Action.Commit(long epoch) -> step(new Input.CommitFinished(epoch, true, ""));
                case Action.OpenGate(long epoch, long deadline) ->
                        step(new Input.GateOpened(epoch));
                default -> {}
            }
        }
    }

    private void lead() {
        step(new Input.Started(0, 0));
        while (state.node().role() != Role.MASTER) {
            now += MILLI;
            step(new Input.Ticked());
        }
    }

    private void standby(String node, boolean proven) {
        heard(node, Role.BACKUP, proven);
    }

    private void heard(String node, Role role, boolean proven) {
        Advert advert =
                new Advert(
                        node,
                        9,
                        ++sequence,
                        role,
                        90,
                        1,
                        100 * MILLI,
                        role == Role.MASTER ? 250 * MILLI : 0,
                        "",
                        false,
                        proven,
                        false);
        step(new Input.AdvertHeard(advert, "sync"));
    }

    private String unsafe(String to) {
        return PlannedMove.unsafe(config, state, to, now).orElse("");
    }

    @Test
    void aMasterGivesTheRoleOnlyToAProvenReplica() {
        lead();
        step(new Input.TableShared(1));
        standby("b2", false);
        assertThat(unsafe("")).isEqualTo("no replica is proven: b2");
        standby("b3", true);
        assertThat(unsafe("")).isEmpty();
        assertThat(unsafe("b3")).isEmpty();
        assertThat(unsafe("b2")).isEqualTo("no replica is proven: b2");
    }

    @Test
    void aStandbyAsksForTheRoleOnlyWithAProvenReplica() {
        step(new Input.Started(0, 0));
        assertThat(unsafe("")).isEqualTo("this node's replica is not proven");
        step(new Input.ReplicaReported(true));
        assertThat(unsafe("")).isEmpty();
    }

    @Test
    void whoHasJustTakenOverKeepsTheRoleUntilItsTableIsShared() {
        lead();
        standby("b2", true);
        assertThat(unsafe(""))
                .isEqualTo("this node has just taken over, its table is not yet with its peers");
        step(new Input.TableShared(1));
        assertThat(unsafe("")).isEmpty();
    }

    @Test
    void aStandbyLeavesTheRoleToAMasterThatHasJustTakenOver() {
        step(new Input.Started(0, 0));
        step(new Input.ReplicaReported(true));
        heard("b2", Role.MASTER, false);
        assertThat(unsafe(""))
                .isEqualTo("b2 has just taken over, its table is not yet with its peers");
        heard("b2", Role.MASTER, true);
        assertThat(unsafe("")).isEmpty();
    }

    @Test
    void whereNobodyCouldTakeOverTheElectionItselfRefuses() {
        lead();
        assertThat(unsafe("")).isEmpty();
        standby("b2", false);
        now += 60_000 * MILLI;
        assertThat(unsafe("")).isEmpty();
    }
}
