package org.bridgewall.ha.fuzz;

import java.util.HexFormat;

/** An input that broke a target, and how to feed it again. */
public final class FuzzFailure extends RuntimeException {
    private final byte[] input;

    FuzzFailure(FuzzTarget target, String when, byte[] input, Throwable cause) {
        super(
                "%s, %s: %s%nrepeat with: deploy/fuzz --target %s --input %s"
                        .formatted(
                                target.name(),
                                when,
                                cause,
                                target.name(),
                                HexFormat.of().formatHex(input)),
                cause);
        this.input = input.clone();
    }

    /** The input, for the corpus. */
    public byte[] input() {
        return input.clone();
    }
}
