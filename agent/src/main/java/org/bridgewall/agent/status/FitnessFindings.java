package org.bridgewall.agent.status;

import java.util.ArrayList;
import java.util.List;
import org.bridgewall.agent.admin.Finding;
import org.bridgewall.agent.admin.FindingCode;
import org.bridgewall.agent.admin.Spans;
import org.bridgewall.agent.instance.InstanceRuntime;
import org.bridgewall.agent.track.Tracked;
import org.bridgewall.core.election.ElectionConfig;
import org.bridgewall.core.election.Fitness;
import org.bridgewall.core.election.Strikes;
import org.bridgewall.core.group.GroupState;

/** What is wrong with what an instance watches, with whom it moves, whom it tells. */
final class FitnessFindings {
    /** A planned hand-over of a group that is split takes less. */
    private static final long SPLIT_NANOS = 3_000_000_000L;

    private FitnessFindings() {}

    static List<Finding> of(InstanceRuntime instance, String at, long now) {
        List<Finding> findings = new ArrayList<>();
        ElectionConfig config = instance.election().config();
        Fitness fitness = Fitness.of(config, instance.state());
        List<String> failed = new ArrayList<>(fitness.faults());
        failed.addAll(fitness.groupFaults());
        if (fitness.lowered()) {
            failed.add("priority %d: %s".formatted(fitness.priority(), fitness.inForce()));
        }
        if (!failed.isEmpty()) {
            findings.add(new Finding(FindingCode.TRACK_FAILED, at + String.join("; ", failed)));
        }
        for (Tracked tracked : instance.watch().trackers().tracked()) {
            if (!tracked.problem().isEmpty()) {
                findings.add(
                        new Finding(
                                FindingCode.TRACK_UNREADABLE,
                                at + tracked.name() + ": " + tracked.problem()));
            }
        }
        strikes(instance, at, now, findings);
        instance.watch()
                .group()
                .ifPresent(group -> {
                    GroupState state = group.state();
                    if (state.split() && now - state.splitSinceNanos() >= SPLIT_NANOS) {
                        findings.add(
                                new Finding(
                                        FindingCode.GROUP_SPLIT,
                                        at
                                                + "sync group "
                                                + group.name()
                                                + " is led by "
                                                + String.join(" and ", state.leaders())));
                    }
                });
        instance.watch()
                .hooks()
                .failure()
                .ifPresent(run ->
                        findings.add(
                                new Finding(
                                        FindingCode.HOOK_FAILED,
                                        "%s%s was told %s: %s"
                                                .formatted(
                                                        at,
                                                        run.program(),
                                                        run.state(),
                                                        run.result().text()))));
        return findings;
    }

    private static void strikes(
            InstanceRuntime instance, String at, long now, List<Finding> findings) {
        ElectionConfig config = instance.election().config();
        Strikes strikes = instance.state().facts().health().strikes();
        int count = strikes.now(config.health(), now);
        if (count > 1) {
            long hold = strikes.holdNanos(config.faultHoldNanos(), config.health());
            findings.add(
                    new Finding(
                            FindingCode.FLAPPING,
                            "%s%d faults lately, the node must be well for %s"
                                    .formatted(at, count, Spans.text(hold / 1_000_000))));
        }
    }
}
