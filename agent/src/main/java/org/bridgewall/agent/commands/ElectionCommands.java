package org.bridgewall.agent.commands;

import java.util.LinkedHashMap;
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
    private static final int WHY_LINES = 12;

    private final Instances instances;

    public ElectionCommands(Instances instances) {
        this.instances = instances;
    }

    /** All of them, by name. */
    public Map<String, AdminCommand> byName() {
        return Map.of(
                "switchover", this::switchover,
                "drain", (request, progress) -> drain(request, true),
                "undrain", (request, progress) -> drain(request, false),
                "promote", this::promote,
                "why", (request, progress) -> why(request));
    }

    private AdminResult switchover(AdminRequest request, AdminCommand.Progress progress)
            throws AdminException, InterruptedException {
        InstanceRuntime instance = instances.of(request);
        Role before = instance.state().node().role();
        if (before != Role.MASTER && before != Role.BACKUP) {
            throw refused("this node is " + before);
        }
        Role wanted = before == Role.MASTER ? Role.BACKUP : Role.MASTER;
        return move(
                instance,
                new Input.SwitchoverAsked(request.optionalText("to").orElse("")),
                wanted,
                progress);
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
        instance.election().tell(order);
        boolean moved =
                await(() ->
                        instance.state().node().role() == wanted || refusedSince(instance, seen));
        if (!moved || instance.state().node().role() != wanted) {
            throw refused(instance.state().facts().reason());
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
        InstanceRuntime instance = instances.of(request);
        instance.election().tell(new Input.DrainAsked(drained));
        await(() -> instance.state().facts().drained() == drained);
        if (drained) {
            await(() -> instance.state().node().role() != Role.MASTER);
            if (instance.state().node().role() == Role.MASTER) {
                throw refused("drained, but still MASTER: " + instance.state().facts().reason());
            }
        }
        return AdminResult.said(
                instance.config().name() + (drained ? ": drained" : ": back in service"));
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

    private AdminResult why(AdminRequest request) throws AdminException {
        InstanceRuntime instance = instances.of(request);
        List<TransitionLog.Entry> all = instance.history().transitions();
        List<TransitionLog.Entry> last =
                all.subList(Math.max(0, all.size() - WHY_LINES), all.size());
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("instance", instance.config().name());
        value.put("role", instance.state().node().role().name());
        value.put("epoch", instance.state().facts().epoch());
        value.put("reason", instance.state().facts().reason());
        value.put("transitions", last.stream().map(ElectionCommands::row).toList());
        return AdminResult.of(value, () -> text(instance, last));
    }

    private static Map<String, Object> row(TransitionLog.Entry entry) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("number", entry.transition().number());
        row.put("at", entry.at().toString());
        row.put("from", entry.transition().from().name());
        row.put("to", entry.transition().to().name());
        row.put("epoch", entry.transition().epoch());
        row.put("reason", entry.transition().reason());
        return row;
    }

    private static String text(InstanceRuntime instance, List<TransitionLog.Entry> last) {
        StringBuilder text = new StringBuilder();
        text.append(instance.config().name()).append(": ");
        text.append(instance.state().node().role()).append(" in epoch ");
        text.append(instance.state().facts().epoch()).append(": ");
        text.append(instance.state().facts().reason()).append('\n');
        for (TransitionLog.Entry entry : last) {
            text.append(
                    String.format(
                            "%4d  %s  %s -> %s  epoch %d  %s%n",
                            entry.transition().number(),
                            entry.at(),
                            entry.transition().from(),
                            entry.transition().to(),
                            entry.transition().epoch(),
                            entry.transition().reason()));
        }
        return text.toString();
    }

    private static AdminException refused(String why) {
        return new AdminException(AdminException.REFUSED, why);
    }
}
