package org.bridgewall.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class JvmThreadsTest {
    @Test
    void theCompilersGiveWayAndNobodyElseDoes() throws Exception {
        int before = nice(Path.of("/proc/thread-self"));
        assertThat(JvmThreads.compilersGiveWay(5)).isPositive();
        assertThat(nice(Path.of("/proc/thread-self"))).isEqualTo(before);
        assertThat(nices(" CompilerThre)")).isNotEmpty().containsOnly(5);
    }

    @Test
    @Tag("kernel") // needs CAP_SYS_NICE
    void theThreadThatMakesSafepointsGoesFirst() throws Exception {
        int before = nice(Path.of("/proc/thread-self"));
        assertThat(JvmThreads.preferSafepoints()).isEqualTo(1);
        assertThat(nice(Path.of("/proc/thread-self"))).isEqualTo(before);
        assertThat(nices("(VM Thread)")).containsExactly(-20);
    }

    /** Nice values of the threads whose line in proc(5) stat has that in it. */
    private static List<Integer> nices(String name) throws Exception {
        List<Integer> found = new ArrayList<>();
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                if (Files.readString(task.resolve("stat")).contains(name)) {
                    found.add(nice(task));
                }
            }
        }
        return found;
    }

    /** Field 19 of proc(5) stat, counted behind the name. */
    private static int nice(Path task) throws Exception {
        String stat = Files.readString(task.resolve("stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", 18)[16]);
    }
}
