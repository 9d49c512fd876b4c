package org.bridgewall.core.store;

/**
 * The record of an instance's epochs: the newest that was claimed. It only grows.
 *
 * @param epoch 0: none was ever claimed
 * @param holder node that claimed it; empty: it was given back
 */
public record EpochClaim(long epoch, String holder) {
    public static final EpochClaim NONE = new EpochClaim(0, "");
}
