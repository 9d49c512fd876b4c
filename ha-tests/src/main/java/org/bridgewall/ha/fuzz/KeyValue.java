package org.bridgewall.ha.fuzz;

import java.util.Optional;

/** A record as an input: protobuf fields 1 and 2 are its key and its value. */
final class KeyValue {
    private static final int STRING = 2;

    private final byte[] key;
    private final byte[] value;

    KeyValue(byte[] key, byte[] value) {
        this.key = key;
        this.value = value;
    }

    byte[] key() {
        return key;
    }

    byte[] value() {
        return value;
    }

    static Optional<KeyValue> read(byte[] input) {
        Field both = ProtobufTree.read(input);
        return both.parts.size() < 2
                ? Optional.empty()
                : Optional.of(new KeyValue(content(both.parts.get(0)), content(both.parts.get(1))));
    }

    byte[] write() {
        Field both = new Field(Field.Kind.PARTS, 0);
        both.parts.add(field(1, key));
        both.parts.add(field(2, value));
        return ProtobufTree.write(both);
    }

    private static byte[] content(Field field) {
        return field.kind == Field.Kind.BYTES ? field.bytes : ProtobufTree.write(field);
    }

    private static Field field(int number, byte[] bytes) {
        Field field = new Field(Field.Kind.BYTES, number << 3 | STRING);
        field.bytes = bytes;
        return field;
    }
}
