package org.bridgewall.agent.nftables;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.netlink.Attributes;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.MessageHandler;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.agent.netlink.NetlinkChannel;
import org.bridgewall.core.ruleset.Family;
import org.bridgewall.core.ruleset.IpAddress;

/**
 * The sets {@code hostdeny4} and {@code hostdeny6} of one instance: sources that the kernel
 * refuses, most of them put there by its own rules. Such an addition raises no event (none in
 * {@code NFNLGRP_NFTABLES}, kernel 6.18), so that the sets have to be read; that is done over raw
 * netlink ({@code linux/netfilter/nf_tables.h}), about 1 us per element, against 5 ms and more for
 * the nft command.
 *
 * <p>Thread rule: one thread, in the network namespace of which it was opened.
 */
public final class DenySets implements AutoCloseable {
    /** Elements per transaction: a lease renewal that waits for one waits some 2 ms. */
    static final int BATCH = 500;

    private static final int NFPROTO_INET = 1;
    private static final int NEWSETELEM = 10 << 8 | 12;
    private static final int GETSETELEM = 10 << 8 | 13;
    private static final int NFGENMSG_BYTES = 4;
    // enum nft_set_elem_list_attributes
    private static final int LIST_TABLE = 1;
    private static final int LIST_SET = 2;
    private static final int LIST_ELEMENTS = 3;
    // enum nft_set_elem_attributes
    private static final int ELEM_KEY = 1;
    private static final int ELEM_EXPIRATION = 5;
    private static final int DATA_VALUE = 1;

    private final NftProgram nft;
    private final String table;
    private final NetlinkChannel channel;

    private DenySets(NftProgram nft, String table, NetlinkChannel channel) {
        this.nft = nft;
        this.table = table;
        this.channel = channel;
    }

    /** Opens a socket in the calling thread's network namespace. */
    public static DenySets open(NftProgram nft, String table) throws LinuxException {
        return new DenySets(nft, table, NetlinkChannel.open(NetlinkSocket.NETFILTER));
    }

    /** All that are refused now; none where there is no such table. */
    public List<KernelBan> read() throws IOException {
        List<KernelBan> bans = new ArrayList<>(read("hostdeny4"));
        bans.addAll(read("hostdeny6"));
        return bans;
    }

    private List<KernelBan> read(String set) throws IOException {
        List<KernelBan> bans = new ArrayList<>();
        MessageWriter request = channel.request(GETSETELEM).u8(NFPROTO_INET).u8(0).u16be(0);
        request.attributeString(LIST_TABLE, table).attributeString(LIST_SET, set).end();
        try {
            channel.dump("list set inet " + table + " " + set, request, elements(bans));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) {
                return List.of();
            }
            throw e;
        }
        return bans;
    }

    private static MessageHandler elements(List<KernelBan> into) {
        return new MessageHandler() {
            @Override
            public void message(Message message) throws MalformedNetlinkException {
                if (message.type() != NEWSETELEM) {
                    return;
                }
                Attributes a = message.attributes(NFGENMSG_BYTES);
                while (a.next()) {
                    if (a.type() == LIST_ELEMENTS) {
                        list(a.nested(), into);
                    }
                }
            }

            @Override
            public void restarted() {
                into.clear();
            }
        };
    }

    private static void list(Attributes elements, List<KernelBan> into)
            throws MalformedNetlinkException {
        while (elements.next()) {
            byte[] address = {};
            long expiresMillis = 0;
            Attributes a = elements.nested();
            while (a.next()) {
                switch (a.type()) {
                    case ELEM_KEY -> address = data(a.nested());
                    case ELEM_EXPIRATION -> expiresMillis = a.u64be();
                    default -> {}
                }
            }
            // one without an end was put there by hand, for good: of this node
            if (expiresMillis > 0) {
                into.add(new KernelBan(address(address), Duration.ofMillis(expiresMillis)));
            }
        }
    }

    private static byte[] data(Attributes a) throws MalformedNetlinkException {
        byte[] value = {};
        while (a.next()) {
            value = a.type() == DATA_VALUE ? a.bytes() : value;
        }
        return value;
    }

    private static IpAddress address(byte[] bytes) throws MalformedNetlinkException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return switch (bytes.length) {
            case 4 -> new IpAddress(Family.IPV4, 0, Integer.toUnsignedLong(in.getInt()));
            case 16 -> new IpAddress(Family.IPV6, in.getLong(), in.getLong());
            default ->
                    throw new MalformedNetlinkException(
                            "address of " + bytes.length + " bytes (expected: 4 or 16)",
                            0,
                            ELEM_KEY);
        };
    }

    /**
     * Refuses sources from now on for so long each, whether they were refused before or not; some
     * hundred per transaction.
     */
    public void refuse(List<KernelBan> bans) throws NftException {
        for (Family family : Family.values()) {
            List<String> elements = new ArrayList<>();
            for (KernelBan ban : bans) {
                if (ban.address().family() == family) {
                    elements.add(ban.address() + " timeout " + ban.remaining().toMillis() + "ms");
                }
            }
            refuse("inet " + table + " hostdeny" + MapNames.digit(family), elements);
        }
    }

    private void refuse(String set, List<String> elements) throws NftException {
        for (int from = 0; from < elements.size(); from += BATCH) {
            List<String> part = elements.subList(from, Math.min(elements.size(), from + BATCH));
            String list = " element " + set + " { " + Elements.list(part) + " }\n";
            // add, delete, add never fails and always restarts the time, on every kernel
            nft.run(
                    "refuse " + part.size() + " sources",
                    "add" + list + "delete" + list + "add" + list);
        }
    }

    @Override
    public void close() {
        channel.close();
    }
}
