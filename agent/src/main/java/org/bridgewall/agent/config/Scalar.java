package org.bridgewall.agent.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How one kind of value is written in the file. Immutable.
 *
 * @param expected completes the sentence "expected: ..."
 */
record Scalar<T>(String expected, Parser<T> parser) {
    static final Scalar<Boolean> FLAG =
            new Scalar<>(
                    "true or false",
                    text ->
                            switch (text) {
                                case "true" -> Boolean.TRUE;
                                case "false" -> Boolean.FALSE;
                                default -> null;
                            });

    /** A reader of text; null says that the text is not of this kind. */
    @FunctionalInterface
    interface Parser<T> {
        @Nullable T parse(String text);
    }

    static Scalar<String> text(String expected, Predicate<String> valid) {
        return new Scalar<>(expected, text -> valid.test(text) ? text : null);
    }

    static Scalar<Integer> integer(int least, int most) {
        return new Scalar<>(
                "a number " + least + " .. " + most,
                text -> {
                    try {
                        int value = Integer.parseInt(text);
                        return value >= least && value <= most ? value : null;
                    } catch (NumberFormatException e) {
                        return null;
                    }
                });
    }

    /** The constants of an enum, written in lower case with hyphens. */
    static <E extends Enum<E>> Scalar<E> word(Class<E> type) {
        E[] constants = type.getEnumConstants();
        return new Scalar<>(
                Arrays.stream(constants).map(Scalar::written).collect(Collectors.joining(" | ")),
                text ->
                        Arrays.stream(constants)
                                .filter(constant -> written(constant).equals(text))
                                .findFirst()
                                .orElse(null));
    }

    static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The same values, with one more condition that the expectation names. */
    Scalar<T> where(String condition, Predicate<T> valid) {
        return new Scalar<>(
                condition,
                text -> {
                    T value = parser.parse(text);
                    return value != null && valid.test(value) ? value : null;
                });
    }
}
