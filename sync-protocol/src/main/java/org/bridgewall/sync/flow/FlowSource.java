package org.bridgewall.sync.flow;

/** Flows by number, such as a snapshot of a cache. Thread rule: one thread reads. */
public interface FlowSource {
    /** How many numbers there are. */
    int size();

    /**
     * Reads one flow, its remaining timeout included.
     *
     * @param index 0 to {@link #size()} - 1
     * @return false where there is no (readable) flow under this number
     */
    boolean read(int index, Flow into);
}
