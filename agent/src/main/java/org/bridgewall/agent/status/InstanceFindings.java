package org.bridgewall.agent.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bridgewall.agent.admin.Finding;
import org.bridgewall.agent.admin.FindingCode;
import org.bridgewall.agent.config.InstanceConfig;
import org.bridgewall.agent.instance.InstanceRuntime;
import org.bridgewall.agent.loop.WarmStatus;
import org.bridgewall.agent.stp.StpStatus;
import org.bridgewall.agent.vip.VipStatus;
import org.bridgewall.core.election.Role;

/**
 * What is wrong with what only some configurations have: addresses, spanning trees, a warm standby.
 */
final class InstanceFindings {
    /** A conflict is told for this long after it was last seen. */
    private static final long CONFLICT_NANOS = 60_000_000_000L;

    /** A switch that speaks a spanning tree has done so by then. */
    private static final long BPDU_WAIT_NANOS = 30_000_000_000L;

    private InstanceFindings() {}

    static List<Finding> of(List<InstanceRuntime> instances, Optional<WarmStatus> warm, long now) {
        List<Finding> findings = new ArrayList<>();
        warm.filter(status -> status.state() == WarmStatus.State.PAUSED)
                .map(status -> new Finding(FindingCode.WARM_PAUSED, status.detail()))
                .ifPresent(findings::add);
        for (InstanceRuntime instance : instances) {
            String at = instance.config().name() + ": ";
            boolean standby = instance.state().node().role() == Role.BACKUP;
            if (standby && instance.state().facts().witness().waiting()) {
                findings.add(
                        new Finding(
                                FindingCode.WITNESS_HOLDS, at + instance.state().facts().reason()));
            }
            if (!instance.secondLockProblem().isEmpty()) {
                findings.add(
                        new Finding(FindingCode.SECOND_LOCK, at + instance.secondLockProblem()));
            }
            vips(instance, at, findings);
            tree(instance, at, now, findings);
            bpdus(instance, at, now, findings);
            findings.addAll(FitnessFindings.of(instance, at, now));
        }
        return findings;
    }

    private static void vips(InstanceRuntime instance, String at, List<Finding> findings) {
        VipStatus vips = instance.vips();
        boolean master = instance.state().node().role() == Role.MASTER;
        if (!vips.error().isEmpty()) {
            findings.add(new Finding(FindingCode.VIP_FAILED, at + vips.error()));
        } else if (vips.held() > 0 && !master) {
            findings.add(
                    new Finding(
                            FindingCode.VIP_FAILED,
                            at + vips.held() + " virtual addresses are still here"));
        }
        if (!vips.conflict().isEmpty() && vips.conflictAgeNanos() < CONFLICT_NANOS) {
            findings.add(new Finding(FindingCode.VIP_CONFLICT, at + vips.conflict()));
        }
    }

    private static void tree(
            InstanceRuntime instance, String at, long now, List<Finding> findings) {
        StpStatus tree = instance.spanningTree();
        if (tree != null && tree.disagrees(now)) {
            String text =
                    tree.leads()
                            ? "this node leads, but the spanning tree lets nothing cross it: "
                            : "this node does not lead, but the spanning tree lets frames cross it: ";
            findings.add(new Finding(FindingCode.STP_MISMATCH, at + text + tree.ports()));
        }
    }

    private static void bpdus(
            InstanceRuntime instance, String at, long now, List<Finding> findings) {
        if (instance.config().mode() != InstanceConfig.Mode.MANAGED) {
            return;
        }
        List<String> seen = instance.bpdusSeen();
        boolean pass = instance.config().bpdu() == InstanceConfig.Bpdu.PASS;
        if (!pass && !seen.isEmpty()) {
            findings.add(
                    new Finding(
                            FindingCode.BPDU_SEEN,
                            at
                                    + "bpdu: drop, but a switch speaks a spanning tree on "
                                    + String.join(", ", seen)));
        } else if (pass && seen.isEmpty() && now - instance.startedNanos() > BPDU_WAIT_NANOS) {
            findings.add(
                    new Finding(
                            FindingCode.BPDU_MISSING,
                            at + "bpdu: pass, but no switch speaks a spanning tree on any port"));
        }
    }
}
