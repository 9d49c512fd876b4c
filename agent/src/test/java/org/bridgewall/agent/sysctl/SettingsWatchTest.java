package org.bridgewall.agent.sysctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bridgewall.agent.sysctl.Finding.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsWatchTest {
    private static final String EVENTS = "net.netfilter.nf_conntrack_events";

    @TempDir private Path root;

    private void put(String name, String value) throws IOException {
        Path file = root.resolve(name.replace('.', '/'));
        Files.createDirectories(file.getParent());
        Files.writeString(file, value + "\n");
    }

    private static Finding of(SettingsWatch watch, String name) {
        return watch.findings().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatSomebodyChangesLaterIsFoundAndMended() throws Exception {
        put(EVENTS, "1");
        Sysctl sysctl = new Sysctl(root);
        SettingsWatch watch = new SettingsWatch(new KernelSettings(sysctl), true);
        assertThat(of(watch, EVENTS).verdict()).isEqualTo(Verdict.RIGHT);
        put(EVENTS, "2");
        watch.look();
        assertThat(of(watch, EVENTS).verdict()).isEqualTo(Verdict.FIXED);
        assertThat(sysctl.read(EVENTS)).isEqualTo("1");
    }

    @Test
    void whatMayNotBeMendedIsAProblemForAsLongAsItLasts() throws Exception {
        put(EVENTS, "1");
        SettingsWatch watch = new SettingsWatch(new KernelSettings(new Sysctl(root)), false);
        assertThat(of(watch, EVENTS).isProblem()).isFalse();
        put(EVENTS, "0");
        watch.look();
        assertThat(of(watch, EVENTS).isProblem()).isTrue();
        assertThat(new Sysctl(root).read(EVENTS)).isEqualTo("0");
        put(EVENTS, "1");
        watch.look();
        assertThat(of(watch, EVENTS).isProblem()).isFalse();
    }

    @Test
    void aLimitThatIsTooLowIsAProblemAndOneThatIsHigherIsNot() throws Exception {
        put("net.core.rmem_max", "212992");
        KernelSettings settings = new KernelSettings(new Sysctl(root), 4 << 20);
        SettingsWatch watch = new SettingsWatch(settings, false);
        assertThat(of(watch, "net.core.rmem_max").isProblem()).isTrue();
        put("net.core.rmem_max", "8388608");
        watch.look();
        assertThat(of(watch, "net.core.rmem_max").isProblem()).isFalse();
        assertThat(watch.number("net.core.rmem_max")).isEqualTo(8 << 20);
        Files.delete(root.resolve("net/core/rmem_max"));
        watch.look();
        assertThat(of(watch, "net.core.rmem_max").isProblem())
                .as("hidden in a namespace")
                .isFalse();
        assertThat(watch.number("net.core.rmem_max")).isEqualTo(-1);
    }
}
