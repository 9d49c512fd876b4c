package org.bridgewall.agent.admin;

import static org.bridgewall.agent.admin.Level.CRITICAL;
import static org.bridgewall.agent.admin.Level.WARNING;

/**
 * What can be wrong with a cluster. Names are stable: scripts, alerts and the runbook refer to
 * them. Within a level the earlier constant is the graver one and gives the verdict its code.
 */
public enum FindingCode {
    /** More than one open gate in an instance. */
    DUAL_FORWARDING(CRITICAL, "two gates are open: drain one node now, then read: agentctl why"),
    /** More than one master in an instance. */
    DUAL_MASTER(
            CRITICAL,
            "two nodes claim the role: compare their paths; the lower epoch yields by itself"),
    /** No master in an instance. */
    NO_MASTER(CRITICAL, "nobody forwards: agentctl why; as a last resort agentctl promote --force"),
    /** A master whose gate is shut, or an open gate without the role. */
    ROLE_MISMATCH(
            CRITICAL, "role and gate disagree: agentctl why; it must settle within one lease"),
    /** The node's kernel enforces no policy, so it lets nothing pass. */
    POLICY_MISSING(CRITICAL, "publish one: agentctl policy apply FILE"),

    /** A node reports a fault and is no candidate. */
    NODE_FAULT(WARNING, "mend what the reason names; the node returns after fault_hold"),
    /** Something tracked fails: it costs priority, or the candidacy. */
    TRACK_FAILED(WARNING, "agentctl why shows each thing tracked and what it costs"),
    /** What is tracked cannot be looked at. */
    TRACK_UNREADABLE(WARNING, "what was found last stays in force; mend what the message names"),
    /** Repeated faults have lengthened the hold time. */
    FLAPPING(WARNING, "find what comes and goes: agentctl why; time without a fault forgives"),
    /** Two nodes lead instances of one sync group. */
    GROUP_SPLIT(WARNING, "it hands over by itself where a node can lead all; agentctl why"),
    /** A program that is told of states failed. */
    HOOK_FAILED(WARNING, "agentctl why shows how it ended; it is told again at the next change"),
    /** A configured peer is not heard on any path. */
    PEER_LOST(
            WARNING,
            "is the peer's agent running (systemctl status bridgewall-agent), are the paths up?"),
    /** This master runs alone, on the long lease. */
    LONE(WARNING, "no standby: a failure now is an outage; bring the peer back"),
    /** A data port without carrier. */
    LEG_DOWN(WARNING, "check cable and switch port"),
    /** A path to a heard peer is down. */
    PATH_DOWN(WARNING, "check the link; the other paths carry on"),
    /** A path is heard in one direction only. */
    PATH_ONE_WAY(WARNING, "check filters, addresses and cabling of that path"),
    /** The standby's replica is not proven equal. */
    REPLICA_UNPROVEN(WARNING, "a resync runs by itself; if it stays, check the replication paths"),
    /** The standby's replica is late. */
    REPLICA_LAG(WARNING, "the replication path is slow or the event rate high"),
    /** The kernel dropped events: what this node replicates may not be what its kernel holds. */
    EVENTS_LOST(
            WARNING,
            "the kernel's table is read anew by itself; if it stays: raise event_buffer_limit"),
    /** An audit found what is replicated to differ from the kernel's table, and mended it. */
    AUDIT_DIFFERENCES(
            WARNING,
            "mended; if it comes back: does anything write to conntrack, is nf_conntrack_events 1?"),
    /** For a while now a peer lacks much of this node's table. */
    REPLICA_COVERAGE(
            WARNING, "more changes than the path or the peer can take; a failover cuts the rest"),
    /** Changes come faster than they can be sent to a peer: nothing new can be proven meanwhile. */
    REPLICA_OVERLOAD(
            WARNING,
            "what lives long is sent first; proof returns by itself when the load is over"),
    /** Replication's datagrams had to be made smaller than configured. */
    PATH_MTU(WARNING, "lower replication.mtu, or give the path its full MTU"),
    /** A warm standby writes no more: the kernel's table is nearly full. */
    WARM_PAUSED(WARNING, "a takeover writes the rest, and takes longer: raise nf_conntrack_max"),
    /** Replication is switched off by the configuration. */
    REPLICATION_OFF(WARNING, "a failover cuts every connection: set replication.mode: ftfw"),
    /** ZooKeeper cannot be reached. */
    ZK_UNREACHABLE(WARNING, "forwarding goes on; policy cannot be published until it is back"),
    /** A node enforces another version of the policy than is published. */
    POLICY_DRIFT(WARNING, "it follows by itself; if it stays: agentctl policy check on that node"),
    /** A node could not apply the published policy. */
    POLICY_REFUSED(WARNING, "the message names the reason; the version before stays in force"),
    /** The nodes' configurations differ in what they must agree on. */
    CONFIG_DRIFT(WARNING, "compare: agentctl config show on each node"),
    /** A kernel setting is not as forwarding needs it. */
    KERNEL_SETTING(WARNING, "set it, or let the agent: kernel.set_sysctls: true"),
    /** Datagrams between the nodes are not protected. */
    SECURITY_NONE(WARNING, "whoever reaches the sync link can inject: configure security.key_file"),
    /** The election thread has no real-time priority. */
    NOT_REALTIME(
            WARNING,
            "grant CAP_SYS_NICE (see the systemd unit); without it load may cost the lease"),
    /** The election thread was late. */
    LATE_TICKS(WARNING, "the machine is overloaded or paused; lengthen lease and advert_interval"),
    /** What was measured of this machine nearly outlasts the lease. */
    LEASE_MARGIN(
            WARNING,
            "lengthen lease and advert_interval on all nodes, or find what holds the machine up"),
    /** The state directory cannot be written. */
    STATE_UNSAVED(
            WARNING, "free space or permissions of state_dir; a restart would use older state"),
    /** A standby that hears no master does not take over, because of the third witness. */
    WITNESS_HOLDS(
            WARNING,
            "bring the paths to the node back; if it is gone for good: agentctl promote --force"),
    /** The bridge's port states are not as the gate is. */
    SECOND_LOCK(WARNING, "the fence holds by itself; does something else set the ports' states?"),
    /** Virtual addresses that should be here are not, or the other way round. */
    VIP_FAILED(WARNING, "the message has the kernel's words; check the interface of the address"),
    /** Another machine claims a virtual address that is held here. */
    VIP_CONFLICT(WARNING, "find the machine with the MAC in the message; it must give way"),
    /** The spanning tree lets frames cross where the role says otherwise. */
    STP_MISMATCH(WARNING, "read the ports' states; a switch of lower priority may be in the way"),
    /** Switches speak a spanning tree where the configuration expects none. */
    BPDU_SEEN(WARNING, "make the switch ports edge ports (portfast), or configure bpdu: pass"),
    /** The switches' spanning tree is to break loops, and no switch speaks one. */
    BPDU_MISSING(WARNING, "turn the spanning tree on at the switches, or configure bpdu: drop"),
    /** An operator has drained a node. */
    DRAINED(WARNING, "the node will not lead until: agentctl undrain");

    private final Level level;
    private final String hint;

    FindingCode(Level level, String hint) {
        this.level = level;
        this.hint = hint;
    }

    /** How bad it is whenever it occurs. */
    public Level level() {
        return level;
    }

    /** One line of the runbook: what to do. */
    public String hint() {
        return hint;
    }
}
