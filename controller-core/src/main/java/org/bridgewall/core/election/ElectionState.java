package org.bridgewall.core.election;

/** The whole state of one node's election: immutable, comparable. */
public record ElectionState(NodeState node, Facts facts) {

    /**
     * The state of a process that has just begun.
     *
     * @param boot random id of this process
     */
    public static ElectionState initial(long boot, long now) {
        return new ElectionState(
                new NodeState.Init(false, now, now, false), Facts.fresh(boot, now));
    }
}
