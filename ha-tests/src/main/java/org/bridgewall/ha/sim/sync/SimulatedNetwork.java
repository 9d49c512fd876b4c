package org.bridgewall.ha.sim.sync;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * Datagrams between nodes over several paths in virtual time: each may be lost, repeated, delayed
 * out of order; each direction of each path may be cut, and carries only so much.
 */
final class SimulatedNetwork {
    /** A datagram on its way. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Flight(long atNanos, long serial, int from, int to, int path, byte[] datagram) {}

    /** Bytes that wait before a full path drops. */
    private static final long QUEUE_BYTES = 64 * 1024;

    private static final long SECOND = 1_000_000_000L;

    private final RandomGenerator random;
    private final PriorityQueue<Flight> flights =
            new PriorityQueue<>(
                    Comparator.comparingLong(Flight::atNanos).thenComparingLong(Flight::serial));
    private final boolean[][][] cut;
    private final long[][][] freeAtNanos;
    private long serial;
    private double loss;
    private double repetition;
    private double disorder;
    private long delayNanos;
    private long bytesPerSecond;

    SimulatedNetwork(RandomGenerator random, int nodes, int paths) {
        this.random = random;
        cut = new boolean[nodes][nodes][paths];
        freeAtNanos = new long[nodes][nodes][paths];
    }

    /**
     * Sets the weather.
     *
     * @param newBytesPerSecond that each direction of a path carries; 0 = no limit
     */
    void weather(
            double newLoss,
            double newRepetition,
            double newDisorder,
            long newDelayNanos,
            long newBytesPerSecond) {
        loss = newLoss;
        repetition = newRepetition;
        disorder = newDisorder;
        delayNanos = newDelayNanos;
        bytesPerSecond = newBytesPerSecond;
    }

    /** Cuts or mends one direction of a path. */
    void cut(int from, int to, int path, boolean isCut) {
        cut[from][to][path] = isCut;
    }

    void mendAll() {
        for (boolean[][] from : cut) {
            for (boolean[] paths : from) {
                Arrays.fill(paths, false);
            }
        }
    }

    /** Returns whether it is on its way. */
    boolean send(int from, int to, int path, byte[] datagram, long nowNanos) {
        if (cut[from][to][path] || random.nextDouble() < loss) {
            return false;
        }
        long waited = queued(from, to, path, datagram.length, nowNanos);
        if (waited < 0) {
            return false;
        }
        int copies = random.nextDouble() < repetition ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            // Without disorder nothing overtakes: in the untracked modes that is a loss.
            long jitter = disorder == 0 ? 0 : random.nextLong(1 + delayNanos / 20);
            long delay = waited + delayNanos + jitter;
            if (random.nextDouble() < disorder) {
                delay += random.nextLong(1 + delayNanos * 8);
            }
            flights.add(new Flight(nowNanos + delay, serial++, from, to, path, datagram));
        }
        return true;
    }

    /** How long the datagram waits for those before it; negative: no room. */
    private long queued(int from, int to, int path, int bytes, long nowNanos) {
        if (bytesPerSecond == 0) {
            return 0;
        }
        long free = Math.max(nowNanos, freeAtNanos[from][to][path]);
        if (free - nowNanos > QUEUE_BYTES * SECOND / bytesPerSecond) {
            return -1;
        }
        freeAtNanos[from][to][path] = free + bytes * SECOND / bytesPerSecond;
        return freeAtNanos[from][to][path] - nowNanos;
    }

    /** Time of the next arrival; Long.MAX_VALUE if none is on its way. */
    long nextNanos() {
        Flight next = flights.peek();
        return next == null ? Long.MAX_VALUE : next.atNanos();
    }

    Flight take() {
        return flights.remove();
    }
}
