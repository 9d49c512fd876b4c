package org.bridgewall.core.promotion;

/** Why a node takes over. */
public enum TakeoverCause {
    /** No master was heard for the master-down interval. */
    MASTER_DOWN,
    /** The master said that it closed its gate. */
    RESIGNED,
    /** The master hands over in a planned way. */
    HANDOVER,
    /** An operator ordered it. */
    FORCED
}
