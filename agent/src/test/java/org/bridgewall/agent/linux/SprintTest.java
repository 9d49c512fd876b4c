package org.bridgewall.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class SprintTest {
    private static final int SCHED_OTHER = 0;
    private static final int SCHED_FIFO = 1;

    /** A member that runs what it is given. */
    private static final class Member {
        private final SynchronousQueue<Runnable> work = new SynchronousQueue<>();
        private final SynchronousQueue<String> stats = new SynchronousQueue<>();
        private final Thread thread;

        Member(Sprint sprint) {
            thread = Thread.ofPlatform().daemon().start(sprint.member(this::loop));
        }

        private void loop() {
            try {
                while (true) {
                    work.take().run();
                    stats.put(stat(Path.of("/proc/thread-self")));
                }
            } catch (InterruptedException e) {
                // The end.
            }
        }

        String after(Runnable task) throws InterruptedException {
            work.put(task);
            return stats.take();
        }

        void end() throws InterruptedException {
            thread.interrupt();
            thread.join();
        }
    }

    @Test
    void membersAreRealTimeWhileItRunsAndKeepTheirNiceValue() throws Exception {
        Sprint sprint = new Sprint();
        Member member = new Member(sprint);
        String before = member.after(Realtime::prefer);
        assertThat(policy(before)).isEqualTo(SCHED_OTHER);
        sprint.run(true);
        sprint.run(true);
        assertThat(policy(member.after(() -> {}))).isEqualTo(SCHED_FIFO);
        assertThat(policy(stat(Path.of("/proc/thread-self")))).isEqualTo(SCHED_OTHER);
        sprint.run(false);
        String after = member.after(() -> {});
        assertThat(policy(after)).isEqualTo(SCHED_OTHER);
        assertThat(nice(after)).isEqualTo(nice(before)).isNegative();
        member.end();
    }

    @Test
    void aThreadThatHasEndedIsNoMember() throws Exception {
        Sprint sprint = new Sprint();
        Member gone = new Member(sprint);
        var _ = gone.after(() -> {});
        assertThat(sprint.members()).isEqualTo(1);
        gone.end();
        assertThat(sprint.members()).isZero();
    }

    private static String stat(Path task) {
        try {
            return Files.readString(task.resolve("stat"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Field 41 of proc(5) stat. */
    private static int policy(String stat) {
        return field(stat, 41);
    }

    private static int nice(String stat) {
        return field(stat, 19);
    }

    /** Counted behind the name, which is field 2. */
    private static int field(String stat, int number) {
        return Integer.parseInt(
                stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1)[number - 3]);
    }
}
