package org.bridgewall.ha.fuzz;

/** How the inputs of a reader are built. */
public enum Shape {
    /** Nothing is known. */
    BYTES,
    /** Protobuf fields, nested. */
    PROTOBUF,
    /** Netlink messages of nested attributes. */
    NETLINK,
    /** Lines of words. */
    TEXT
}
