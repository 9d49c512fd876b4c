package org.bridgewall.sync.flow;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * An {@link Expectation} as the key and the value of a replicated record: protobuf wire format, as
 * {@code flow.proto} describes it. Canonical, like {@link FlowCodec}; the timeout is in neither
 * part.
 *
 * <p>Thread rule: one codec per thread.
 */
public final class ExpectationCodec {
    /** No key is longer. */
    public static final int MAX_KEY_BYTES = 144;

    /** No value is longer. */
    public static final int MAX_VALUE_BYTES = 288;

    /** No name of a helper or function is longer; the kernel's have at most 17. */
    public static final int MAX_NAME_BYTES = 31;

    private final FieldWriter out = new FieldWriter();
    private final FieldReader in = new FieldReader();
    private final byte[] name = new byte[MAX_NAME_BYTES];

    /**
     * Writes the identity: tuple, mask and zone.
     *
     * @param target has {@link #MAX_KEY_BYTES} from {@code offset} on
     * @return bytes written
     */
    public int encodeKey(Expectation expectation, byte[] target, int offset) {
        if (!expectation.tuple.isPresent()) {
            throw new IllegalArgumentException("an expectation without tuple");
        }
        out.over(target, offset);
        write(1, expectation.tuple);
        write(2, expectation.mask);
        out.uint32(3, expectation.zone);
        return out.position() - offset;
    }

    /**
     * Writes all the rest but the timeout.
     *
     * @param target has {@link #MAX_VALUE_BYTES} from {@code offset} on
     * @return bytes written
     */
    public int encodeValue(Expectation expectation, byte[] target, int offset) {
        out.over(target, offset);
        write(1, expectation.master);
        out.uint32(2, expectation.flags);
        out.uint32(3, expectation.helperClass);
        write(4, expectation.helper);
        write(5, expectation.function);
        if (expectation.translation.isPresent()) {
            out.uint32(6, expectation.translationDirection);
            write(7, expectation.translation);
        }
        return out.position() - offset;
    }

    /** Reads a key into an expectation, whose other fields become empty. */
    public void decodeKey(byte[] source, int offset, int length, Expectation into)
            throws MalformedFlowException {
        into.clear();
        in.over(source, offset, length);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> TupleCodec.read(in, into.tuple);
                case 2 -> TupleCodec.read(in, into.mask);
                case 3 -> into.zone = in.uint32(65535);
                default -> in.skip();
            }
        }
        if (!into.tuple.isPresent() || into.mask.family != into.tuple.family) {
            throw in.malformed("a key without tuple, or whose mask is of another family");
        }
    }

    /**
     * Reads a value into an expectation whose key was read before; the timeout becomes 0.
     *
     * @throws MalformedFlowException and leaves the expectation half filled
     */
    public void decodeValue(byte[] source, int offset, int length, Expectation into)
            throws MalformedFlowException {
        into.clearState();
        in.over(source, offset, length);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> TupleCodec.read(in, into.master);
                case 2 -> into.flags = in.uint32(Integer.MAX_VALUE);
                case 3 -> into.helperClass = in.uint32(Integer.MAX_VALUE);
                case 4 -> into.helper = name();
                case 5 -> into.function = name();
                case 6 -> into.translationDirection = in.uint32(1);
                case 7 -> TupleCodec.read(in, into.translation);
                default -> in.skip();
            }
        }
        if (!into.master.isPresent()) {
            throw in.malformed("an expectation without master");
        }
    }

    private void write(int field, Tuple tuple) {
        if (tuple.isPresent()) {
            int begun = out.beginMessage(field);
            TupleCodec.write(tuple, out);
            out.endMessage(begun);
        }
    }

    private void write(int field, String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        out.bytes(field, bytes, Math.min(bytes.length, MAX_NAME_BYTES));
    }

    private String name() throws MalformedFlowException {
        return new String(name, 0, in.bytes(name), US_ASCII);
    }
}
