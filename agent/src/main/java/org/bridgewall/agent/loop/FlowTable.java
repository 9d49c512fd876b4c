package org.bridgewall.agent.loop;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.netlink.conntrack.CommitResult;
import org.bridgewall.agent.netlink.conntrack.ConntrackCommit;
import org.bridgewall.agent.netlink.conntrack.ConntrackDump;
import org.bridgewall.agent.netlink.conntrack.ConntrackEvents;
import org.bridgewall.agent.netlink.conntrack.ConntrackFlush;
import org.bridgewall.agent.netlink.conntrack.ExpectationTable;
import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.flow.Expectation;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowCodec;
import org.bridgewall.sync.flow.FlowFilter;
import org.bridgewall.sync.flow.FlowSnapshot;
import org.bridgewall.sync.flow.FlowSource;

/**
 * The kernel's connection table, as the takeovers of one instance write it. The events that this
 * causes are dropped in the kernel by its sockets' addresses: read the table anew afterwards.
 *
 * <p>Thread rule: one at a time; the methods exclude each other.
 */
public final class FlowTable implements AutoCloseable {
    /** One flow in so many may be refused before a commit counts as failed. */
    private static final int TOLERATED = 10;

    /** Refusals that the summary names. */
    private static final int NAMED = 3;

    private static final int WARM_UP_ROUNDS = 40;
    private static final int WARM_UP_FLOWS = 4_000;

    private final ConntrackCommit commit;
    private final ConntrackFlush flush;
    private final ConntrackDump dump;
    private final ExpectationTable expectations;
    private final AtomicLong writes = new AtomicLong();

    private FlowTable(
            ConntrackCommit commit,
            ConntrackFlush flush,
            ConntrackDump dump,
            ExpectationTable expectations) {
        this.commit = commit;
        this.flush = flush;
        this.dump = dump;
        this.expectations = expectations;
    }

    /**
     * Opens sockets in the calling thread's network namespace.
     *
     * @param filter what is replicated: nothing else is ever deleted
     */
    public static FlowTable open(FlowFilter filter) throws LinuxException {
        return new FlowTable(
                ConntrackCommit.open(),
                ConntrackFlush.open(),
                ConntrackDump.open(filter),
                ExpectationTable.open());
    }

    /** The addresses of the sockets that write: give them to {@link ConntrackEvents#open}. */
    public IntStream portIds() {
        return IntStream.of(commit.portId(), flush.portId(), expectations.portId());
    }

    /**
     * What a commit came to.
     *
     * @param good the kernel took nearly everything: at most one flow in {@value #TOLERATED} was
     *     refused, and it told of each
     * @param failed flows refused
     * @param summary counts, time and the first refusals, for people
     */
    public record Commit(boolean good, int failed, String summary) {}

    /**
     * Runs the code of a commit, from the replica to the last request, until it is compiled; writes
     * nothing.
     *
     * @param own which flows are written then
     * @param time whether there is time for it, asked now and again: a takeover does not wait
     */
    public synchronized void warmUp(OwnFlows own, BooleanSupplier time) {
        Flow flow = commit.example();
        FlowCodec codec = new FlowCodec();
        byte[] key = new byte[FlowCodec.MAX_KEY_BYTES];
        byte[] value = new byte[FlowCodec.MAX_VALUE_BYTES];
        long now = System.nanoTime();
        ExternalCache replica = new ExternalCache(now, now);
        for (int i = 0; i < WARM_UP_FLOWS; i++) {
            flow.original.sourcePort = i;
            flow.reply.invert(flow.original);
            int keyBytes = codec.encodeKey(flow, key, 0);
            int valueBytes = codec.encodeValue(flow, value, 0);
            replica.put(RecordTypes.FLOW, key, 0, keyBytes, value, 0, valueBytes, 60, now);
        }
        try {
            for (int round = 0; round < WARM_UP_ROUNDS && time.getAsBoolean(); round++) {
                ReplicaCopy copy = new ReplicaCopy();
                copy.make(List.of(replica));
                copy.end();
                FlowSource flows = own.among(copy.flows());
                commit.rehearse(flows);
                flush.rehearse(flows);
            }
        } catch (IOException | ExecutionException e) {
            throw new IllegalStateException("a rehearsal asks nobody", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes flows; live entries stay. */
    public synchronized Commit commit(FlowSource flows) throws IOException {
        writes.incrementAndGet();
        CommitResult result = commit.commit(flows);
        writes.incrementAndGet();
        StringBuilder summary = new StringBuilder();
        summary.append(result.created()).append(" of ").append(result.attempted());
        summary.append(" flows written, ").append(result.alreadyThere()).append(" there before");
        summary.append(" in ").append(result.nanos() / 1_000_000).append(" ms");
        if (result.withoutMaster() > 0) {
            summary.append(", ").append(result.withoutMaster()).append(" without their master");
        }
        if (result.withoutHelper() > 0) {
            summary.append(", ").append(result.withoutHelper()).append(" without their helper");
        }
        if (result.answersLost() > 0) {
            summary.append(", answers of the kernel were lost");
        }
        if (result.failed() > 0) {
            summary.append(", ").append(result.failed()).append(" refused, first: ");
            summary.append(
                    result.failures().stream()
                            .limit(NAMED)
                            .map(Object::toString)
                            .collect(Collectors.joining("; ")));
        }
        boolean good =
                (long) result.failed() * TOLERATED <= result.attempted()
                        && result.answersLost() == 0;
        return new Commit(good, result.failed(), summary.toString());
    }

    /**
     * Writes expectations, after the flows on which they hang, and takes back those of an earlier
     * pass that are no more. What a connection may expect is lost with a refusal, no connection is:
     * that fails no takeover.
     *
     * @return a word on it; empty where there was nothing to do
     */
    public synchronized String commitExpectations(
            List<Expectation> current, List<Expectation> writtenBefore) throws IOException {
        Set<String> living = new HashSet<>();
        current.forEach(each -> living.add(identity(each)));
        expectations.delete(
                writtenBefore.stream().filter(each -> !living.contains(identity(each))).toList());
        ExpectationTable.Result result = expectations.commit(current);
        if (result.attempted() == 0) {
            return "";
        }
        String refused =
                result.failures().isEmpty()
                        ? ""
                        : ", "
                                + result.failures().size()
                                + " refused, first: "
                                + result.failures().getFirst();
        return "; "
                + result.created()
                + " of "
                + result.attempted()
                + " expectations written"
                + refused;
    }

    private static String identity(Expectation expectation) {
        return expectation.tuple + "/" + expectation.mask + "/" + expectation.zone;
    }

    /** Deletes flows; those that are not there are fine. */
    public synchronized void delete(FlowSource flows) throws IOException {
        writes.incrementAndGet();
        flush.flush(flows);
        writes.incrementAndGet();
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
        delete(all[0]);
        return all[0].size();
    }

    /**
     * Changes whenever this writes: an audit during which it changed blames nobody. Any thread, and
     * without waiting for a write under way.
     */
    public long writes() {
        return writes.get();
    }

    @Override
    public void close() {
        commit.close();
        flush.close();
        dump.close();
        expectations.close();
    }
}
