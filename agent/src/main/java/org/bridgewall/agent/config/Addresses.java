package org.bridgewall.agent.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Addresses as literals: no name is ever looked up while a file is read. */
final class Addresses {
    static final Scalar<InetSocketAddress> ENDPOINT =
            new Scalar<>(
                    "an address and port such as 10.99.0.1:3780 or [2001:db8::1]:3780",
                    Addresses::endpoint);
    static final Scalar<InetAddress> HOST =
            new Scalar<>("an address such as 192.0.2.1 or 2001:db8::1", Addresses::literal);
    static final Scalar<AddressPrefix> PREFIX =
            new Scalar<>(
                    "an address with prefix length such as 192.0.2.0/24 or 2001:db8::/32",
                    Addresses::prefix);

    private Addresses() {}

    /** {@code 10.99.0.1:3780}, {@code [2001:db8::1]:3780}. */
    static String format(InetSocketAddress endpoint) {
        String host = endpoint.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + endpoint.getPort();
    }

    private static @Nullable InetSocketAddress endpoint(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            return null;
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        InetAddress address = literal(bracketed ? host.substring(1, host.length() - 1) : host);
        Integer port = Scalar.integer(1, 65535).parser().parse(text.substring(colon + 1));
        if (address == null || port == null || bracketed == (address instanceof Inet4Address)) {
            return null;
        }
        return new InetSocketAddress(address, port);
    }

    private static @Nullable AddressPrefix prefix(String text) {
        int slash = text.indexOf('/');
        InetAddress address = literal(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        int most = address instanceof Inet4Address ? 32 : 128;
        Integer length =
                slash < 0
                        ? Integer.valueOf(most)
                        : Scalar.integer(0, most).parser().parse(text.substring(slash + 1));
        return length == null ? null : new AddressPrefix(address, length);
    }

    private static @Nullable InetAddress literal(String text) {
        boolean v6 = text.indexOf(':') >= 0;
        // The library also takes 127.1 and the like, which no operator writes on purpose.
        if (!v6 && text.chars().filter(c -> c == '.').count() != 3) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
