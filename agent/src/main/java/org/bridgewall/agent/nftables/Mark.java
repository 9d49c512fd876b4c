package org.bridgewall.agent.nftables;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The comment on the element that marks a table: which policy, in which generation of maps. */
record Mark(PolicyStamp stamp, Generation generation) {
    private static final Pattern TEXT =
            Pattern.compile("policy=(\\d{1,18}) digest=([0-9a-f]{1,64}) generation=([ab])");

    static Optional<Mark> parse(String comment) {
        Matcher matcher = TEXT.matcher(comment);
        return matcher.matches()
                ? Optional.of(
                        new Mark(
                                new PolicyStamp(Long.parseLong(matcher.group(1)), matcher.group(2)),
                                Generation.valueOf(matcher.group(3).toUpperCase(Locale.ROOT))))
                : Optional.empty();
    }

    /** At most 128 bytes, which is what an element's comment may have. */
    @Override
    public String toString() {
        return "policy="
                + stamp.version()
                + " digest="
                + stamp.digest()
                + " generation="
                + generation.name().toLowerCase(Locale.ROOT);
    }
}
