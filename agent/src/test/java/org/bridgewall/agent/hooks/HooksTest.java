package org.bridgewall.agent.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bridgewall.agent.config.NotifyConfig;
import org.bridgewall.agent.script.Programs;
import org.bridgewall.agent.script.ScriptResult;
import org.bridgewall.core.election.Role;
import org.bridgewall.core.election.Transition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HooksTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Set<NotifyConfig.State> ALL = EnumSet.allOf(NotifyConfig.State.class);

    @TempDir Path directory;

    private static Transition transition(long number, Role from, Role to, Transition.Kind kind) {
        return new Transition(number, 0, from, to, 7, "because; of $(this)", kind);
    }

    private static Transition change(long number, Role from, Role to) {
        return transition(number, from, to, Transition.Kind.CHANGE);
    }

    private NotifyConfig program(String name, String body, Duration timeout) throws Exception {
        Path file = Programs.write(directory, name, body);
        return new NotifyConfig(List.of(file.toString(), "mine"), timeout, ALL);
    }

    @Test
    void statesAreToldInOrderWithWhatStandsBehindThem() throws Exception {
        Path book = directory.resolve("book");
        NotifyConfig program =
                program(
                        "book.sh",
                        "echo \"$*|$BRIDGEWALL_NUMBER $BRIDGEWALL_PREVIOUS $BRIDGEWALL_STATE"
                                + " $BRIDGEWALL_EPOCH $BRIDGEWALL_REASON\" >> "
                                + book,
                        PATIENCE);
        try (Hooks hooks = Hooks.start("b1", "dmz", List.of(program))) {
            hooks.tell(change(1, Role.INIT, Role.BACKUP), 100);
            hooks.tell(transition(2, Role.BACKUP, Role.BACKUP, Transition.Kind.REMARK), 100);
            hooks.tell(change(3, Role.BACKUP, Role.CANDIDATE), 90);
            hooks.tell(change(4, Role.CANDIDATE, Role.MASTER), 90);
            hooks.tell(transition(5, Role.MASTER, Role.MASTER, Transition.Kind.REASSERTED), 90);
            hooks.tell(change(6, Role.MASTER, Role.INIT), 90);
        }
        assertThat(Files.readAllLines(book))
                .containsExactly(
                        "mine INSTANCE dmz BACKUP 100|1 INIT BACKUP 7 because; of $(this)",
                        "mine INSTANCE dmz CANDIDATE 90|3 BACKUP CANDIDATE 7 because; of $(this)",
                        "mine INSTANCE dmz MASTER 90|4 CANDIDATE MASTER 7 because; of $(this)",
                        "mine INSTANCE dmz MASTER 90|5 MASTER MASTER 7 because; of $(this)",
                        "mine INSTANCE dmz STOP 90|6 MASTER STOP 7 because; of $(this)");
    }

    @Test
    void howAProgramEndedIsKeptAndASlowOneHoldsNobodyUp() throws Exception {
        NotifyConfig slow = program("slow.sh", "sleep 30", Duration.ofMillis(300));
        NotifyConfig bad = program("bad.sh", "echo no disk; exit 5", PATIENCE);
        try (Hooks hooks = Hooks.start("b1", "dmz", List.of(slow, bad))) {
            long before = System.nanoTime();
            hooks.tell(change(1, Role.INIT, Role.BACKUP), 100);
            assertThat(System.nanoTime() - before).isLessThan(200_000_000L);
            await().atMost(PATIENCE).until(() -> hooks.runs().size() == 2);
            assertThat(hooks.runs().getFirst().result().end())
                    .isEqualTo(ScriptResult.End.TIMED_OUT);
            assertThat(hooks.runs().getLast().result().text()).isEqualTo("exit code 5: no disk");
            assertThat(hooks.failure()).isPresent();
            program("bad.sh", "exit 0", PATIENCE);
            program("slow.sh", "exit 0", PATIENCE);
            hooks.tell(change(2, Role.BACKUP, Role.MASTER), 100);
            await().atMost(PATIENCE).until(() -> hooks.runs().size() == 4);
            assertThat(hooks.failure()).isEmpty();
        }
    }

    @Test
    void aProgramIsToldOnlyOfWhatItWants() throws Exception {
        Path book = directory.resolve("book");
        Path file = Programs.write(directory, "m.sh", "echo $BRIDGEWALL_STATE >> " + book);
        NotifyConfig program =
                new NotifyConfig(
                        List.of(file.toString()), PATIENCE, EnumSet.of(NotifyConfig.State.MASTER));
        try (Hooks hooks = Hooks.start("b1", "dmz", List.of(program))) {
            hooks.tell(change(1, Role.INIT, Role.BACKUP), 100);
            hooks.tell(change(2, Role.BACKUP, Role.MASTER), 100);
        }
        assertThat(Files.readAllLines(book)).containsExactly("MASTER");
    }
}
