package org.bridgewall.agent.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What holds where the file says nothing. The only place with such values. */
final class Defaults {
    static final Path STATE_DIRECTORY = Path.of("/var/lib/bridgewall");
    static final Path SOCKET = Path.of("/run/bridgewall/agent.sock");
    static final String GROUP = "bridgewall";
    static final Duration ZOOKEEPER_SESSION = Duration.ofSeconds(6);

    static final boolean PATH_REPLICATION = true;
    static final ReplicationConfig.Mode REPLICATION_MODE = ReplicationConfig.Mode.FTFW;
    static final Duration FLUSH_WINDOW = Duration.ofMillis(10);

    /** Leaves room for a tunnel on a 1500-byte link. */
    static final int MTU_BYTES = 1400;

    static final int RECEIVE_BUFFER_BYTES = 4 << 20;

    /** About one second of 100,000 events per second at 1280 bytes each, halved by the kernel. */
    static final int EVENT_BUFFER_BYTES = 64 << 20;

    static final int EVENT_BUFFER_LIMIT_BYTES = 256 << 20;
    static final Duration AUDIT = Duration.ofMinutes(1);

    static final List<AddressPrefix> IGNORE =
            List.of(
                    new AddressPrefix(InetAddress.ofLiteral("127.0.0.0"), 8),
                    new AddressPrefix(InetAddress.ofLiteral("::1"), 128));
    static final ReplicationConfig.Commit COMMIT = ReplicationConfig.Commit.ON_PROMOTION;
    static final ReplicationConfig.Tap TAP = ReplicationConfig.Tap.AUTO;
    static final Duration NAP = Duration.ofMillis(10);
    static final boolean SET_SYSCTLS = true;

    static final InstanceConfig.Mode MODE = InstanceConfig.Mode.MANAGED;
    static final int PRIORITY = 100;

    /** A bridge has no addresses to move: it can be ten times as fast as VRRP's one second. */
    static final Duration BRIDGE_ADVERT_INTERVAL = Duration.ofMillis(100);

    /** RFC 9568 section 5.2.7. */
    static final Duration ROUTED_ADVERT_INTERVAL = Duration.ofSeconds(1);

    /** In multiples of the advert interval, halves: 5 means 2.5. One lost beat closes nothing. */
    static final int LEASE_HALF_INTERVALS = 5;

    /** Within one lease: the fourth may come late before the gate closes. */
    private static final int RENEWALS_PER_LEASE = 5;

    static final Duration LONE_LEASE = Duration.ofMinutes(10);
    private static final Duration LONE_AFTER = Duration.ofSeconds(3);
    static final boolean PREEMPT = false;
    static final boolean SYNC_GROUP_PARTIAL = false;
    static final Duration PREEMPT_DELAY = Duration.ZERO;
    static final Duration FAULT_HOLD = Duration.ofSeconds(3);

    /** The hold time doubles up to this. */
    private static final Duration FAULT_HOLD_MAX = Duration.ofMinutes(1);

    static final Duration FAULT_DECAY = Duration.ofMinutes(2);
    static final Duration TRACK_INTERVAL = Duration.ofSeconds(1);
    static final Duration TRACK_TIMEOUT = Duration.ofSeconds(1);
    static final Duration NOTIFY_TIMEOUT = Duration.ofSeconds(10);
    static final Set<NotifyConfig.State> NOTIFY_ON =
            EnumSet.of(
                    NotifyConfig.State.MASTER,
                    NotifyConfig.State.BACKUP,
                    NotifyConfig.State.FAULT,
                    NotifyConfig.State.STOP);
    static final InstanceConfig.Fence FENCE = InstanceConfig.Fence.AUTO;
    static final InstanceConfig.SecondLock SECOND_LOCK = InstanceConfig.SecondLock.OFF;
    static final InstanceConfig.OnStop ON_STOP = InstanceConfig.OnStop.CLOSE;
    static final InstanceConfig.Bpdu BPDU = InstanceConfig.Bpdu.DROP;
    static final InstanceConfig.Relearn RELEARN = InstanceConfig.Relearn.ANNOUNCE;
    static final Duration UNPROVEN_DELAY = Duration.ofSeconds(2);
    static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);

    static final WitnessConfig.Source WITNESS = WitnessConfig.Source.OFF;
    static final WitnessConfig.Unreachable WITNESS_UNREACHABLE = WitnessConfig.Unreachable.WIRE;

    /** Some round trips of a quorum that flushes to disk; a takeover waits no longer. */
    static final Duration WITNESS_TIMEOUT = Duration.ofMillis(300);

    private Defaults() {}

    static Duration faultHoldMax(Duration hold) {
        return hold.compareTo(FAULT_HOLD_MAX) > 0 ? hold : FAULT_HOLD_MAX;
    }

    /** Never before a standby's takeover would be over: slow timers wait longer. */
    static Duration loneAfter(Duration advertInterval, Duration lease) {
        Duration surelyGone = advertInterval.multipliedBy(4).plus(lease);
        return surelyGone.compareTo(LONE_AFTER) > 0 ? surelyGone : LONE_AFTER;
    }

    static Duration renewal(Duration advert, Duration lease) {
        Duration often = lease.dividedBy(RENEWALS_PER_LEASE);
        return often.compareTo(advert) < 0 ? often : advert;
    }
}
