package org.bridgewall.agent.loop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.sync.flow.FlowFilter;

/**
 * The kernel's connection table in as many hands as write to it at once: each instance has a {@link
 * FlowTable} with sockets of its own, so that the takeover of one does not wait while another
 * commits, empties the table or rehearses.
 *
 * <p>Thread rule: any thread.
 */
public final class FlowTables implements AutoCloseable {
    private final Map<String, FlowTable> byOwner;

    private FlowTables(Map<String, FlowTable> byOwner) {
        this.byOwner = Map.copyOf(byOwner);
    }

    /**
     * Opens one for each owner, in the calling thread's network namespace.
     *
     * @param owners names of instances, and of whoever else writes
     * @param filter what is replicated: nothing else is ever deleted
     */
    public static FlowTables open(List<String> owners, FlowFilter filter) throws LinuxException {
        Map<String, FlowTable> opened = new HashMap<>();
        for (String owner : owners) {
            opened.put(owner, FlowTable.open(filter));
        }
        return new FlowTables(opened);
    }

    /** The table in the hands of one owner. */
    public FlowTable of(String owner) {
        FlowTable table = byOwner.get(owner);
        if (table == null) {
            throw new IllegalArgumentException(owner + " writes no flows: " + byOwner.keySet());
        }
        return table;
    }

    /** The addresses of all sockets that write: whose echo is to be dropped. */
    public int[] portIds() {
        return byOwner.values().stream().flatMapToInt(FlowTable::portIds).toArray();
    }

    /** Changes whenever any of them writes, as {@link FlowTable#writes}. */
    public long writes() {
        return byOwner.values().stream().mapToLong(FlowTable::writes).sum();
    }

    @Override
    public void close() {
        byOwner.values().forEach(FlowTable::close);
    }
}
