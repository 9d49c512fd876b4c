package org.bridgewall.ha.lab;

import java.io.IOException;

/** An external command that could not be run, took too long, or ended with another code than 0. */
public final class CommandFailed extends IOException {
    private static final long serialVersionUID = 1L;

    CommandFailed(String message) {
        super(message);
    }

    CommandFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
