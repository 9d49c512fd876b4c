package org.bridgewall.agent.admin;

/**
 * Something that an operator may ask of the agent.
 *
 * <p>Thread rule: called on a virtual thread of the connection, several at once; may block, but
 * must end by itself (the server interrupts it at its limit). It touches the loops' state only
 * through published snapshots and inboxes.
 */
@FunctionalInterface
public interface AdminCommand {
    /** Does it, or says why not. */
    AdminResult run(AdminRequest request, Progress progress)
            throws AdminException, InterruptedException;

    /** Where a long command says how far it is; the lines reach the client at once. */
    @FunctionalInterface
    interface Progress {
        void say(String line);
    }
}
