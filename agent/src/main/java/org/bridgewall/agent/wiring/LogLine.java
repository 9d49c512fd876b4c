package org.bridgewall.agent.wiring;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * One event as {@code 21:08:11.370 INFO [main] AgentMain: memory locked}, in local time, with the
 * stack below it where an exception was logged.
 *
 * <p>Written out here, since logback's patterns load some two hundred classes at each start.
 *
 * <p>Thread rule: any thread.
 */
final class LogLine extends LayoutBase<ILoggingEvent> {
    private static final int LEVEL_WIDTH = 5;
    private static final int NANOS_PER_MILLI = 1_000_000;

    private final ZoneId zone = ZoneId.systemDefault();

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(128);
        appendTime(line, LocalTime.ofInstant(event.getInstant(), zone));
        String level = event.getLevel().toString();
        line.append(' ').append(level).repeat(' ', LEVEL_WIDTH - level.length());
        line.append(" [").append(event.getThreadName()).append("] ");
        String logger = event.getLoggerName();
        line.append(logger, logger.lastIndexOf('.') + 1, logger.length());
        line.append(": ").append(event.getFormattedMessage()).append(System.lineSeparator());
        if (event.getThrowableProxy() != null) {
            line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString();
    }

    private static void appendTime(StringBuilder line, LocalTime time) {
        appendPadded(line, time.getHour(), 2).append(':');
        appendPadded(line, time.getMinute(), 2).append(':');
        appendPadded(line, time.getSecond(), 2).append('.');
        appendPadded(line, time.getNano() / NANOS_PER_MILLI, 3);
    }

    private static StringBuilder appendPadded(StringBuilder line, int number, int width) {
        String digits = Integer.toString(number);
        return line.repeat('0', width - digits.length()).append(digits);
    }
}
