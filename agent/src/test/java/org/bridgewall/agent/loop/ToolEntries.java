package org.bridgewall.agent.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Lines for {@code conntrack -R}, of every kind that the conntrack tool can make. */
final class ToolEntries {
    private static final String[] TCP = {
        "SYN_SENT",
        "SYN_RECV",
        "ESTABLISHED",
        "FIN_WAIT",
        "CLOSE_WAIT",
        "LAST_ACK",
        "TIME_WAIT",
        "CLOSE",
        "SYN_SENT2"
    };
    private static final String[] SCTP = {
        "CLOSED",
        "COOKIE_WAIT",
        "COOKIE_ECHOED",
        "ESTABLISHED",
        "SHUTDOWN_SENT",
        "SHUTDOWN_RECD",
        "SHUTDOWN_ACK_SENT"
    };

    private ToolEntries() {}

    /** That many entries, no two alike. */
    static List<String> list(Random random, int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean v6 = random.nextBoolean();
            String line =
                    "-A -t %d -u %s -s %s -d %s %s"
                            .formatted(
                                    1_000 + random.nextInt(5_000),
                                    random.nextBoolean() ? "SEEN_REPLY" : "SEEN_REPLY,ASSURED",
                                    address(v6, 1, i),
                                    address(v6, 2, random.nextInt(100)),
                                    protocol(random, v6, i));
            lines.add(line + extra(random, v6, i));
        }
        return lines;
    }

    private static String protocol(Random random, boolean v6, int number) {
        String ports = " --sport " + (1 + random.nextInt(65535)) + " --dport " + (1 + number);
        return switch (random.nextInt(8)) {
            case 0, 1 -> "-p tcp" + ports + " --state " + TCP[random.nextInt(TCP.length)];
            case 2 -> "-p udp" + ports;
            case 3 -> "-p udplite" + ports;
            case 4 ->
                    "-p sctp"
                            + ports
                            + " --state "
                            + SCTP[random.nextInt(SCTP.length)]
                            + " --orig-vtag "
                            + random.nextInt(1 << 30)
                            + " --reply-vtag "
                            + random.nextInt(1 << 30);
            case 5 -> "-p gre --srckey " + (1 + number) + " --dstkey " + random.nextInt(65536);
            case 6 ->
                    v6
                            ? "-p icmpv6 --icmpv6-type 128 --icmpv6-code 0 --icmpv6-id " + number
                            : "-p icmp --icmp-type 8 --icmp-code 0 --icmp-id " + number;
            default -> "-p " + (random.nextBoolean() ? 51 : 103);
        };
    }

    private static String extra(Random random, boolean v6, int number) {
        return switch (random.nextInt(8)) {
            case 0 -> " -m " + random.nextInt(1 << 30);
            case 1 -> " -w " + (1 + random.nextInt(65535));
            case 2 -> " --orig-zone " + (1 + random.nextInt(65535));
            case 3 -> " --reply-zone " + (1 + random.nextInt(65535));
            case 4 -> " --src-nat " + address(v6, 3, number);
            case 5 -> " --dst-nat " + address(v6, 4, number);
            default -> "";
        };
    }

    private static String address(boolean v6, int block, int host) {
        return v6
                ? "2001:db8:" + block + "::" + Integer.toHexString(host + 1)
                : "10." + block + "." + (host >> 8) + "." + (host & 255);
    }
}
