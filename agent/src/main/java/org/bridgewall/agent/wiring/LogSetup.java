package org.bridgewall.agent.wiring;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log, where no logback.xml says otherwise: to standard error. systemd's journal keeps it, with
 * its own time and the unit's name. A thread of its own writes: an election that has something to
 * say waits for no reader of the journal; where that one is too slow, lines are lost.
 *
 * <p>Said in code, since reading it from XML takes a tenth of the agent's start.
 */
@ConfiguratorRank(ConfiguratorRank.FALLBACK + 1)
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static final int QUEUED_LINES = 4_096;

    /** Writes what is queued; nothing is logged any more. Before the process ends. */
    static void finish() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        LogLine line = new LogLine();
        line.setContext(context);
        line.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(line);
        encoder.start();
        ConsoleAppender<ILoggingEvent> standardError = new ConsoleAppender<>();
        standardError.setContext(context);
        standardError.setName("STDERR");
        standardError.setTarget("System.err");
        standardError.setEncoder(encoder);
        standardError.start();
        AsyncAppender beside = new AsyncAppender();
        beside.setContext(context);
        beside.setName("BESIDE");
        beside.setQueueSize(QUEUED_LINES);
        beside.setDiscardingThreshold(0);
        beside.setNeverBlock(true);
        beside.addAppender(standardError);
        beside.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(beside);
        context.getLogger("org.apache").setLevel(Level.WARN);
        context.getLogger("io.netty").setLevel(Level.WARN);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
