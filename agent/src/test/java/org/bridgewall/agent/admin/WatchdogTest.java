package org.bridgewall.agent.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private final AtomicInteger late = new AtomicInteger();

    @Test
    void whatEndsInTimeIsNotLate() {
        try (Watchdog watchdog = new Watchdog("test")) {
            watchdog.watch(Duration.ofHours(1), late::incrementAndGet).close();
            assertThat(late).hasValue(0);
        }
    }

    @Test
    void whatTakesTooLongIsLate() {
        try (Watchdog watchdog = new Watchdog("test");
                Watchdog.Watch _ = watchdog.watch(Duration.ofMillis(1), late::incrementAndGet)) {
            await().until(() -> late.get() == 1);
        }
    }

    @Test
    void whatBeginsWhenAllIsOverIsLateAtOnce() {
        Watchdog watchdog = new Watchdog("test");
        watchdog.close();
        try (Watchdog.Watch _ = watchdog.watch(Duration.ofHours(1), late::incrementAndGet)) {
            assertThat(late).hasValue(1);
        }
    }
}
