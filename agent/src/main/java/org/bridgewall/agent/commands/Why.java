package org.bridgewall.agent.commands;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bridgewall.agent.admin.AdminResult;
import org.bridgewall.agent.admin.Spans;
import org.bridgewall.agent.hooks.HookRun;
import org.bridgewall.agent.instance.InstanceRuntime;
import org.bridgewall.agent.loop.TransitionLog;
import org.bridgewall.agent.track.Tracked;
import org.bridgewall.core.election.Fitness;
import org.bridgewall.core.election.Transition;

/**
 * {@code why}: why an instance is in its role, what changes its priority, what it watches, how the
 * programs ended that were told, and its latest transitions.
 */
final class Why {
    private static final int LINES = 12;

    private Why() {}

    static AdminResult of(InstanceRuntime instance, Instant now) {
        Map<String, Object> value = tree(instance, now);
        return AdminResult.of(value, () -> text(instance, now));
    }

    private static Map<String, Object> tree(InstanceRuntime instance, Instant now) {
        Fitness fitness = Fitness.of(instance.election().config(), instance.state());
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("instance", instance.config().name());
        value.put("role", instance.state().node().role().name());
        value.put("epoch", instance.state().facts().epoch());
        value.put("reason", instance.state().facts().reason());
        value.put("priority", fitness.priority());
        value.put("priority_configured", instance.config().priority());
        value.put("weights", fitness.inForce());
        value.put("faults", causes(fitness));
        value.put("tracked", instance.watch().trackers().tracked());
        instance.watch()
                .group()
                .ifPresent(group -> {
                    value.put("sync_group", group.name());
                    value.put("sync_group_leaders", group.state().leaders());
                });
        value.put(
                "hooks",
                last(instance.watch().hooks().runs()).stream().map(run -> row(run, now)).toList());
        value.put(
                "transitions",
                last(instance.history().transitions()).stream()
                        .map(entry -> row(entry, now))
                        .toList());
        return value;
    }

    private static List<String> causes(Fitness fitness) {
        List<String> causes = new ArrayList<>();
        if (!fitness.legs().isEmpty()) {
            causes.add(fitness.legs());
        }
        causes.addAll(fitness.faults());
        causes.addAll(fitness.groupFaults());
        return causes;
    }

    private static <T> List<T> last(List<T> all) {
        return all.subList(Math.max(0, all.size() - LINES), all.size());
    }

    private static Map<String, Object> row(TransitionLog.Entry entry, Instant now) {
        Transition transition = entry.transition();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("number", transition.number());
        row.put("at", entry.at().toString());
        row.put("age_ms", age(entry.at(), now));
        row.put("from", transition.from().name());
        row.put("to", transition.to().name());
        row.put("epoch", transition.epoch());
        row.put("reason", transition.reason());
        return row;
    }

    private static Map<String, Object> row(HookRun run, Instant now) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("transition", run.number());
        row.put("age_ms", age(run.at(), now));
        row.put("state", run.state().name());
        row.put("program", run.program());
        row.put("good", run.result().good());
        row.put("exit", run.result().exit());
        row.put("end", run.result().end().name());
        row.put("took_ms", run.result().took().toMillis());
        row.put("output", run.result().output());
        return row;
    }

    private static long age(Instant at, Instant now) {
        return Math.max(0, Duration.between(at, now).toMillis());
    }

    private static String text(InstanceRuntime instance, Instant now) {
        Fitness fitness = Fitness.of(instance.election().config(), instance.state());
        StringBuilder text = new StringBuilder();
        text.append(
                "%s: %s in epoch %d: %s\n"
                        .formatted(
                                instance.config().name(),
                                instance.state().node().role(),
                                instance.state().facts().epoch(),
                                instance.state().facts().reason()));
        text.append("priority ").append(fitness.priority());
        if (!fitness.inForce().isEmpty()) {
            text.append(
                    ", configured %d: %s"
                            .formatted(
                                    instance.config().priority(),
                                    String.join("; ", fitness.inForce())));
        }
        text.append('\n');
        if (!fitness.causes().isEmpty()) {
            text.append("faults: ").append(fitness.causes()).append('\n');
        }
        instance.watch()
                .group()
                .ifPresent(group ->
                        text.append(
                                "sync group %s, led by %s\n"
                                        .formatted(
                                                group.name(),
                                                String.join(", ", group.state().leaders()))));
        for (Tracked tracked : instance.watch().trackers().tracked()) {
            text.append(
                    "  %-9s %-16s %-6s %s%s\n"
                            .formatted(
                                    tracked.kind(),
                                    tracked.name(),
                                    tracked.well() ? "well" : "FAILED",
                                    tracked.detail(),
                                    tracked.problem().isEmpty()
                                            ? ""
                                            : " (" + tracked.problem() + ")"));
        }
        for (TransitionLog.Entry entry : last(instance.history().transitions())) {
            Transition transition = entry.transition();
            text.append(
                    "%4d  %s (%s)  %s -> %s  epoch %d  %s\n"
                            .formatted(
                                    transition.number(),
                                    entry.at(),
                                    Spans.ago(age(entry.at(), now)),
                                    transition.from(),
                                    transition.to(),
                                    transition.epoch(),
                                    transition.reason()));
        }
        for (HookRun run : last(instance.watch().hooks().runs())) {
            text.append(
                    "notify %s of %d (%s): %s: %s in %d ms\n"
                            .formatted(
                                    run.program(),
                                    run.number(),
                                    Spans.ago(age(run.at(), now)),
                                    run.state(),
                                    run.result().text(),
                                    run.result().took().toMillis()));
        }
        return text.toString();
    }
}
