package org.bridgewall.core.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bridgewall.core.ruleset.PortRange;
import org.bridgewall.core.ruleset.Protocol;

/** Reads the services of a policy. */
final class ServiceText {
    /** Port names of the IANA registry that a screened host usually has. */
    private static final Map<String, Integer> PORT_NAMES =
            Map.ofEntries(
                    Map.entry("ftp", 21),
                    Map.entry("ssh", 22),
                    Map.entry("telnet", 23),
                    Map.entry("smtp", 25),
                    Map.entry("domain", 53),
                    Map.entry("http", 80),
                    Map.entry("kerberos", 88),
                    Map.entry("pop3", 110),
                    Map.entry("ntp", 123),
                    Map.entry("imap", 143),
                    Map.entry("snmp", 161),
                    Map.entry("ldap", 389),
                    Map.entry("https", 443),
                    Map.entry("submissions", 465),
                    Map.entry("syslog", 514),
                    Map.entry("submission", 587),
                    Map.entry("ldaps", 636),
                    Map.entry("imaps", 993),
                    Map.entry("pop3s", 995),
                    Map.entry("radius", 1812));

    private static final String SHAPE =
            "expected a service such as 25/tcp, 6000-6010/tcp, any/udp, icmp";

    /** Either a service, or what is wrong with the text. */
    sealed interface Result {
        record Read(Service service) implements Result {}

        record Wrong(String message) implements Result {}
    }

    private ServiceText() {}

    static Result read(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.equals("any")) {
            return new Result.Read(Service.EVERYTHING);
        }
        int slash = lower.indexOf('/');
        String name = lower.substring(slash + 1);
        Optional<Protocol> known = Protocol.named(name);
        if (slash < 0) {
            if (known.isPresent() && !known.get().hasPorts()) {
                return new Result.Read(new Service(known, PortRange.ALL));
            }
            return new Result.Wrong(withoutSlash(text, lower, known));
        }
        String ports = lower.substring(0, slash);
        if (known.isEmpty()) {
            boolean turned = Protocol.named(ports).isPresent();
            return new Result.Wrong(
                    turned
                            ? "service '"
                                    + text
                                    + "': expected port before protocol; did you mean '"
                                    + name
                                    + "/"
                                    + ports
                                    + "'?"
                            : "unknown protocol '"
                                    + name
                                    + "' in '"
                                    + text
                                    + "': expected tcp, udp, sctp, icmp, icmpv6, gre, esp or ah"
                                    + DidYouMean.hint(name, protocolNames()));
        }
        Protocol protocol = known.get();
        if (!protocol.hasPorts()) {
            return ports.equals("any")
                    ? new Result.Read(new Service(known, PortRange.ALL))
                    : new Result.Wrong(
                            "service '"
                                    + text
                                    + "': "
                                    + protocol
                                    + " has no ports; expected '"
                                    + protocol
                                    + "'");
        }
        return ports(text, ports, protocol);
    }

    private static Result ports(String text, String ports, Protocol protocol) {
        if (ports.equals("any")) {
            return new Result.Read(new Service(Optional.of(protocol), PortRange.ALL));
        }
        // A name may hold a dash itself, so the whole word is tried first.
        int dash = PORT_NAMES.containsKey(ports) ? -1 : ports.indexOf('-');
        int first = port(dash < 0 ? ports : ports.substring(0, dash));
        int last = dash < 0 ? first : port(ports.substring(dash + 1));
        if (first < 0 || last < 0) {
            String hint = DidYouMean.hint(ports, PORT_NAMES.keySet());
            return new Result.Wrong(
                    "port '"
                            + ports
                            + "' in '"
                            + text
                            + "': expected 1-65535, a range such as 6000-6010, or any"
                            + (ports.matches("[0-9-]*") ? "" : hint));
        }
        if (first > last) {
            return new Result.Wrong(
                    "port range '"
                            + ports
                            + "': expected the lower port first; did you mean '"
                            + last
                            + "-"
                            + first
                            + "/"
                            + protocol
                            + "'?");
        }
        return new Result.Read(new Service(Optional.of(protocol), new PortRange(first, last)));
    }

    private static String withoutSlash(String text, String lower, Optional<Protocol> known) {
        if (known.isPresent()) {
            return "service '" + text + "': expected ports; did you mean 'any/" + lower + "'?";
        }
        if (port(lower) > 0) {
            return "service '"
                    + text
                    + "': expected a protocol after the port; did you mean '"
                    + lower
                    + "/tcp'?";
        }
        return "'" + text + "' is no service: " + SHAPE;
    }

    private static int port(String text) {
        Integer named = PORT_NAMES.get(text);
        if (named != null) {
            return named;
        }
        if (!text.matches("[0-9]{1,5}")) {
            return -1;
        }
        int value = Integer.parseInt(text);
        return value >= 1 && value <= 65_535 ? value : -1;
    }

    private static List<String> protocolNames() {
        return Arrays.stream(Protocol.values()).map(Protocol::toString).toList();
    }
}
