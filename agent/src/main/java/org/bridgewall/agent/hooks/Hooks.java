package org.bridgewall.agent.hooks;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bridgewall.agent.config.NotifyConfig;
import org.bridgewall.agent.script.ScriptResult;
import org.bridgewall.agent.script.ScriptRun;
import org.bridgewall.core.election.Transition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The programs of one instance that are told of its states: each state in order, and for each of
 * them one program after the other.
 *
 * <p>It tells states, not events: the first one after the start, each new one, and the present one
 * again when another node had claimed the role, so that a program that asks nothing else is right
 * in the end.
 *
 * <p>Thread rule: {@link #tell} from any thread, and only enqueues; a thread of its own waits for
 * the programs.
 */
public final class Hooks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Hooks.class);
    private static final int MOST_WAITING = 16;
    private static final int KEPT_RUNS = 50;
    private static final long CLOSE_MILLIS = 3_000;

    private final String node;
    private final String instance;
    private final List<NotifyConfig> programs;
    private final NoticeQueue queue = new NoticeQueue(MOST_WAITING);
    private final ArrayDeque<HookRun> runs = new ArrayDeque<>();
    private final @Nullable Thread thread;

    private Hooks(String node, String instance, List<NotifyConfig> programs) {
        this.node = node;
        this.instance = instance;
        this.programs = List.copyOf(programs);
        thread =
                programs.isEmpty()
                        ? null
                        : Thread.ofPlatform()
                                .name("notify-" + instance)
                                .daemon()
                                .unstarted(this::run);
    }

    /** Starts; without programs there is no thread. */
    public static Hooks start(String node, String instance, List<NotifyConfig> programs) {
        Hooks hooks = new Hooks(node, instance, programs);
        if (hooks.thread != null) {
            hooks.thread.start();
        }
        return hooks;
    }

    /** Enqueues what a transition has led to. */
    public void tell(Transition transition, int priority) {
        if (thread != null) {
            Notice.state(transition)
                    .ifPresent(state ->
                            queue.add(new Notice(node, instance, state, transition, priority, 0)));
        }
    }

    private void run() {
        try {
            for (Notice notice = queue.take(); notice != null; notice = queue.take()) {
                for (NotifyConfig program : programs) {
                    if (program.on().contains(notice.state())) {
                        run(program, notice);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(NotifyConfig program, Notice notice) throws InterruptedException {
        List<String> command = new ArrayList<>(program.command());
        // As keepalived calls its scripts, so that those can stay as they are.
        command.addAll(
                List.of(
                        "INSTANCE",
                        notice.instance(),
                        notice.state().name(),
                        Integer.toString(notice.priority())));
        ScriptResult result = ScriptRun.run(command, notice.environment(), program.timeout());
        String name = program.command().getFirst();
        keep(
                new HookRun(
                        Instant.now(), notice.transition().number(), notice.state(), name, result));
        if (!result.good()) {
            log.warn("{}: {} {}: {}", instance, name, notice.state(), result.text());
        }
    }

    private synchronized void keep(HookRun run) {
        runs.addLast(run);
        if (runs.size() > KEPT_RUNS) {
            runs.removeFirst();
        }
    }

    /** The latest runs, oldest first. */
    public synchronized List<HookRun> runs() {
        return List.copyOf(runs);
    }

    /** The latest run of a program that failed, if it has not run well since. */
    public Optional<HookRun> failure() {
        List<HookRun> all = runs();
        for (int i = all.size() - 1; i >= 0; i--) {
            HookRun run = all.get(i);
            boolean mended =
                    all.subList(i + 1, all.size()).stream()
                            .anyMatch(later ->
                                    later.program().equals(run.program()) && later.result().good());
            if (!run.result().good() && !mended) {
                return Optional.of(run);
            }
        }
        return Optional.empty();
    }

    /** Ends; what waits is still told, for some seconds at most. */
    @Override
    public void close() {
        queue.close();
        if (thread == null) {
            return;
        }
        try {
            thread.join(CLOSE_MILLIS);
            thread.interrupt();
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
