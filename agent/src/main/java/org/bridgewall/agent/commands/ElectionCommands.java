package org.bridgewall.agent.commands;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.bridgewall.agent.admin.AdminCommand;
import org.bridgewall.agent.admin.AdminException;
import org.bridgewall.agent.admin.AdminRequest;
import org.bridgewall.agent.admin.AdminResult;
import org.bridgewall.agent.instance.InstanceRuntime;
import org.bridgewall.agent.loop.TransitionLog;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.NodeState;
import org.bridgewall.core.election.Role;

/** {@code switchover}, {@code drain}, {@code undrain}, {@code promote}, {@code why}. */
public final class ElectionCommands {
    private static final long WAIT_NANOS = 10_000_000_000L;

    private final Instances instances;
    private final BooleanSupplier warmedUp;

    /**
     * The commands.
     *
     * @param warmedUp whether this process is old enough for a hand-over to take its usual time
     */
    public ElectionCommands(Instances instances, BooleanSupplier warmedUp) {
        this.instances = instances;
        this.warmedUp = warmedUp;
    }

    /** All of them, by name. */
    public Map<String, AdminCommand> byName() {
        return Map.of(
                "switchover", this::switchover,
                "drain", (request, progress) -> drain(request, true),
                "undrain", (request, progress) -> drain(request, false),
                "promote", this::promote,
                "why", (request, progress) -> Why.of(instances.of(request), Instant.now()));
    }

    private AdminResult switchover(AdminRequest request, AdminCommand.Progress progress)
            throws AdminException, InterruptedException {
        InstanceRuntime instance = instances.of(request);
        Role before = instance.state().node().role();
        if (before != Role.MASTER && before != Role.BACKUP) {
            throw refused("this node is " + before);
        }
        Role wanted = before == Role.MASTER ? Role.BACKUP : Role.MASTER;
        String to = request.optionalText("to").orElse("");
        if (wanted == Role.MASTER && !await(warmedUp)) {
            progress.say("this process is young, the hand-over may take longer than usual");
        }
        awaitSafe(instances.together(instance), to);
        return move(instance, new Input.SwitchoverAsked(to), wanted, progress);
    }

    private AdminResult promote(AdminRequest request, AdminCommand.Progress progress)
            throws AdminException, InterruptedException {
        InstanceRuntime instance = instances.of(request);
        if (!request.flag("force")) {
            throw refused("promote takes over though nobody resigned; say --force");
        }
        if (instance.state().node().role() != Role.BACKUP) {
            throw refused("this node is " + instance.state().node().role());
        }
        return move(instance, new Input.PromoteForced(), Role.MASTER, progress);
    }

    private AdminResult move(
            InstanceRuntime instance, Input order, Role wanted, AdminCommand.Progress progress)
            throws AdminException, InterruptedException {
        long seen = instance.state().facts().transitions();
        Role before = instance.state().node().role();
        instance.election().tell(order);
        List<InstanceRuntime> others =
                instances.together(instance).stream()
                        .skip(1)
                        .filter(other -> other.state().node().role() == before)
                        .toList();
        others.forEach(other -> other.election().tell(order));
        boolean moved =
                await(() ->
                        instance.state().node().role() == wanted || refusedSince(instance, seen));
        if (!moved || instance.state().node().role() != wanted) {
            throw refused(instance.state().facts().reason());
        }
        for (InstanceRuntime other : others) {
            if (!await(() -> other.state().node().role() == wanted)) {
                throw refused(
                        "of the sync group, %s did not follow yet: %s"
                                .formatted(other.config().name(), other.state().facts().reason()));
            }
        }
        for (TransitionLog.Entry entry : instance.history().transitions()) {
            if (entry.transition().number() > seen) {
                progress.say(entry.transition().reason());
            }
        }
        return AdminResult.said(
                instance.config().name()
                        + ": this node is "
                        + wanted
                        + " in epoch "
                        + instance.state().facts().epoch());
    }

    /** A remark was made and no hand-over is under way: the order came to nothing. */
    private static boolean refusedSince(InstanceRuntime instance, long seen) {
        boolean remarked = instance.state().facts().transitions() > seen;
        return remarked
                && switch (instance.state().node()) {
                    case NodeState.Master master -> master.handover() == null;
                    case NodeState.Backup backup -> backup.asksUntilNanos() == 0;
                    case NodeState.Candidate candidate -> false;
                    default -> true;
                };
    }

    private AdminResult drain(AdminRequest request, boolean drained)
            throws AdminException, InterruptedException {
        List<InstanceRuntime> together = instances.together(instances.of(request));
        if (drained) {
            awaitSafe(
                    together.stream().filter(i -> i.state().node().role() == Role.MASTER).toList(),
                    "");
        }
        together.forEach(each -> each.election().tell(new Input.DrainAsked(drained)));
        for (InstanceRuntime instance : together) {
            await(() -> instance.state().facts().drained() == drained);
            if (drained && !await(() -> instance.state().node().role() != Role.MASTER)) {
                throw refused(
                        "%s is drained, but still MASTER: %s"
                                .formatted(
                                        instance.config().name(),
                                        instance.state().facts().reason()));
            }
        }
        return AdminResult.said(
                together.stream().map(each -> each.config().name()).collect(joining(", "))
                        + (drained ? ": drained" : ": back in service"));
    }

    /**
     * A replica that is short of its proof is waited for; one that stays so is not led by order.
     */
    private static void awaitSafe(List<InstanceRuntime> moved, String to)
            throws AdminException, InterruptedException {
        for (InstanceRuntime instance : moved) {
            if (!await(() -> PlannedMove.unsafe(instance, to).isEmpty())) {
                throw refused(
                        "connections would be lost: %s: %s (promote --force on the successor takes over all the same)"
                                .formatted(
                                        instance.config().name(),
                                        PlannedMove.unsafe(instance, to).orElse("")));
            }
        }
    }

    private static boolean await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + WAIT_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            java.util.concurrent.TimeUnit.MILLISECONDS.sleep(5);
        }
        return true;
    }

    private static AdminException refused(String why) {
        return new AdminException(AdminException.REFUSED, why);
    }
}
