package org.bridgewall.agent.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** Golden bytes as text: pairs of digits, with blanks and {@code # comments} to the end of line. */
public final class Hex {
    private Hex() {}

    public static byte[] bytes(String text) {
        return HexFormat.of().parseHex(text.replaceAll("#[^\n]*", "").replaceAll("\\s", ""));
    }

    public static ByteBuffer buffer(String text) {
        return buffer(bytes(text));
    }

    public static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    /** What lies between position and limit, as digits; the position stays. */
    public static String text(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The same digits without blanks and comments. */
    public static String text(String golden) {
        return HexFormat.of().formatHex(bytes(golden));
    }
}
