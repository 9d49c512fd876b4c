package org.bridgewall.agent.netlink.conntrack;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.bridgewall.agent.netlink.Message;

/** Datagrams as Linux 6.18 on x86-64 sent them. */
final class KernelBytes {
    private static final String ORIGINAL_V6 =
            "4c0001802c000180140003000000000000000000000000000000000114000400"
                    + "000000000000000000000000000000011c000280050001000600000006000200"
                    + "9c400000060003001f900000";
    private static final String REPLY_V6 =
            "4c0002802c000180140003000000000000000000000000000000000114000400"
                    + "000000000000000000000000000000011c000280050001000600000006000200"
                    + "1f900000060003009c400000";

    /** [::1]:40000 to [::1]:8080 becomes established. */
    static final String TCP6_ESTABLISHED =
            "fc0000000001000000000000000000000a000000"
                    + ORIGINAL_V6
                    + REPLY_V6
                    + "08000c00882a3874080003000000000e080007000006978030000480"
                    + "2c0001800500010003000000050002000a000000050003000a000000"
                    + "060004002300000006000500230000000800080000000005";

    /** The same flow is deleted by another socket. */
    static final String TCP6_DESTROYED =
            "dc0000000201000000000000175100000a000000"
                    + ORIGINAL_V6
                    + REPLY_V6
                    + "08000c00882a3874080003000000020e080007000000007710000480"
                    + "0c00018005000100070000000800080000000005";

    /** A dump of two: UDP with its source translated, and SCTP in zone 3. */
    static final String DUMP =
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

    private KernelBytes() {}

    static ByteBuffer datagram(String hex) {
        return datagram(HexFormat.of().parseHex(hex));
    }

    static ByteBuffer datagram(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length)
                .order(ByteOrder.nativeOrder())
                .put(bytes)
                .flip();
    }

    static Message message(String hex) throws Exception {
        Message message = new Message().over(datagram(hex));
        message.next();
        return message;
    }
}
