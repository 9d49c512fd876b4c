package org.bridgewall.sync.cache;

/**
 * The live records of an internal cache, counted by type and priority, and their digests. O(1) per
 * change.
 *
 * <p>Thread rule: the replication thread.
 */
final class Census {
    private final RecordTable table;
    private final ChangeOrder order;
    private final BucketDigests digests = new BucketDigests();
    private final int[] sizes = new int[256];
    private int first;

    Census(RecordTable table, ChangeOrder order) {
        this.table = table;
        this.order = order;
    }

    /** A record lives, in the state that it has now. */
    void joined(int address) {
        digests.add(table.hash(address), table.stateHash(address));
        sizes[table.type(address)]++;
        first += order.isLater(address) ? 0 : 1;
    }

    /** A record is about to end, or to get another state. */
    void leaves(int address) {
        digests.subtract(table.hash(address), table.stateHash(address));
        sizes[table.type(address)]--;
        first -= order.isLater(address) ? 0 : 1;
    }

    BucketDigests digests() {
        return digests;
    }

    /** Live records of a type. */
    int size(int type) {
        return sizes[type];
    }

    /** Live records of {@link Priority#FIRST}. */
    int first() {
        return first;
    }
}
