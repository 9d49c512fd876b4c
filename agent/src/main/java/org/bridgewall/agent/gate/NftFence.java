package org.bridgewall.agent.gate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.bridgewall.agent.bridge.WireHeader;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetDevice;

/**
 * The table of an nft fence: a netdev chain on the ingress of every data port, which accepts while
 * the set {@code lease} holds its element. Written with the {@code nft} command, because it is
 * written rarely.
 *
 * <p>Thread rule: any thread of the network namespace; takes milliseconds.
 */
final class NftFence {
    static final String TRIPS = "trips";
    static final String REFUSED = "refused";

    private static final String PREFIX = "bw_fence_";
    private static final long NFT_SECONDS = 10;
    private static final HexFormat MAC = HexFormat.ofDelimiter(":");

    private NftFence() {}

    static String table(int vrid) {
        return PREFIX + vrid;
    }

    /** Makes the table, or brings an existing one up to date in one transaction, its lease kept. */
    static void install(GateOptions options) throws IOException {
        for (String port : options.ports()) {
            NetDevice.requireIndex(port);
        }
        nft("fence " + options.ports(), script(options, options.ports()), "-f", "-");
    }

    /** As {@link #install}, for the ports that exist now. */
    static void repair(GateOptions options) throws IOException {
        List<String> present =
                options.ports().stream().filter(port -> NetDevice.indexOf(port) != 0).toList();
        nft("fence " + present, script(options, present), "-f", "-");
    }

    /** The table as text; an error if there is none. */
    static String list(int vrid) throws IOException {
        String chain = table(vrid) + " ingress";
        return nft("list chain netdev " + chain, "list chain netdev " + chain, "-f", "-");
    }

    /** Whether a port is among the devices of the chain as listed. */
    static boolean covers(String listing, String port) {
        return Pattern.compile(
                        "^\\s*type filter hook ingress device.*[ \"]"
                                + Pattern.quote(port)
                                + "[ \",}]",
                        Pattern.MULTILINE)
                .matcher(listing)
                .find();
    }

    /** When an nft fence of the instance closes by itself; 0 = closed, or there is none. */
    static long deadlineNanos(int vrid) throws IOException {
        try (NftLease lease = NftLease.open(table(vrid))) {
            long now = System.nanoTime();
            long left = lease.remainingMillis();
            return left == 0 ? 0 : now + TimeUnit.MILLISECONDS.toNanos(left);
        }
    }

    /** Takes an nft fence of the instance away, if there is one. */
    static void remove(int vrid) throws IOException {
        try (NftLease lease = NftLease.open(table(vrid))) {
            int error = lease.deleteTable();
            if (error != 0
                    && error != Errno.ENOENT
                    && error != Errno.EINVAL
                    && error != Errno.EOPNOTSUPP) {
                throw new LinuxException("nfnetlink(delete table " + table(vrid) + ")", error);
            }
        }
    }

    /** The transaction, in nft's language. */
    static String script(GateOptions options, List<String> ports) {
        String table = table(options.vrid());
        return """
        table netdev %1$s {
          counter %2$s { }
          counter %3$s { }
          set %4$s { type mark; flags dynamic,timeout; timeout 1s; size 4; }
          chain guard { }
          chain ingress {
            type filter hook ingress devices = { %5$s } priority -500; policy drop;
          }
        }
        flush chain netdev %1$s guard
        flush chain netdev %1$s ingress
        table netdev %1$s {
          chain guard {
        %6$s  }
          chain ingress {
            meta mark != @%4$s counter name %3$s drop
            ether type 0x%7$x jump guard
            accept
          }
        }
        """
                .formatted(
                        table,
                        TRIPS,
                        REFUSED,
                        NftLease.SET,
                        String.join(", ", ports),
                        guard(options),
                        WireHeader.ETHERTYPE);
    }

    /**
     * One rule for each way in which an own probe can come in at another leg than it left through.
     */
    private static String guard(GateOptions options) {
        StringBuilder rules = new StringBuilder();
        for (int leg = 0; leg < options.ports().size(); leg++) {
            String mac = MAC.formatHex(options.probes().mac(leg));
            for (int at = 0; at < options.ports().size(); at++) {
                if (at != leg) {
                    rules.append(
                            "    iifname \"%s\" ether saddr %s delete @%s { meta mark } counter name %s drop\n"
                                    .formatted(options.ports().get(at), mac, NftLease.SET, TRIPS));
                }
            }
        }
        return rules.toString();
    }

    private static String nft(String operation, String script, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("nft"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream input = process.getOutputStream()) {
            input.write(script.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(NFT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(operation + ": nft gave no answer in " + NFT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(operation + ": interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new IOException(
                    operation + ": nft exit code " + process.exitValue() + ": " + said.strip());
        }
        return said;
    }
}
