package org.bridgewall.core.store;

/** What claiming an epoch gives. */
public sealed interface ClaimResult {
    record Granted(EpochClaim claim) implements ClaimResult {}

    /** The record was not where the claimant thought: nothing was changed. */
    record Refused(EpochClaim standing) implements ClaimResult {}
}
