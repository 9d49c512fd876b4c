package org.bridgewall.ha.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bridgewall.ha.lab.Site;

/**
 * All rounds. One arrangement stands at a time, so that none pays for another's idling; their order
 * turns with each round, and each has the base line before and after it.
 *
 * <p>Thread rule: one thread; {@link #stop} from any, once.
 */
final class SideBench {
    private final Plan plan;
    private final Figures figures;
    private final Path policy;
    private final List<Arrangement> arrangements;
    private final Consumer<String> progress;
    private final ConnectionLoad connections;
    private final Lag lag;
    private final Streams streams;
    private final Tables tables;
    private Optional<Pair> standing = Optional.empty();
    private boolean stopped;

    SideBench(
            Plan plan,
            Figures figures,
            Path policy,
            List<Arrangement> arrangements,
            Consumer<String> progress) {
        this.plan = plan;
        this.figures = figures;
        this.policy = policy;
        this.arrangements = List.copyOf(arrangements);
        this.progress = progress;
        this.connections = new ConnectionLoad(plan, figures);
        this.lag = new Lag(plan, figures);
        this.streams = new Streams(plan, figures);
        this.tables = new Tables(plan, figures);
    }

    /** Something that is measured on a pair. */
    private interface Measurement {
        void on(Pair pair) throws IOException;
    }

    void run() {
        for (int round = 0; round < plan.rounds(); round++) {
            List<Arrangement> others = new ArrayList<>(arrangements);
            boolean base = others.remove(Arrangement.OFF);
            Collections.rotate(others, -round);
            underLoad("round " + (round + 1) + " of " + plan.rounds() + ": ", others, base);
            for (int flows : plan.tableSizes()) {
                String at =
                        "round %d of %d, %,d flows: ".formatted(round + 1, plan.rounds(), flows);
                for (Arrangement arrangement : others) {
                    measure(at, arrangement, pair -> tables.measure(pair, flows));
                }
            }
        }
    }

    private void underLoad(String at, List<Arrangement> others, boolean base) {
        List<RatesKept.Rate> rates = new ArrayList<>();
        if (base) {
            rates.add(rate(at, Arrangement.OFF, plan.streamSeconds() > 0));
        }
        for (Arrangement arrangement : others) {
            rates.add(rate(at, arrangement, plan.streamSeconds() > 0));
            if (base) {
                rates.add(rate(at, Arrangement.OFF, false));
            }
        }
        RatesKept.of(rates)
                .forEach((arrangement, share) ->
                        figures.add(arrangement, Metric.CONNECTION_RATE_KEPT, share));
    }

    private RatesKept.Rate rate(String at, Arrangement arrangement, boolean withStreams) {
        List<Double> perSecond = new ArrayList<>();
        measure(
                at,
                arrangement,
                pair -> {
                    if (arrangement != Arrangement.OFF) {
                        // First: the load's closed connections expire for two minutes, replicated.
                        lag.measure(pair);
                    }
                    if (pair instanceof BridgewallPair bridgewall) {
                        StartUp.measure(bridgewall, figures);
                    }
                    perSecond.add(connections.measure(pair));
                    if (withStreams) {
                        streams.measure(pair);
                    }
                });
        return new RatesKept.Rate(
                arrangement, perSecond.stream().mapToDouble(Double::doubleValue).findFirst());
    }

    /** What fails is noted and the rest goes on. */
    private void measure(String at, Arrangement arrangement, Measurement measurement) {
        String what = at + arrangement.title();
        progress.accept(what);
        try (Pair pair = stand(arrangement)) {
            pair.up();
            measurement.on(pair);
        } catch (IOException e) {
            if (!stopping()) {
                String why = String.valueOf(e.getMessage());
                figures.note(what, why.lines().findFirst().orElse(why));
                progress.accept(what + ": " + e.getMessage());
            }
        }
    }

    private Pair stand(Arrangement arrangement) throws IOException {
        long pid = ProcessHandle.current().pid();
        Site site = new Site("bwb-" + pid + "-", Path.of("/run/bridgewall-bench-" + pid));
        Files.createDirectories(site.runDirectory());
        Pair pair =
                switch (arrangement) {
                    case OFF -> new OffPair(site, policy);
                    case BRIDGEWALL -> new BridgewallPair(site, policy);
                    case INCUMBENT -> new ConntrackdPair(site, policy);
                };
        synchronized (this) {
            if (stopped) {
                throw new IOException("stopped");
            }
            standing = Optional.of(pair);
        }
        return pair;
    }

    private synchronized boolean stopping() {
        return stopped;
    }

    /** Takes down what stands; what runs then fails, quietly. */
    void stop() {
        Optional<Pair> pair;
        synchronized (this) {
            stopped = true;
            pair = standing;
        }
        if (pair.isPresent()) {
            try {
                pair.get().close();
            } catch (IOException e) {
                progress.accept("taking down: " + e.getMessage());
            }
        }
    }
}
