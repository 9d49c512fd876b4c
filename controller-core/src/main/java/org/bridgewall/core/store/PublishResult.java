package org.bridgewall.core.store;

/** What publishing gives. */
public sealed interface PublishResult {
    record Published(StoredPolicy policy) implements PublishResult {}

    /** Somebody else was faster: nothing was stored. */
    record Conflict(long currentVersion, long expectedVersion) implements PublishResult {
        @Override
        public String toString() {
            return "current version: " + currentVersion + " (expected: " + expectedVersion + ")";
        }
    }

    /** The store takes no text of this size: nothing was stored. */
    record TooLarge(int bytes, int limitBytes) implements PublishResult {
        @Override
        public String toString() {
            return "policy: " + bytes + " bytes (expected: at most " + limitBytes + ")";
        }
    }
}
