package org.bridgewall.ha.bench.side;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.bridgewall.ha.lab.Distribution;
import org.bridgewall.ha.lab.Lab;
import org.bridgewall.ha.lab.LabPlan;
import org.bridgewall.ha.lab.Site;

/** Two agents of the built distribution, as {@code deploy/lab} starts them. */
final class BridgewallPair implements Pair {
    private final Lab lab;
    private final Path policy;
    private String master = "b1";

    BridgewallPair(Site site, Path policy, Consumer<String> progress) throws IOException {
        this.lab = new Lab(site, Distribution.find(), progress);
        this.policy = policy;
    }

    @Override
    public Arrangement arrangement() {
        return Arrangement.BRIDGEWALL;
    }

    @Override
    public Site site() {
        return lab.site();
    }

    @Override
    public void up() throws IOException {
        try {
            lab.up(LabPlan.pair(), policy);
        } catch (IOException e) {
            // A busy machine may be too slow for the laboratory's limits once.
            lab.up(LabPlan.pair(), policy);
        }
        master = lab.watch()
                        .master(LabPlan.pair().segments().getFirst())
                        .orElseThrow(() -> new IOException("nobody leads"));
    }

    @Override
    public String master() {
        return master;
    }

    @Override
    public Daemon daemon(String node) throws IOException {
        return new Daemon(lab.process(node).pid());
    }

    @Override
    public long replicated() throws IOException {
        return AgentStatus.external(lab.site().directory(backup()).resolve("agent.sock"));
    }

    @Override
    public void restartStandby() throws IOException {
        crashStandby();
        startStandby();
    }

    void crashStandby() throws IOException {
        lab.crash(backup());
    }

    void startStandby() throws IOException {
        lab.startAgent(backup());
    }

    @Override
    public void close() throws IOException {
        lab.down();
    }
}
