package org.bridgewall.core.election;

/**
 * How the third witness takes part.
 *
 * @param asked whether there is one
 * @param waitsWithout whether a standby that is given no answer stays a standby; else it goes by
 *     the wire alone
 * @param answerNanos how long an answer is waited for
 */
public record WitnessRule(boolean asked, boolean waitsWithout, long answerNanos) {
    /** Nobody is asked. */
    public static final WitnessRule OFF = new WitnessRule(false, false, 0);
}
