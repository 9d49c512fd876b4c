package org.bridgewall.ha.bench.side;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class DaemonTest {
    private final Daemon self = new Daemon(ProcessHandle.current().pid());

    @Test
    void timeSpentIsCounted() throws IOException {
        double before = self.cpuSeconds();
        long end = System.nanoTime() + 20_000_000_000L;
        while (self.cpuSeconds() - before < 0.05 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }

        assertThat(self.cpuSeconds() - before).isBetween(0.05, 20.0);
        assertThat(self.residentBytes()).isGreaterThan(10_000_000);
    }

    @Test
    void aProcessThatIsGoneIsAnError() {
        assertThatThrownBy(() -> new Daemon(Integer.MAX_VALUE).cpuSeconds())
                .isInstanceOf(IOException.class);
    }
}
