package org.bridgewall.agent.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Spans of time as people write them: {@code 250us}, {@code 100ms}, {@code 1.5s}, {@code 10m}. */
public final class Durations {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,9})(?:\\.(\\d{1,6}))?(us|ms|s|m|h|d)");

    private static final long LONGEST = Long.MAX_VALUE / 2;
    private static final int MILLION = 1_000_000;

    private Durations() {}

    /** The span, or null where the text is none. */
    public static @Nullable Duration parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long unit = unit(matcher.group(3));
        long whole = Long.parseLong(matcher.group(1));
        if (whole > LONGEST / unit) {
            return null;
        }
        String digits = matcher.group(2) == null ? "" : matcher.group(2);
        long millionths = Long.parseLong((digits + "000000").substring(0, 6));
        long part = unit < MILLION ? millionths * unit / MILLION : millionths * (unit / MILLION);
        long nanos = whole * unit + part;
        return nanos > LONGEST ? null : Duration.ofNanos(nanos);
    }

    /** The shortest form with one unit, such as {@code 1500ms}; read back it is the same span. */
    public static String format(Duration span) {
        long nanos = span.toNanos();
        for (String unit : new String[] {"d", "h", "m", "s", "ms"}) {
            if (nanos != 0 && nanos % unit(unit) == 0) {
                return nanos / unit(unit) + unit;
            }
        }
        return nanos == 0
                ? "0s"
                : BigDecimal.valueOf(nanos, 3).stripTrailingZeros().toPlainString() + "us";
    }

    static Scalar<Duration> scalar(Duration least, Duration most) {
        return new Scalar<>(
                "a duration such as 100ms, 2s or 10m, within "
                        + format(least)
                        + " .. "
                        + format(most),
                text -> {
                    Duration span = parse(text);
                    return span != null && span.compareTo(least) >= 0 && span.compareTo(most) <= 0
                            ? span
                            : null;
                });
    }

    private static long unit(String unit) {
        return switch (unit) {
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            case "d" -> 86_400_000_000_000L;
            default -> throw new IllegalStateException("unit: " + unit);
        };
    }
}
