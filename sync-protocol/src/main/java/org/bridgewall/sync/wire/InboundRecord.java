package org.bridgewall.sync.wire;

/** One record of a received frame: where its parts lie in the datagram. Reused. */
public final class InboundRecord {
    private byte[] bytes = new byte[0];
    private int type;
    private int keyOffset;
    private int keyLength;
    private int valueOffset;
    private int valueLength;
    private int timeoutSeconds;
    private boolean removed;

    void read(ProtoReader in, byte[] datagram) throws MalformedFrameException {
        bytes = datagram;
        type = 0;
        keyOffset = 0;
        keyLength = 0;
        valueOffset = 0;
        valueLength = 0;
        timeoutSeconds = 0;
        removed = false;
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 -> type = (int) in.varint();
                case 2 << 3 | ProtoWriter.BYTES -> {
                    keyLength = in.length();
                    keyOffset = in.position();
                    in.skipBytes(keyLength);
                }
                case 3 << 3 | ProtoWriter.BYTES -> {
                    valueLength = in.length();
                    valueOffset = in.position();
                    in.skipBytes(valueLength);
                }
                case 4 << 3 -> timeoutSeconds = (int) in.varint();
                case 5 << 3 -> removed = in.varint() != 0;
                default -> in.skip(tag);
            }
        }
    }

    public byte[] bytes() {
        return bytes;
    }

    public int type() {
        return type;
    }

    public int keyOffset() {
        return keyOffset;
    }

    public int keyLength() {
        return keyLength;
    }

    public int valueOffset() {
        return valueOffset;
    }

    public int valueLength() {
        return valueLength;
    }

    public int timeoutSeconds() {
        return timeoutSeconds;
    }

    public boolean removed() {
        return removed;
    }
}
