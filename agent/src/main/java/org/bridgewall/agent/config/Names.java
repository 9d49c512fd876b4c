package org.bridgewall.agent.config;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** How things are named in the file. */
final class Names {
    /** Nodes, clusters, paths: what also fits in a host name and a znode. */
    static final Scalar<String> NAME =
            matching(
                    "a name of at most 63 lower-case letters, digits, '-', '.'",
                    "[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");

    /** Instances: part of nftables table names. */
    static final Scalar<String> INSTANCE =
            matching(
                    "a name of at most 16 lower-case letters, digits, '_', '-', a letter first",
                    "[a-z][a-z0-9_-]{0,15}");

    /** {@code IFNAMSIZ} is 16 with the final zero ({@code linux/if.h}). */
    static final Scalar<String> INTERFACE =
            matching(
                    "an interface name of at most 15 characters without '/' and spaces",
                    "(?!\\.{1,2}$)[^/\\s:]{1,15}");

    /** What is tracked, an interface among it. */
    static final Scalar<String> TRACK =
            matching(
                    "a name of at most 31 characters without '/', ':' and spaces",
                    "[^/\\s:]{1,31}");

    static final Scalar<String> GROUP =
            matching("the name of a group of this machine", "[A-Za-z_][A-Za-z0-9_.-]{0,31}");
    static final Scalar<String> CONNECT =
            matching(
                    "host:port, several separated by commas",
                    "[^\\s,/:]+:\\d{1,5}(,[^\\s,/:]+:\\d{1,5})*|(\\[[0-9a-f:]+\\]:\\d{1,5},?)+");
    static final Scalar<String> ZNODE =
            matching("an absolute path such as /bridgewall/lab", "(/[A-Za-z0-9._-]+)+");
    static final Scalar<Path> FILE =
            new Scalar<>(
                    "an absolute path",
                    text -> text.startsWith("/") ? Path.of(text).normalize() : null);

    private Names() {}

    private static Scalar<String> matching(String expected, String form) {
        return Scalar.text(expected, Pattern.compile(form).asMatchPredicate());
    }
}
