package org.bridgewall.agent.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory: {@code 4096}, {@code 64KiB}, {@code 4MiB}, {@code 1GiB}. */
final class Sizes {
    private static final Pattern FORM = Pattern.compile("(\\d{1,10})(KiB|MiB|GiB)?");

    private Sizes() {}

    /** Bytes, from {@code least} to what an int holds (a socket option's type). */
    static Scalar<Integer> bytes(int least) {
        return new Scalar<>(
                "a size such as 64KiB or 4MiB, at least " + least + " bytes, below 2GiB",
                text -> {
                    Matcher matcher = FORM.matcher(text);
                    if (!matcher.matches()) {
                        return null;
                    }
                    String unit = matcher.group(2) == null ? "" : matcher.group(2);
                    int shift =
                            switch (unit) {
                                case "KiB" -> 10;
                                case "MiB" -> 20;
                                case "GiB" -> 30;
                                default -> 0;
                            };
                    long bytes = Long.parseLong(matcher.group(1)) << shift;
                    return bytes >= least && bytes <= Integer.MAX_VALUE ? (int) bytes : null;
                });
    }
}
