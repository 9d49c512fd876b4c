package org.bridgewall.ha.sim.sync;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * Datagrams between two nodes over several paths in virtual time: each may be lost, repeated,
 * delayed out of order; each direction of each path may be cut.
 */
final class SimulatedNetwork {
    /** A datagram on its way. */
    static final class Flight {
        private final long atNanos;
        private final long serial;
        private final int to;
        private final int path;
        private final byte[] datagram;

        Flight(long atNanos, long serial, int to, int path, byte[] datagram) {
            this.atNanos = atNanos;
            this.serial = serial;
            this.to = to;
            this.path = path;
            this.datagram = datagram;
        }

        int to() {
            return to;
        }

        int path() {
            return path;
        }

        byte[] datagram() {
            return datagram;
        }
    }

    private final RandomGenerator random;
    private final PriorityQueue<Flight> flights =
            new PriorityQueue<>(
                    Comparator.<Flight>comparingLong(flight -> flight.atNanos)
                            .thenComparingLong(flight -> flight.serial));
    private final boolean[][] cut;
    private long serial;
    private double loss;
    private double repetition;
    private double disorder;
    private long delayNanos;

    SimulatedNetwork(RandomGenerator random, int paths) {
        this.random = random;
        cut = new boolean[2][paths];
    }

    /** Sets the weather. */
    void weather(double newLoss, double newRepetition, double newDisorder, long newDelayNanos) {
        loss = newLoss;
        repetition = newRepetition;
        disorder = newDisorder;
        delayNanos = newDelayNanos;
    }

    /** Cuts or mends what goes to a node on a path. */
    void cut(int to, int path, boolean isCut) {
        cut[to][path] = isCut;
    }

    void mendAll() {
        for (boolean[] paths : cut) {
            java.util.Arrays.fill(paths, false);
        }
    }

    void send(int to, int path, byte[] datagram, long nowNanos) {
        if (cut[to][path] || random.nextDouble() < loss) {
            return;
        }
        int copies = random.nextDouble() < repetition ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long delay = delayNanos + random.nextLong(1 + delayNanos / 20);
            if (random.nextDouble() < disorder) {
                delay += random.nextLong(1 + delayNanos * 8);
            }
            flights.add(new Flight(nowNanos + delay, serial++, to, path, datagram));
        }
    }

    /** Time of the next arrival; Long.MAX_VALUE if none is on its way. */
    long nextNanos() {
        Flight next = flights.peek();
        return next == null ? Long.MAX_VALUE : next.atNanos;
    }

    Flight take() {
        return flights.remove();
    }
}
