package org.bridgewall.sync.wire;

/** Why a datagram was refused. */
public enum Refusal {
    /** Shorter than a header and a tag. */
    TOO_SHORT,
    /** Not this kind of frame, or not this version of the header. */
    WRONG_KIND,
    /** Plain where a seal is demanded, or the other way round. */
    WRONG_SECURITY,
    /** Of no configured node of this cluster. */
    UNKNOWN_SENDER,
    /** This node's own datagram came back. */
    REFLECTED,
    /** Sealed with a key that is not in the key file. */
    UNKNOWN_KEY,
    /** Forged, damaged, or of another cluster. */
    BAD_SEAL,
    /** Seen before, or too old to know. */
    REPLAYED,
    /** Of an earlier start of the sender. */
    OLD_BOOT,
    /** Claims one more start of a sender than there is reason to look into; see the seal. */
    TOO_MANY_BOOTS,
    /** Genuine, but it came on the path of another peer. */
    WRONG_PATH,
    /** Genuine, but not what the schema says. */
    MALFORMED
}
