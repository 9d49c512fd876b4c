package org.bridgewall.ha.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.netlink.Attributes;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.NetlinkChannel;
import org.bridgewall.agent.netlink.conntrack.ConntrackDump;
import org.bridgewall.agent.netlink.link.Links;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowCodec;
import org.bridgewall.sync.flow.FlowFilter;

/**
 * The readers of what the kernel says: as a dump of connections and as a list of links. Both read
 * or refuse it; a connection that was read can be written as a record.
 */
final class NetlinkTarget implements FuzzTarget {
    /** A dump of two connections as Linux 6.18 sent it. */
    private static final String DUMP =
            "c000000000010200010000002787eab602000000340001801400018008000100"
                    + "0a000001080002000a0000021c00028005000100110000000600020000050000"
                    + "06000300000600003400028014000180080001000a00000208000200c0000201"
                    + "1c00028005000100110000000600020000060000060003000fa0000008000300"
                    + "0000019a080008000000000908000c004464ec2308000b000000000108000700"
                    + "000002571c001880080001000000000008000200000000000800030000000000"
                    + "e800000000010200010000002787eab602000000340001801400018008000100"
                    + "0a000001080002000a0000021c00028005000100840000000600020000050000"
                    + "06000300000600003400028014000180080001000a000002080002000a000001"
                    + "1c00028005000100840000000600020000060000060003000005000006001200"
                    + "00030000080003000000000e080008000000000008000c006284c68208000b00"
                    + "000000010800070000000257200004801c000380050001000400000008000200"
                    + "d2040000080003002e1600001c00188008000100000000000800020000000000"
                    + "0800030000000000";

    private final CannedTransport transport = new CannedTransport();
    private final ConntrackDump dump =
            ConntrackDump.over(new NetlinkChannel(transport), FlowFilter.ALL);
    private final Links links = new Links(new NetlinkChannel(transport));
    private final FlowCodec codec = new FlowCodec();
    private final byte[] room = new byte[FlowCodec.MAX_KEY_BYTES + FlowCodec.MAX_VALUE_BYTES];

    @Override
    public String name() {
        return "netlink";
    }

    @Override
    public Shape shape() {
        return Shape.NETLINK;
    }

    @Override
    public List<byte[]> examples() {
        List<byte[]> all = new ArrayList<>();
        all.add(HexFormat.of().parseHex(DUMP));
        all.add(ExampleLinks.bytes());
        return all;
    }

    @Override
    public boolean accepts(byte[] input) {
        transport.answer(input);
        boolean wellFormed = walk(input);
        boolean flows = reads(() -> dump.run(this::write));
        boolean interfaces = reads(() -> links.list());
        return wellFormed && (flows || interfaces);
    }

    /** Goes through every attribute as if it were a nest. */
    private static boolean walk(byte[] input) {
        Message message = new Message().over(ByteBuffer.wrap(input).order(ByteOrder.nativeOrder()));
        try {
            boolean all = true;
            while (message.next()) {
                all &= message.payloadBytes() < 4 || walk(message.attributes(4), 0);
            }
            return all;
        } catch (MalformedNetlinkException e) {
            return false;
        }
    }

    private static boolean walk(Attributes attributes, int depth) {
        try {
            while (attributes.next()) {
                if (attributes.bytes().length != attributes.payloadBytes()) {
                    throw new PropertyBroken("payload of another length than it says");
                }
                if (attributes.payloadBytes() >= 4 && depth < 64) {
                    walk(attributes.nested(), depth + 1);
                }
            }
            return true;
        } catch (MalformedNetlinkException e) {
            return false;
        }
    }

    private void write(Flow flow) {
        codec.encodeKey(flow, room, 0);
        codec.encodeValue(flow, room, FlowCodec.MAX_KEY_BYTES);
    }

    /** What may fail when the kernel is asked. */
    private interface Question {
        void ask() throws IOException;
    }

    private static boolean reads(Question question) {
        try {
            question.ask();
            return true;
        } catch (MalformedNetlinkException | LinuxException e) {
            return false;
        } catch (IOException e) {
            throw new PropertyBroken("an undeclared exception: " + e);
        }
    }
}
