package org.bridgewall.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompilerThreadsTest {
    @Test
    void theCompilersGiveWayAndNobodyElseDoes() throws Exception {
        int before = nice(Path.of("/proc/thread-self"));
        assertThat(CompilerThreads.giveWay(5)).isPositive();
        assertThat(nice(Path.of("/proc/thread-self"))).isEqualTo(before);
        List<Integer> compilers = new ArrayList<>();
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                if (Files.readString(task.resolve("stat")).contains(" CompilerThre)")) {
                    compilers.add(nice(task));
                }
            }
        }
        assertThat(compilers).isNotEmpty().containsOnly(5);
    }

    /** Field 19 of proc(5) stat, counted behind the name. */
    private static int nice(Path task) throws Exception {
        String stat = Files.readString(task.resolve("stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", 18)[16]);
    }
}
