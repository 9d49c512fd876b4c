package org.bridgewall.agent.loop;

/** Kinds of replicated records: the {@code type} of each record on the wire. */
public final class RecordTypes {
    /** A conntrack entry, as {@link org.bridgewall.sync.flow.FlowCodec} writes it. */
    public static final int FLOW = 1;

    /** An expected connection, as {@link org.bridgewall.sync.flow.ExpectationCodec} writes it. */
    public static final int EXPECTATION = 2;

    /** A host that a bridge has learned, as {@link HostRecord} writes it. */
    public static final int HOST = 3;

    /** A source that a kernel refuses, as {@link BanRecord} writes it. */
    public static final int BAN = 4;

    private RecordTypes() {}
}
