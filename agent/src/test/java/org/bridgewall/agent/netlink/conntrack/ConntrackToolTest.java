package org.bridgewall.agent.netlink.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bridgewall.sync.flow.FlowFilter;
import org.bridgewall.sync.flow.FlowSnapshot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The conntrack tool makes entries of many kinds, and judges what a commit made of their copies.
 */
@Tag("kernel")
class ConntrackToolTest {
    private static final List<String> ENTRIES =
            List.of(
                    "-s 10.0.0.1 -d 10.0.0.2 -p tcp --sport 1000 --dport 80 --state ESTABLISHED"
                            + " -u SEEN_REPLY,ASSURED -m 7",
                    "-s 10.0.0.1 -d 10.0.0.2 -p tcp --sport 1001 --dport 80 --state SYN_RECV"
                            + " -u SEEN_REPLY",
                    "-s 10.0.0.1 -d 10.0.0.2 -p tcp --sport 1002 --dport 80 --state SYN_SENT",
                    "-s 2001:db8::1 -d 2001:db8::2 -p udp --sport 1000 --dport 53"
                            + " -u SEEN_REPLY,ASSURED",
                    "-s 10.0.0.1 -d 10.0.0.2 -p icmp --icmp-type 8 --icmp-code 0 --icmp-id 77",
                    "-s 2001:db8::1 -d 2001:db8::2 -p icmpv6 --icmpv6-type 128 --icmpv6-code 0"
                            + " --icmpv6-id 77",
                    "-s 10.0.0.1 -d 10.0.0.2 -p gre --srckey 5 --dstkey 6 -u SEEN_REPLY,ASSURED",
                    "-s 10.0.0.1 -d 10.0.0.2 -p sctp --sport 5 --dport 6 --state ESTABLISHED"
                            + " --orig-vtag 1234 --reply-vtag 5678 -u SEEN_REPLY,ASSURED",
                    "-s 10.0.0.1 -d 10.0.0.2 -p 50 -u SEEN_REPLY",
                    "-s 10.0.0.1 -d 10.0.0.2 -p udplite --sport 5 --dport 7 -u SEEN_REPLY",
                    "-s 10.0.0.1 -d 10.0.0.2 -p udp --sport 5 --dport 6 -u SEEN_REPLY"
                            + " --src-nat 192.0.2.1:4000",
                    "-s 10.0.0.1 -d 10.0.0.3 -p tcp --sport 5 --dport 6 -u SEEN_REPLY,ASSURED"
                            + " --state ESTABLISHED --dst-nat 192.0.2.1:4000",
                    "-s 2001:db8::1 -d 2001:db8::3 -p tcp --sport 5 --dport 6 -u SEEN_REPLY"
                            + " --state ESTABLISHED --dst-nat 2001:db8::9",
                    "-s 10.0.0.1 -d 10.0.0.2 -p udp --sport 5 --dport 7 -u SEEN_REPLY -w 9",
                    "-s 10.0.0.1 -d 10.0.0.2 -p udp --sport 5 --dport 7 -u SEEN_REPLY"
                            + " --orig-zone 11",
                    "-s 10.0.0.1 -d 10.0.0.2 -p udp --sport 5 --dport 8 -u SEEN_REPLY"
                            + " --reply-zone 12");

    @Test
    void aCommitOfADumpMakesTheSameTable() throws Exception {
        try (Room active = new Room();
                Room standby = new Room()) {
            FlowSnapshot snapshot = new FlowSnapshot();
            active.run(() -> {
                for (String entry : ENTRIES) {
                    Room.shell("conntrack -I -t 600 " + entry);
                }
                try (ConntrackDump dump = ConntrackDump.open(FlowFilter.ALL)) {
                    assertThat(dump.run(snapshot::add)).isEqualTo(ENTRIES.size());
                }
            });
            standby.run(() -> {
                try (ConntrackCommit commit = ConntrackCommit.open()) {
                    assertThat(commit.commit(snapshot).failures()).isEmpty();
                }
            });

            List<String> expected = active.call(ConntrackToolTest::table);
            assertThat(expected).hasSize(ENTRIES.size());
            assertThat(standby.call(ConntrackToolTest::table)).isEqualTo(expected);
        }
    }

    /** The tool's lines without the timeout, in order. */
    private static List<String> table() throws Exception {
        return Room.shell("conntrack -L 2>/dev/null")
                .lines()
                .map(line -> line.replaceFirst("^(\\w+ +\\d+ )\\d+ ", "$1"))
                .sorted()
                .toList();
    }
}
