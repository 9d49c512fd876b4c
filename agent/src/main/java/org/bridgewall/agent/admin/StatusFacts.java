package org.bridgewall.agent.admin;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything observed that a verdict rests upon. Immutable; one is published by the agent's loops
 * and read by whoever asks.
 *
 * @param nodes every configured node in every instance of this node, heard or not
 * @param zookeeper null: the cluster runs without
 * @param policyVersion the published version; null: none, or not known
 * @param coverage what each peer holds of this node's table
 * @param replicas what this node holds of each peer
 * @param warm null: a takeover writes the whole replica
 * @param stateError why the state directory could not be written; null: it could
 * @param noticed what parts of the agent found wrong themselves
 * @param fencing of this node's instances
 */
public record StatusFacts(
        String cluster,
        String node,
        String software,
        Instant generatedAt,
        List<NodeStatus> nodes,
        @Nullable ZooKeeper zookeeper,
        @Nullable Long policyVersion,
        List<KernelSetting> kernel,
        Security security,
        boolean replicationOff,
        List<Coverage> coverage,
        Realtime realtime,
        Intake intake,
        List<Replica> replicas,
        @Nullable Warm warm,
        @Nullable String stateError,
        List<Finding> noticed,
        List<Fencing> fencing) {
    public StatusFacts {
        nodes = List.copyOf(nodes);
        kernel = List.copyOf(kernel);
        coverage = List.copyOf(coverage);
        replicas = List.copyOf(replicas);
        noticed = List.copyOf(noticed);
        fencing = List.copyOf(fencing);
    }

    /**
     * The cluster store's connection.
     *
     * @param since when it came or went; null: never connected yet
     */
    public record ZooKeeper(boolean connected, @Nullable Instant since) {}

    /** A kernel setting that is not as needed, or was changed on the way. */
    public record KernelSetting(String name, String found, String expected) {}

    /**
     * What a peer is known to hold of this node's table, whichever the instance.
     *
     * @param established there is a session with the peer
     * @param all share of all records, 0..1
     * @param first share of those likely to live on: assured flows, learned hosts
     * @param lowMs for how long the coverage has been low; 0: it is not
     * @param overloadMs for how long changes have come faster than they could be sent, so that
     *     nothing new could be proven to the peer; 0: they do not
     * @param pendingRecords changed and not acknowledged
     * @param packetBytes largest IP packet that the way to the peer was found to take
     * @param configuredBytes largest that is configured
     */
    public record Coverage(
            String peer,
            boolean established,
            double all,
            double first,
            long lowMs,
            long overloadMs,
            long pendingRecords,
            long packetBytes,
            long configuredBytes) {}

    /**
     * What a warm standby has written into this node's kernel.
     *
     * @param state OFF (this node forwards, or has heard no master yet), FOLLOWING, PAUSED or
     *     PROMOTING
     * @param written flows of the replica in the kernel
     * @param pending flows that wait to be written
     * @param errors flows that the kernel refused since it began to follow
     */
    public record Warm(String state, long written, long pending, long errors) {}

    /** How datagrams between the nodes are protected. */
    public enum Security {
        PRE_SHARED_KEY,
        NONE
    }

    /**
     * The election thread's standing.
     *
     * @param reason how it is scheduled, or why it is not allowed what it asked for
     * @param lateTicks ticks that came later than half an advert interval, in the last minute
     * @param worstLateMs the worst of these
     */
    public record Realtime(boolean allowed, String reason, long lateTicks, long worstLateMs) {}

    /**
     * What keeps an instance's ports shut, and by how much its lease outlives a renewal that comes
     * as late as was measured.
     *
     * @param fence how the ports are fenced, and why so
     * @param secondLock off, holds, or why not
     * @param witness off, unreachable, or what its record says
     * @param leaseMs while a peer is known
     * @param renewalMs between two renewals
     * @param lateMs by how much the worst turn of the election's thread came late, in the last two
     *     minutes
     */
    public record Fencing(
            String instance,
            String fence,
            String secondLock,
            String witness,
            long leaseMs,
            long renewalMs,
            long lateMs) {
        /** What is left; below 0 the gate would have closed. */
        public long marginMs() {
            return leaseMs - renewalMs - lateMs;
        }

        /** Whether twice the measured lateness would close the gate. */
        public boolean thin() {
            return marginMs() < lateMs;
        }

        /** The shortest lease that leaves as much again as was measured. */
        public long enoughMs() {
            return renewalMs + 2 * lateMs;
        }
    }

    /**
     * How what is replicated of this node stands to its kernel.
     *
     * @param flows connections of this node's kernel
     * @param hosts hosts that this node's bridges have learned
     * @param flowsOfPeers connections held of the peers
     * @param hostsOfPeers hosts held of the peers
     * @param eventsReceived from the kernel, since the start
     * @param eventOverruns how often the kernel dropped events, since the start
     * @param eventBufferBytes present room for events
     * @param doubtMs for how long what is replicated may have differed from the kernel; null: it is
     *     known not to
     * @param readingTable whether the kernel's table is being read now
     * @param audit the last comparison with the kernel's table; null: none yet
     * @param mended differences mended since the start, by all readings of the table
     * @param damagedBuckets parts of what is replicated that were found damaged in memory, and were
     *     mended, since the start
     * @param tapped whether an eBPF program tells of TCP connections instead of the kernel's events
     */
    public record Intake(
            long flows,
            long hosts,
            long flowsOfPeers,
            long hostsOfPeers,
            long eventsReceived,
            long eventOverruns,
            long eventBufferBytes,
            @Nullable Long doubtMs,
            boolean readingTable,
            @Nullable Audit audit,
            Differences mended,
            long damagedBuckets,
            boolean tapped) {}

    /**
     * A comparison of what is replicated with the kernel's table.
     *
     * @param flows compared
     * @param blamed whether the differences are ones that should not have been
     */
    public record Audit(long ageMs, long tookMs, long flows, Differences found, boolean blamed) {}

    /**
     * Flows that were not there, there though dead, or there in another state; and, counted apart,
     * TCP connections that were not known to close, because no event tells of a FIN.
     */
    public record Differences(long missing, long dead, long different, long closing) {
        /** Of all kinds that should not be. */
        public long all() {
            return missing + dead + different;
        }
    }

    /**
     * What this node holds of a peer, and how it stands to the original.
     *
     * @param records held here, of all kinds
     * @param peerRecords what the peer says that it has
     * @param proofAgeMs since the digests last matched; null: never in this session
     * @param divergedMs for how long they have not matched; null: they do
     * @param repairBuckets of 1024 parts of this node's own records, those still to be repaired at
     *     the peer
     * @param provenByPeerAgeMs age of our state that the peer last showed to hold; null: never
     */
    public record Replica(
            String peer,
            boolean established,
            long records,
            long peerRecords,
            boolean proven,
            @Nullable Long proofAgeMs,
            @Nullable Long divergedMs,
            long repairBuckets,
            @Nullable Long provenByPeerAgeMs) {}
}
