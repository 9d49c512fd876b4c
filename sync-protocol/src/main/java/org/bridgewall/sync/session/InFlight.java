package org.bridgewall.sync.session;

/**
 * What the sender remembers of the datagrams whose fate it does not know: which records in which
 * version, or which range. A ring of datagrams over the window, and one of their records; never the
 * bytes.
 *
 * <p>Thread rule: the replication thread.
 */
final class InFlight {
    private final int capacity;
    private final long[] sentNanos;
    private final long[] firstRecords;
    private final int[] counts;
    private final int[] liveCounts;
    private final int[] firstCounts;
    private final int[] bytes;
    private final boolean[] ranged;
    private final long[] firsts;
    private final long[] lasts;
    private int[] addresses = new int[1024];
    private long[] versions = new long[1024];

    /** Number of the next record ever; its place in the rings is the lower bits. */
    private long nextRecord;

    private int live;
    private int first;
    private long settled;
    private long sent;

    InFlight(int capacity) {
        this.capacity = capacity;
        sentNanos = new long[capacity];
        firstRecords = new long[capacity];
        counts = new int[capacity];
        liveCounts = new int[capacity];
        firstCounts = new int[capacity];
        bytes = new int[capacity];
        ranged = new boolean[capacity];
        firsts = new long[capacity];
        lasts = new long[capacity];
    }

    void reset() {
        settled = 0;
        sent = 0;
        live = 0;
        first = 0;
    }

    int size() {
        return (int) (sent - settled);
    }

    /** Number of the last datagram sent. */
    long sent() {
        return sent;
    }

    /** Number up to which every fate is known. */
    long settled() {
        return settled;
    }

    /** Starts the next datagram; returns its number. */
    long open(long nowNanos) {
        if (size() == capacity) {
            throw new IllegalStateException("datagrams in flight: " + capacity + " already");
        }
        int slot = slot(++sent);
        sentNanos[slot] = nowNanos;
        firstRecords[slot] = nextRecord;
        counts[slot] = 0;
        liveCounts[slot] = 0;
        firstCounts[slot] = 0;
        ranged[slot] = false;
        return sent;
    }

    /** Says how large the frame of the last datagram is. */
    void setBytes(int frameBytes) {
        bytes[slot(sent)] = frameBytes;
    }

    int bytes(long sequence) {
        return bytes[slot(sequence)];
    }

    void addRecord(int address, long version) {
        if (nextRecord - firstRecords[slot(settled + 1)] == addresses.length) {
            grow();
        }
        int place = place(nextRecord++);
        addresses[place] = address;
        versions[place] = version;
        counts[slot(sent)]++;
    }

    private void grow() {
        int[] oldAddresses = addresses;
        long[] oldVersions = versions;
        addresses = new int[oldAddresses.length * 2];
        versions = new long[oldVersions.length * 2];
        for (long i = nextRecord - oldAddresses.length; i < nextRecord; i++) {
            int old = (int) (i & (oldAddresses.length - 1));
            addresses[place(i)] = oldAddresses[old];
            versions[place(i)] = oldVersions[old];
        }
    }

    private int place(long record) {
        return (int) (record & (addresses.length - 1));
    }

    /** Counts a live record of the datagram, for the coverage. */
    void countLive(boolean isFirst) {
        int slot = slot(sent);
        liveCounts[slot]++;
        live++;
        if (isFirst) {
            firstCounts[slot]++;
            first++;
        }
    }

    void setRange(long rangeFirst, long rangeLast) {
        int slot = slot(sent);
        ranged[slot] = true;
        firsts[slot] = rangeFirst;
        lasts[slot] = rangeLast;
    }

    /** Forgets the oldest datagram. */
    void settleOldest() {
        settled++;
        uncount(slot(settled));
    }

    private void uncount(int slot) {
        live -= liveCounts[slot];
        first -= firstCounts[slot];
        liveCounts[slot] = 0;
        firstCounts[slot] = 0;
    }

    /** Forgets what is in the datagrams, but not that they were sent. */
    void dropContents() {
        for (long s = settled + 1; s <= sent; s++) {
            counts[slot(s)] = 0;
            ranged[slot(s)] = false;
            uncount(slot(s));
        }
    }

    int records(long sequence) {
        return counts[slot(sequence)];
    }

    int address(long sequence, int i) {
        return addresses[place(firstRecords[slot(sequence)] + i)];
    }

    long version(long sequence, int i) {
        return versions[place(firstRecords[slot(sequence)] + i)];
    }

    boolean isRange(long sequence) {
        return ranged[slot(sequence)];
    }

    long rangeFirst(long sequence) {
        return firsts[slot(sequence)];
    }

    long rangeLast(long sequence) {
        return lasts[slot(sequence)];
    }

    long sentNanos(long sequence) {
        return sentNanos[slot(sequence)];
    }

    /** Live records under way, repairs too. */
    int live() {
        return live;
    }

    /** Of these, the records of the first priority. */
    int first() {
        return first;
    }

    /** Records in flight in a version up to the given one, or ranges. */
    boolean anyUpTo(long version) {
        for (long s = settled + 1; s <= sent; s++) {
            if (isRange(s)) {
                return true;
            }
            for (int i = 0; i < records(s); i++) {
                if (version(s, i) <= version) {
                    return true;
                }
            }
        }
        return false;
    }

    int recordsInAll() {
        int all = 0;
        for (long s = settled + 1; s <= sent; s++) {
            all += records(s);
        }
        return all;
    }

    private int slot(long sequence) {
        return (int) (sequence % capacity);
    }
}
