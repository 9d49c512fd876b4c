package org.bridgewall.core.ruleset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Text form of addresses: RFC 4291 section 2.2 in, RFC 5952 out. */
final class IpText {
    private IpText() {}

    static Optional<IpAddress> parse(String text) {
        if (text.indexOf(':') >= 0) {
            return parseV6(text);
        }
        long value = parseV4(text);
        return value < 0 ? Optional.empty() : Optional.of(new IpAddress(Family.IPV4, 0, value));
    }

    /** The address as a number, or -1. Leading zeros are refused: some read them as octal. */
    private static long parseV4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return -1;
        }
        long value = 0;
        for (String part : parts) {
            int number = number(part, 10, 3);
            if (number < 0 || number > 255 || (part.length() > 1 && part.charAt(0) == '0')) {
                return -1;
            }
            value = value << 8 | number;
        }
        return value;
    }

    private static Optional<IpAddress> parseV6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return Optional.empty();
        }
        List<Integer> head = groups(gap >= 0 ? text.substring(0, gap) : text, gap < 0);
        List<Integer> tail = gap >= 0 ? groups(text.substring(gap + 2), true) : List.of();
        int known = head.size() + tail.size();
        boolean bad = head.contains(-1) || tail.contains(-1);
        if (bad || (gap < 0 ? known != 8 : known > 7)) {
            return Optional.empty();
        }
        List<Integer> all = new ArrayList<>(head);
        for (int i = known; i < 8; i++) {
            all.add(0);
        }
        all.addAll(tail);
        return Optional.of(
                new IpAddress(Family.IPV6, join(all.subList(0, 4)), join(all.subList(4, 8))));
    }

    /** The 16-bit groups of a part; -1 among them marks an error. */
    private static List<Integer> groups(String part, boolean last) {
        List<Integer> groups = new ArrayList<>();
        if (part.isEmpty()) {
            return groups;
        }
        String[] words = part.split(":", -1);
        for (int i = 0; i < words.length; i++) {
            if (last && i == words.length - 1 && words[i].indexOf('.') >= 0) {
                long v4 = parseV4(words[i]);
                groups.add(v4 < 0 ? -1 : (int) (v4 >>> 16));
                groups.add(v4 < 0 ? -1 : (int) (v4 & 0xFFFF));
            } else {
                groups.add(number(words[i], 16, 4));
            }
        }
        return groups;
    }

    private static int number(String text, int radix, int maxDigits) {
        if (text.isEmpty() || text.length() > maxDigits) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }

    private static long join(List<Integer> groups) {
        long value = 0;
        for (int group : groups) {
            value = value << 16 | group;
        }
        return value;
    }

    static String format(IpAddress address) {
        long low = address.low();
        if (address.family() == Family.IPV4) {
            return (low >>> 24)
                    + "."
                    + (low >>> 16 & 255)
                    + "."
                    + (low >>> 8 & 255)
                    + "."
                    + (low & 255);
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (int) ((i < 4 ? address.high() : low) >>> (48 - 16 * (i % 4)) & 0xFFFF);
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int start = 0; start < 8; start++) {
            int end = start;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - start > bestLength) {
                bestStart = start;
                bestLength = end - start;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
