package org.bridgewall.agent.nftables;

import java.io.IOException;
import java.util.OptionalInt;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.netlink.Attributes;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.agent.netlink.NetlinkChannel;

/**
 * The number that the kernel raises with each transaction on any table of a network namespace
 * ({@code NFT_MSG_GETGEN}, {@code linux/netfilter/nf_tables.h}). What was read of the ruleset is
 * still so while it is the same; to ask takes some ten microseconds, to list a table with the nft
 * command some milliseconds of a processor. What rules put into sets raises nothing.
 *
 * <p>Thread rule: one thread.
 */
public final class RulesetGeneration implements AutoCloseable {
    private static final int NEWGEN = 10 << 8 | 15;
    private static final int GETGEN = 10 << 8 | 16;
    private static final int NFGENMSG_BYTES = 4;

    /** {@code NFTA_GEN_ID}. */
    private static final int ID = 1;

    private final NetlinkChannel channel;

    private RulesetGeneration(NetlinkChannel channel) {
        this.channel = channel;
    }

    /** Opens a socket in the calling thread's network namespace. */
    public static RulesetGeneration open() throws LinuxException {
        return new RulesetGeneration(NetlinkChannel.open(NetlinkSocket.NETFILTER));
    }

    /** The present number; empty where the kernel does not tell. */
    OptionalInt read() throws IOException {
        int[] found = new int[1];
        MessageWriter request = channel.request(GETGEN).u8(0).u8(0).u16be(0).end();
        channel.query(
                "read the generation of the ruleset", request, message -> take(message, found));
        return found[0] == 0 ? OptionalInt.empty() : OptionalInt.of(found[0]);
    }

    private static void take(Message message, int[] found) throws MalformedNetlinkException {
        if (message.type() != NEWGEN) {
            return;
        }
        Attributes a = message.attributes(NFGENMSG_BYTES);
        while (a.next()) {
            if (a.type() == ID) {
                found[0] = a.u32be();
            }
        }
    }

    @Override
    public void close() {
        channel.close();
    }
}
