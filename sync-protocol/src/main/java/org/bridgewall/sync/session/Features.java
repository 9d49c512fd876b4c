package org.bridgewall.sync.session;

/**
 * Bits of {@code Hello.features}: what a node understands beyond the first release. A sender uses a
 * feature only towards a peer that has told of it.
 */
final class Features {
    /** {@code Frame.compact}. */
    static final long COMPACT_RECORDS = 1;

    private Features() {}
}
