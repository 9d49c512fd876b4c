package org.bridgewall.ha.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bridgewall.ha.lab.Lab;
import org.bridgewall.ha.lab.Segment;
import org.bridgewall.ha.traffic.Load;
import org.bridgewall.ha.traffic.Observation;

/** One load in each segment of a laboratory. Thread rule: one thread. */
final class Loads implements AutoCloseable {
    private final List<Load> loads = new ArrayList<>();

    Loads(Lab lab, int connections) throws IOException {
        try {
            for (Segment segment : lab.plan().segments()) {
                loads.add(new Load(Drill.load(lab, segment, connections)));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    int connections() {
        return loads.stream().mapToInt(Load::connections).sum();
    }

    /** Connections that have echoed something newer than the instant, within the limit. */
    int survivors(long sinceNanos, Duration limit) {
        return loads.stream().mapToInt(load -> load.survivors(sinceNanos, limit)).sum();
    }

    /** What the packets say, segment by segment. */
    List<Observation> observe(long fromNanos, long toNanos) {
        return loads.stream().map(load -> load.observe(fromNanos, toNanos)).toList();
    }

    /** Why connections died. */
    List<String> deaths() {
        return loads.stream().flatMap(load -> load.deaths().stream()).toList();
    }

    @Override
    public void close() {
        loads.forEach(Load::close);
    }
}
