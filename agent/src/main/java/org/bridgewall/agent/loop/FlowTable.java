package org.bridgewall.agent.loop;

import java.io.IOException;
import org.bridgewall.agent.netlink.conntrack.CommitResult;
import org.bridgewall.agent.netlink.conntrack.ConntrackCommit;
import org.bridgewall.agent.netlink.conntrack.ConntrackDump;
import org.bridgewall.agent.netlink.conntrack.ConntrackFlush;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowSnapshot;
import org.bridgewall.sync.flow.FlowSource;

/**
 * The kernel's connection table, as takeovers write it. The events that this causes are dropped in
 * the kernel by its sockets' addresses: read the table anew afterwards.
 *
 * <p>Thread rule: one at a time; the methods exclude each other.
 */
public final class FlowTable implements AutoCloseable {
    private static final int WARM_UP_ROUNDS = 10;
    private static final int WARM_UP_FLOWS = 2_000;

    private final ConntrackCommit commit;
    private final ConntrackFlush flush;
    private final ConntrackDump dump;

    /**
     * Takes ownership of all three.
     *
     * @param dump with the filter of what is replicated: nothing else is ever deleted
     */
    public FlowTable(ConntrackCommit commit, ConntrackFlush flush, ConntrackDump dump) {
        this.commit = commit;
        this.flush = flush;
        this.dump = dump;
    }

    /**
     * What a commit came to.
     *
     * @param good every flow that the kernel takes at all is there; single refusals are in the text
     */
    public record Commit(boolean good, String summary) {}

    /** Runs the code of a commit until it is compiled, without writing anything. */
    public synchronized void warmUp() {
        commit.warmUp();
        Flow flow = commit.example();
        Flow read = new Flow();
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            FlowSnapshot snapshot = new FlowSnapshot();
            for (int i = 0; i < WARM_UP_FLOWS; i++) {
                flow.original.sourcePort = i;
                snapshot.add(flow);
            }
            for (int i = 0; i < snapshot.size(); i++) {
                snapshot.read(i, read);
            }
        }
    }

    /** Writes flows; live entries stay. */
    public synchronized Commit commit(FlowSource flows) throws IOException {
        CommitResult result = commit.commit(flows);
        StringBuilder summary = new StringBuilder();
        summary.append(result.created()).append(" of ").append(result.attempted());
        summary.append(" flows written, ").append(result.alreadyThere()).append(" there before");
        if (result.failed() > 0) {
            summary.append(", ").append(result.failed()).append(" refused, first: ");
            summary.append(result.failures().getFirst());
        }
        boolean allRefused = result.failed() > 0 && result.failed() == result.attempted();
        return new Commit(!allRefused, summary.toString());
    }

    /** Deletes flows; those that are not there are fine. */
    public synchronized void delete(FlowSource flows) throws IOException {
        flush.flush(flows);
    }

    /** Deletes everything of an instance that is replicated; returns how many flows that were. */
    public synchronized int clear(OwnFlows own) throws IOException {
        FlowSnapshot[] all = {new FlowSnapshot()};
        dump.run(
                new ConntrackDump.Handler() {
                    @Override
                    public void flow(Flow flow) {
                        if (own.has(flow)) {
                            all[0].add(flow);
                        }
                    }

                    @Override
                    public void restarted() {
                        all[0] = new FlowSnapshot();
                    }
                });
        flush.flush(all[0]);
        return all[0].size();
    }

    @Override
    public void close() {
        commit.close();
        flush.close();
        dump.close();
    }
}
