package org.bridgewall.core.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bridgewall.core.ruleset.IpAddress;

/**
 * Port to the store that the nodes of a cluster share. Any thread. {@link #start} and {@link
 * #announce} never block; the others block for a bounded time and fail at once while the store is
 * unreachable. Never call them from the election's or the replication's thread.
 */
public interface ClusterStore extends AutoCloseable {
    /**
     * Begins to connect, and goes on for ever when the store is not there. Events come one at a
     * time, in order, on a thread of the store; the listener must only enqueue. What the store
     * holds already is told after each connection.
     */
    void start(Consumer<StoreEvent> listener);

    boolean isConnected();

    /**
     * Stores a policy as {@code expectedVersion + 1} and makes it current, if the current version
     * is the expected one still.
     *
     * @param expectedVersion 0 when there is none yet
     */
    PublishResult publish(PolicyDraft draft, long expectedVersion) throws StoreException;

    /** The current policy of an instance, read from the store itself. */
    Optional<StoredPolicy> current(String instance) throws StoreException;

    /** Any version that was ever current. */
    Optional<StoredPolicy> get(String instance, long version) throws StoreException;

    /** The newest versions, newest first. */
    List<StoredPolicy> history(String instance, int limit) throws StoreException;

    /** Adds a ban or replaces that of the same address. */
    void ban(Ban ban) throws StoreException;

    /** Lifts a ban; does nothing when there is none. */
    void lift(IpAddress address) throws StoreException;

    /** All bans, also those that have run out and that nobody has lifted yet; by address. */
    List<Ban> bans() throws StoreException;

    /**
     * Says that this node is there and which policies it enforces. Holds until {@link #close}, over
     * all reconnections; the last word counts.
     */
    void announce(NodeEntry entry);

    /** The nodes that are there, by name. */
    List<NodeEntry> nodes() throws StoreException;

    /**
     * Moves the record of an instance's epochs by compare-and-set: to {@code epoch}, held by {@code
     * node}, if it is at {@code known} still. Asking again for what was granted is granted.
     *
     * @param epoch greater than {@code known}
     * @param known 0 when there is no record yet
     */
    ClaimResult claim(String instance, String node, long epoch, long known) throws StoreException;

    /** Takes the holder off the record, if it is {@code node} in {@code epoch} still. */
    void release(String instance, String node, long epoch) throws StoreException;

    /** Takes this node off the roll and ends the connection; no event comes afterwards. */
    @Override
    void close();
}
