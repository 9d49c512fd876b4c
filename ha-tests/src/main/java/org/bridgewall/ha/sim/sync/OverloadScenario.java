package org.bridgewall.ha.sim.sync;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.cache.Priority;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.session.SessionStatus;

/**
 * One seeded overload: for some seconds more short flows are born than the path carries, among a
 * few that last. What must hold: memory is bounded by the flows that live; what is published as
 * held is never more than what is held; what lasts gets through; the session stands, and says that
 * it cannot prove anything; and once the load is over all is equal and proven, without anybody's
 * help.
 */
final class OverloadScenario {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final int TYPE = 1;
    private static final int SHORT = 0;
    private static final int LASTING = 1 << 30;
    private static final long LOOK_EVERY_NANOS = 250 * MILLI;

    /** Beyond the life of a short flow, until one that lasts must have had its turn. */
    private static final long PATIENCE_NANOS = 3 * SECOND;

    /** A little of what lasts is always under way. */
    private static final double NEARLY_ALL = 0.95;

    private record Born(int number, long atNanos) {}

    private final SplittableRandom random;
    private final SimulatedNetwork network;
    private final SimulatedPair pair;
    private final RecordView view = new RecordView();
    private final ArrayDeque<Born> shortLived = new ArrayDeque<>();
    private final ArrayDeque<Born> lasting = new ArrayDeque<>();
    private final long bytesPerSecond;
    private final int bornPerSecond;
    private final long lifeNanos;
    private final long loadNanos;
    private final double loss;
    private int numbers;
    private long lowestCoverage = 100;
    private boolean saidSo;

    OverloadScenario(long seed) {
        random = new SplittableRandom(seed);
        network = new SimulatedNetwork(random.split(), 2, 1);
        bytesPerSecond = 100_000L << random.nextInt(3);
        // A record is some 60 random bytes; so this is two to eight times what the path carries.
        bornPerSecond = (int) (bytesPerSecond / 70 * (2 + random.nextInt(7)));
        lifeNanos = (200 + random.nextLong(800)) * MILLI;
        loadNanos = (6 + random.nextLong(6)) * SECOND;
        loss = random.nextInt(3) == 0 ? 0.05 : 0;
        pair = new SimulatedPair(network, random, MILLI / 2);
    }

    /** Runs it; returns the number of events. */
    long run() {
        settle("at the beginning");
        network.weather(loss, 0, 0, MILLI, bytesPerSecond);
        long end = pair.nowNanos() + loadNanos;
        long step = SECOND / bornPerSecond;
        long look = pair.nowNanos();
        for (long next = pair.nowNanos(); next < end; next += step) {
            pair.runUntil(next);
            change();
            if (pair.nowNanos() >= look) {
                look = pair.nowNanos() + LOOK_EVERY_NANOS;
                judge();
            }
        }
        if (lowestCoverage > 90) {
            throw broken("no overload: coverage never went below " + lowestCoverage + " %");
        }
        if (!saidSo) {
            throw broken("it never said that it could prove nothing");
        }
        network.weather(0, 0, 0, MILLI, 0);
        settle("after the load");
        if (pair.status().coverage().all() < 1 || pair.status().overloadNanos() != 0) {
            throw broken("all is proven, but the status does not say so");
        }
        return pair.events();
    }

    private void change() {
        int number = numbers++;
        Priority priority = random.nextInt(4) == 0 ? Priority.FIRST : Priority.LATER;
        put(SHORT + number, priority);
        shortLived.add(new Born(SHORT + number, pair.nowNanos()));
        if (number % 50 == 0) {
            put(LASTING + number, Priority.FIRST);
            lasting.add(new Born(LASTING + number, pair.nowNanos()));
        }
        while (pair.nowNanos() - shortLived.getFirst().atNanos() > lifeNanos) {
            byte[] key = key(shortLived.removeFirst().number());
            pair.source().remove(TYPE, key, 0, key.length, pair.nowNanos());
        }
        pair.changed(MILLI);
    }

    private void put(int number, Priority priority) {
        byte[] key = key(number);
        byte[] value = value(number);
        pair.source()
                .put(
                        TYPE,
                        key,
                        0,
                        key.length,
                        value,
                        0,
                        value.length,
                        60,
                        priority,
                        pair.nowNanos());
    }

    private static byte[] key(int number) {
        return bytes(number, 24);
    }

    private static byte[] value(int number) {
        return bytes(~number, 32);
    }

    /** Bytes that do not resemble those of another number. */
    private static byte[] bytes(int number, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(number).nextBytes(bytes);
        return bytes;
    }

    private void judge() {
        SessionStatus status = pair.status();
        int live = pair.source().size();
        double held = (double) held() / Math.max(1, live);
        if (status.coverage().all() > held + 0.001) {
            throw broken("coverage is said to be more than it is: " + held);
        }
        lowestCoverage = Math.min(lowestCoverage, (long) (status.coverage().all() * 100));
        saidSo |= status.overloadNanos() > 0;
        // Twice the bytes of a record, twice an index, and the tombstones that may wait.
        long bound = 1_500_000 + 400L * (live + pair.source().tombstones());
        if (pair.source().memoryBytes() > bound) {
            throw broken("bytes: " + pair.source().memoryBytes() + ", flows: " + live);
        }
        if (!status.established() || !status.reachable() || status.counters().sessions() != 1) {
            throw broken("the session did not stand");
        }
        double lastingHeld = lastingHeld();
        if (lastingHeld < NEARLY_ALL) {
            throw broken("of the flows that last only so many are held: " + lastingHeld);
        }
    }

    /** How many live records the peer holds in their present state. */
    private int held() {
        ExternalCache replica = pair.replica();
        int[] held = {0};
        pair.source()
                .forEach(record -> {
                    boolean there =
                            replica.find(
                                    TYPE,
                                    record.bytes(),
                                    record.keyOffset(),
                                    record.keyLength(),
                                    pair.nowNanos(),
                                    view);
                    held[0] += there && Arrays.equals(record.value(), view.value()) ? 1 : 0;
                });
        return held[0];
    }

    private double lastingHeld() {
        ExternalCache replica = pair.replica();
        int old = 0;
        int held = 0;
        for (Born flow : lasting) {
            if (pair.nowNanos() - flow.atNanos() > lifeNanos + PATIENCE_NANOS) {
                byte[] key = key(flow.number());
                old++;
                held += replica.find(TYPE, key, 0, key.length, pair.nowNanos(), view) ? 1 : 0;
            }
        }
        return old == 0 ? 1 : (double) held / old;
    }

    private void settle(String when) {
        if (!pair.settle(30 * SECOND)) {
            throw broken("not equal and proven " + when);
        }
        pair.runUntil(pair.nowNanos() + SECOND);
    }

    private SyncScenario.InvariantBroken broken(String what) {
        return new SyncScenario.InvariantBroken(
                "at %.3f ms: %s; %d bytes/s, %d flows/s for %d ms, living %d ms, loss %.2f%n  %s"
                        .formatted(
                                pair.nowNanos() / 1e6,
                                what,
                                bytesPerSecond,
                                bornPerSecond,
                                loadNanos / MILLI,
                                lifeNanos / MILLI,
                                loss,
                                pair.status()));
    }
}
