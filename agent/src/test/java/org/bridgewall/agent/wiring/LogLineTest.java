package org.bridgewall.agent.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogLineTest {
    private static final LoggerContext CONTEXT = new LoggerContext();

    @Test
    void timeLevelThreadClassAndMessage() {
        assertThat(line(Level.INFO, "b1: {} -> {}", null, "BACKUP", "MASTER"))
                .isEqualTo("07:05:09.042 INFO  [election-b1] Hands: b1: BACKUP -> MASTER\n");
    }

    @Test
    void anExceptionFollowsWithItsCause() {
        Exception thrown = new IllegalStateException("no", new java.io.IOException("disk full"));
        assertThat(line(Level.ERROR, "thread died", thrown))
                .startsWith("07:05:09.042 ERROR [election-b1] Hands: thread died\n")
                .contains("java.lang.IllegalStateException: no\n")
                .contains("Caused by: java.io.IOException: disk full\n")
                .contains("\tat ");
    }

    private static String line(
            Level level, String message, @Nullable Throwable thrown, Object... arguments) {
        Logger logger = CONTEXT.getLogger("org.bridgewall.agent.loop.Hands");
        var event = new LoggingEvent("", logger, level, message, thrown, arguments);
        event.setThreadName("election-b1");
        event.setInstant(local(LocalDateTime.of(2026, 11, 5, 7, 5, 9, 42_999_999)));
        return new LogLine().doLayout(event);
    }

    private static Instant local(LocalDateTime time) {
        return time.atZone(ZoneId.systemDefault()).toInstant();
    }
}
