package org.bridgewall.sync.flow;

/** {@link Tuple} as {@code TupleMessage} of {@code flow.proto}. */
final class TupleCodec {
    private TupleCodec() {}

    static void write(Tuple tuple, FieldWriter out) {
        out.uint32(1, tuple.protocol);
        int addressBytes = tuple.addressBytes();
        out.bytes(2, tuple.source, addressBytes);
        out.bytes(3, tuple.destination, addressBytes);
        out.uint32(4, tuple.sourcePort);
        out.uint32(5, tuple.destinationPort);
        out.uint32(6, tuple.icmpType);
        out.uint32(7, tuple.icmpCode);
        out.uint32(8, tuple.icmpId);
    }

    /** Reads the message that the reader stands on. */
    static void read(FieldReader in, Tuple into) throws MalformedFlowException {
        int outer = in.enter();
        into.clear();
        int sourceBytes = 0;
        int destinationBytes = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> into.protocol = in.uint32(255);
                case 2 -> sourceBytes = in.bytes(into.source);
                case 3 -> destinationBytes = in.bytes(into.destination);
                case 4 -> into.sourcePort = in.uint32(65535);
                case 5 -> into.destinationPort = in.uint32(65535);
                case 6 -> into.icmpType = in.uint32(255);
                case 7 -> into.icmpCode = in.uint32(255);
                case 8 -> into.icmpId = in.uint32(65535);
                default -> in.skip();
            }
        }
        if (sourceBytes != destinationBytes || (sourceBytes != 4 && sourceBytes != 16)) {
            throw in.malformed(
                    "addresses of " + sourceBytes + " and " + destinationBytes + " bytes");
        }
        into.family = sourceBytes == 4 ? Tuple.AF_INET : Tuple.AF_INET6;
        in.leave(outer);
    }
}
