package org.bridgewall.agent.status;

import java.util.List;
import org.bridgewall.agent.admin.StatusFacts;
import org.bridgewall.agent.loop.IntakeStatus;
import org.bridgewall.agent.loop.TableFindings;
import org.bridgewall.sync.session.SessionStatus;
import org.bridgewall.sync.session.SyncStatus;
import org.jspecify.annotations.Nullable;

/** What the replication thread publishes, as facts of the status. Pure. */
final class IntakeFacts {
    private static final long MILLI = 1_000_000L;

    private IntakeFacts() {}

    static StatusFacts.Intake of(IntakeStatus status, long nowNanos) {
        IntakeStatus.Pass audit = status.lastAudit();
        return new StatusFacts.Intake(
                status.flows(),
                status.hosts(),
                status.flowsOfPeers(),
                status.hostsOfPeers(),
                status.eventsReceived(),
                status.overruns(),
                status.bufferBytes(),
                status.doubtNanos() == 0 ? null : millis(nowNanos - status.doubtNanos()),
                status.passRunning(),
                audit == null
                        ? null
                        : new StatusFacts.Audit(
                                (nowNanos - audit.endedNanos()) / MILLI,
                                audit.tookNanos() / MILLI,
                                audit.flows(),
                                differences(audit.findings()),
                                audit.blamed()),
                differences(status.mended()),
                status.damagedBuckets(),
                status.tapped());
    }

    static List<StatusFacts.Replica> replicas(SyncStatus sync) {
        return sync.peers().stream().map(IntakeFacts::replica).toList();
    }

    private static StatusFacts.Replica replica(SessionStatus peer) {
        return new StatusFacts.Replica(
                peer.peer(),
                peer.established(),
                peer.externalRecords(),
                peer.peerRecords(),
                peer.proven(),
                millis(peer.provenAgeNanos()),
                millis(peer.divergedAgeNanos()),
                peer.repairBuckets(),
                millis(peer.provenByPeerAgeNanos()));
    }

    private static StatusFacts.Differences differences(TableFindings findings) {
        return new StatusFacts.Differences(
                findings.missing(), findings.dead(), findings.different(), findings.closing());
    }

    private static @Nullable Long millis(long nanos) {
        return nanos < 0 ? null : Long.valueOf(nanos / MILLI);
    }
}
