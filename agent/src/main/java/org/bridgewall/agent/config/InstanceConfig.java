package org.bridgewall.agent.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One bridgewall on this node: its ports, its election, its gate. Immutable.
 *
 * @param vrid virtual router id, 1..255, the same on all nodes (RFC 9568 section 5.2.3)
 * @param bridge empty string in mode {@code none}
 * @param uplink empty string in mode {@code none}
 * @param screened ports of the screened hosts; empty in mode {@code none}
 * @param priority 1..255, higher leads
 * @param advertInterval between adverts
 * @param lease how long the gate stays open by itself
 * @param renewal at the latest so long after the last renewal comes the next
 * @param loneLease the same while every peer is known to be gone
 * @param loneAfter silence of every peer on every path before the lone lease applies
 * @param startupDelay listening before the first candidacy; empty: computed from the timers
 * @param preempt whether a higher priority takes over from a healthy master
 * @param faultHold how long a fault must be gone before the node is a candidate again
 * @param unprovenDelay how long an unproven replica may delay a promotion
 * @param commitTimeout bound of writing the replica into the kernel
 * @param conntrackZone in which the connections of this instance are tracked; empty: whatever the
 *     kernel has, which one instance alone may claim
 * @param secondLock whether the bridge's port states lock behind the fence
 * @param witness who breaks the tie when no peer is heard on any path
 * @param faultHoldMax bound of the hold time, which doubles with each fault
 * @param faultDecay after so long without a fault one of them is forgotten
 * @param track what is watched beside the ports
 * @param syncGroup instances of one group move together; empty: this one moves alone
 * @param syncGroupPartial members that have a path go on where no node has one for all
 * @param hooks programs that are told of its states
 */
public record InstanceConfig(
        String name,
        int vrid,
        Mode mode,
        String bridge,
        String uplink,
        List<String> screened,
        int priority,
        Duration advertInterval,
        Duration lease,
        Duration renewal,
        Duration loneLease,
        Duration loneAfter,
        Optional<Duration> startupDelay,
        boolean preempt,
        Duration preemptDelay,
        Duration faultHold,
        Fence fence,
        OnStop onStop,
        Bpdu bpdu,
        Relearn relearn,
        Duration unprovenDelay,
        Duration commitTimeout,
        List<VipConfig> vips,
        Optional<Integer> conntrackZone,
        WitnessConfig witness,
        SecondLock secondLock,
        Duration faultHoldMax,
        Duration faultDecay,
        TrackConfig track,
        Optional<String> syncGroup,
        boolean syncGroupPartial,
        List<NotifyConfig> hooks) {
    public InstanceConfig {
        screened = List.copyOf(screened);
        hooks = List.copyOf(hooks);
        vips = List.copyOf(vips);
    }

    /** Who decides whether frames cross. */
    public enum Mode {
        /** The gate of the agent. */
        MANAGED,
        /** The spanning tree of the kernel. */
        STP,
        /** No bridge: a routed pair with addresses that move. */
        NONE
    }

    /** What holds the gate in the kernel. */
    public enum Fence {
        /** eBPF where the kernel has tcx, else nft. */
        AUTO,
        EBPF,
        NFT
    }

    /** The bridge's own port states behind the fence. */
    public enum SecondLock {
        /** Where the kernel leaves them to user space. */
        AUTO,
        OFF
    }

    /** What a stopped agent leaves behind when no peer takes over. */
    public enum OnStop {
        /** The gate is shut. */
        CLOSE,
        /** Frames go on crossing, by the policy that the kernel holds. */
        LEAVE
    }

    /** Spanning-tree frames of the switches. */
    public enum Bpdu {
        DROP,
        PASS
    }

    /** How switches learn that hosts are now behind this node. */
    public enum Relearn {
        /** One frame per known MAC. */
        ANNOUNCE,
        /** Carrier down and up, so that switches forget. */
        BOUNCE,
        BOTH
    }

    /** The data ports, uplink first. */
    public List<String> ports() {
        return Stream.concat(Stream.of(uplink), screened.stream())
                .filter(port -> !port.isEmpty())
                .toList();
    }

    /** {@code (256 - priority) / 256} of the advert interval (RFC 9568 section 6.1). */
    public Duration skew() {
        return advertInterval.multipliedBy(256 - priority).dividedBy(256);
    }

    /** Silence after which the master counts as gone (RFC 9568 section 6.1). */
    public Duration masterDownInterval() {
        return advertInterval.multipliedBy(3).plus(skew());
    }
}
