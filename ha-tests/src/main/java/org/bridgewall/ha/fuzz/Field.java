package org.bridgewall.ha.fuzz;

import java.util.ArrayList;
import java.util.List;

/**
 * One field of a nested structure: protobuf's or netlink's. Either it has parts, or a number, or
 * bytes.
 */
final class Field {
    /** What a field carries. */
    enum Kind {
        NUMBER,
        BYTES,
        PARTS
    }

    final List<Field> parts = new ArrayList<>();
    Kind kind;

    /** Protobuf's tag, netlink's attribute type or message type. */
    int tag;

    /** The number of a {@link Kind#NUMBER}. */
    long number;

    /** The bytes of a {@link Kind#BYTES}; what stands before the parts of a {@link Kind#PARTS}. */
    byte[] bytes = new byte[0];

    Field(Kind kind, int tag) {
        this.kind = kind;
        this.tag = tag;
    }

    Field copy() {
        Field copy = new Field(kind, tag);
        copy.number = number;
        copy.bytes = bytes.clone();
        parts.forEach(part -> copy.parts.add(part.copy()));
        return copy;
    }
}
