package org.bridgewall.agent.policy;

/**
 * What the kernel enforces for an instance. Immutable.
 *
 * @param version 0: none, nothing passes
 * @param refusedVersion newest version that could not be enforced; 0: none
 * @param error why it could not; or empty
 * @param name of the file it was published from
 * @param text resolved, in the policy language
 */
public record EnforcedPolicy(
        long version, long refusedVersion, String error, String name, String text) {
    static final EnforcedPolicy NONE = new EnforcedPolicy(0, 0, "", "", "");

    EnforcedPolicy refusing(long refused, String why) {
        return new EnforcedPolicy(version, refused, why, name, text);
    }
}
