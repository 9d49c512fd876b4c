package org.bridgewall.agent.config;

import java.util.List;

/**
 * Which flows are replicated, beside {@link ReplicationConfig#ignore}. Each list may be empty,
 * which is no restriction. Immutable.
 *
 * @param protocols {@code IPPROTO_*}, 0-255
 * @param addresses flows with at least one end in one of these
 * @param zones conntrack zones, 0-65535
 * @param tcpStates TCP flows in one of these states
 */
public record FilterConfig(
        List<Integer> protocols,
        List<AddressPrefix> addresses,
        List<Integer> zones,
        List<TcpState> tcpStates) {
    private static final List<String> PROTOCOLS =
            List.of("icmp", "tcp", "udp", "dccp", "gre", "icmpv6", "sctp", "udplite");
    private static final List<Integer> NUMBERS = List.of(1, 6, 17, 33, 47, 58, 132, 136);

    /** {@code enum tcp_conntrack}. */
    public enum TcpState {
        SYN_SENT(1),
        SYN_RECV(2),
        ESTABLISHED(3),
        FIN_WAIT(4),
        CLOSE_WAIT(5),
        LAST_ACK(6),
        TIME_WAIT(7),
        CLOSE(8);

        private final int number;

        TcpState(int number) {
            this.number = number;
        }

        /** {@code TCP_CONNTRACK_*}. */
        public int number() {
            return number;
        }
    }

    /**
     * States of connections that are not over. In TIME_WAIT and CLOSE both ends have closed, and
     * the kernel keeps the entry for two minutes or ten seconds.
     */
    static final List<TcpState> LIVING =
            List.of(
                    TcpState.SYN_RECV,
                    TcpState.ESTABLISHED,
                    TcpState.FIN_WAIT,
                    TcpState.CLOSE_WAIT,
                    TcpState.LAST_ACK);

    public FilterConfig {
        protocols = List.copyOf(protocols);
        addresses = List.copyOf(addresses);
        zones = List.copyOf(zones);
        tcpStates = List.copyOf(tcpStates);
    }

    static FilterConfig read(Section section) {
        Scalar<Integer> number = Scalar.integer(0, 255);
        Scalar<Integer> protocol =
                new Scalar<>(
                        String.join(" | ", PROTOCOLS) + ", or a number 0 .. 255",
                        text -> {
                            int name = PROTOCOLS.indexOf(text);
                            return name >= 0 ? NUMBERS.get(name) : number.parser().parse(text);
                        });
        FilterConfig config =
                new FilterConfig(
                        section.list("protocols", List.of(), protocol),
                        section.list("addresses", List.of(), Addresses.PREFIX),
                        section.list("zones", List.of(), Scalar.integer(0, 65_535)),
                        section.list("tcp_states", LIVING, Scalar.word(TcpState.class)));
        section.done();
        return config;
    }

    /** The protocol's name, or its number where it has none here. */
    static String protocol(int number) {
        int at = NUMBERS.indexOf(number);
        return at < 0 ? Integer.toString(number) : PROTOCOLS.get(at);
    }
}
