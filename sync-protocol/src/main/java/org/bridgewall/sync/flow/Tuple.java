package org.bridgewall.sync.flow;

import java.util.Arrays;

/**
 * One direction of a flow: addresses, protocol and the protocol's part ({@code ctattr_tuple} in
 * {@code linux/netfilter/nfnetlink_conntrack.h}). A mutable holder, meant to be reused.
 *
 * <p>Thread rule: owned by one thread. Ports, ids and keys are in host order, 0..65535.
 */
public final class Tuple {
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;

    /** {@link #AF_INET}, {@link #AF_INET6}, or 0: the tuple is absent. */
    public int family;

    /** {@code IPPROTO_*}, 0..255. */
    public int protocol;

    /** Network order; an IPv4 address fills the first four bytes, the rest is zero. */
    public final byte[] source = new byte[16];

    public final byte[] destination = new byte[16];

    /** TCP, UDP, UDPLITE, SCTP, DCCP: port. GRE: key of PPTP's call. Otherwise 0. */
    public int sourcePort;

    public int destinationPort;

    /** ICMP and ICMPv6 only; otherwise 0. */
    public int icmpType;

    public int icmpCode;
    public int icmpId;

    public boolean isPresent() {
        return family != 0;
    }

    /** Length of this family's addresses: 4, 16, or 0 where the tuple is absent. */
    public int addressBytes() {
        return family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0;
    }

    public void clear() {
        family = 0;
        protocol = 0;
        Octets.clear(source);
        Octets.clear(destination);
        sourcePort = 0;
        destinationPort = 0;
        icmpType = 0;
        icmpCode = 0;
        icmpId = 0;
    }

    public void copyFrom(Tuple other) {
        family = other.family;
        protocol = other.protocol;
        System.arraycopy(other.source, 0, source, 0, 16);
        System.arraycopy(other.destination, 0, destination, 0, 16);
        sourcePort = other.sourcePort;
        destinationPort = other.destinationPort;
        icmpType = other.icmpType;
        icmpCode = other.icmpCode;
        icmpId = other.icmpId;
    }

    /**
     * Becomes the tuple of the answers to {@code original}, as the kernel forms it where no address
     * is translated ({@code nf_ct_invert_tuple}).
     */
    public void invert(Tuple original) {
        family = original.family;
        protocol = original.protocol;
        System.arraycopy(original.destination, 0, source, 0, 16);
        System.arraycopy(original.source, 0, destination, 0, 16);
        sourcePort = original.destinationPort;
        destinationPort = original.sourcePort;
        icmpType = IcmpTypes.answerOf(original.protocol, original.icmpType);
        icmpCode = original.icmpCode;
        icmpId = original.icmpId;
    }

    /** Whether this is exactly what {@link #invert} would make of {@code original}. */
    public boolean isInverseOf(Tuple original) {
        return family == original.family
                && protocol == original.protocol
                && sourcePort == original.destinationPort
                && destinationPort == original.sourcePort
                && icmpType == IcmpTypes.answerOf(original.protocol, original.icmpType)
                && icmpCode == original.icmpCode
                && icmpId == original.icmpId
                && Arrays.equals(source, original.destination)
                && Arrays.equals(destination, original.source);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Tuple other
                && family == other.family
                && protocol == other.protocol
                && sourcePort == other.sourcePort
                && destinationPort == other.destinationPort
                && icmpType == other.icmpType
                && icmpCode == other.icmpCode
                && icmpId == other.icmpId
                && Arrays.equals(source, other.source)
                && Arrays.equals(destination, other.destination);
    }

    @Override
    public int hashCode() {
        int hash = 31 * family + protocol;
        hash = 31 * hash + Arrays.hashCode(source);
        hash = 31 * hash + Arrays.hashCode(destination);
        hash = 31 * hash + ((sourcePort << 16) ^ destinationPort);
        return 31 * hash + ((icmpType << 24) ^ (icmpCode << 16) ^ icmpId);
    }

    /** For people and logs: {@code "tcp 192.0.2.1:1234 > 198.51.100.2:80"}. */
    @Override
    public String toString() {
        return TupleText.of(this);
    }
}
