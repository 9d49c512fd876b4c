package org.bridgewall.core.store;

/** The store did not answer or could not do it: what was tried, and why it failed. */
public final class StoreException extends Exception {
    public StoreException(String operation, String message) {
        super(operation + ": " + message);
    }

    public StoreException(String operation, Throwable cause) {
        super(operation + ": " + describe(cause), cause);
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
