package org.bridgewall.ha.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bridgewall.agent.bridge.LearnedHost;
import org.bridgewall.agent.loop.BanRecord;
import org.bridgewall.agent.loop.HostRecord;
import org.bridgewall.core.ruleset.Family;
import org.bridgewall.core.ruleset.IpAddress;

/** The readers of learned hosts and bans. What they accept has one spelling: as it was read. */
final class LearnedTarget implements FuzzTarget {
    private static final int VRID = 51;

    @Override
    public String name() {
        return "learned";
    }

    @Override
    public Shape shape() {
        return Shape.PROTOBUF;
    }

    @Override
    public boolean accepts(byte[] input) {
        KeyValue record = KeyValue.read(input).orElse(null);
        if (record == null) {
            return false;
        }
        Optional<LearnedHost> host = HostRecord.host(VRID, record.key(), record.value());
        host.ifPresent(read -> {
            same(record.key(), HostRecord.key(VRID, read));
            same(record.value(), HostRecord.value(read.leg()));
        });
        Optional<IpAddress> banned = BanRecord.address(VRID, record.key());
        banned.ifPresent(read -> same(record.key(), BanRecord.key(VRID, read)));
        return host.isPresent() || banned.isPresent();
    }

    private static void same(byte[] read, byte[] written) {
        if (!Arrays.equals(read, written)) {
            throw new PropertyBroken(
                    "read %s, written %s"
                            .formatted(Arrays.toString(read), Arrays.toString(written)));
        }
    }

    @Override
    public List<byte[]> examples() {
        LearnedHost host = new LearnedHost(0x020000000001L, 1, 7);
        IpAddress four = new IpAddress(Family.IPV4, 0, 0xc0000201L);
        IpAddress six = new IpAddress(Family.IPV6, 0x20010db800000000L, 1);
        byte[] end = {0, 0, 0, 0, 1, 2, 3, 4};
        return List.of(
                new KeyValue(HostRecord.key(VRID, host), HostRecord.value(1)).write(),
                new KeyValue(BanRecord.key(VRID, four), end).write(),
                new KeyValue(BanRecord.key(VRID, six), end).write());
    }
}
