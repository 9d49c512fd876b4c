package org.bridgewall.agent.track;

import java.util.Map;
import org.bridgewall.agent.config.TrackConfig;
import org.bridgewall.agent.script.ScriptResult;
import org.bridgewall.agent.script.ScriptRun;
import org.bridgewall.core.election.TrackResult;

/** Runs a program at a steady beat, one run at a time. */
final class ScriptTracker implements Tracker {
    private final TrackConfig.Script config;
    private final Map<String, String> environment;
    private final TrackReport report;
    private final Looks looks;
    private RiseFall judgement;
    private volatile TrackResult told;
    private volatile String last = "not run yet";

    ScriptTracker(String instance, TrackConfig.Script config, TrackReport report) {
        this.config = config;
        this.environment =
                Map.of("BRIDGEWALL_INSTANCE", instance, "BRIDGEWALL_TRACK", config.name());
        this.report = report;
        judgement = RiseFall.initially(config.rise(), config.fall(), config.initiallyWell());
        told =
                config.initiallyWell()
                        ? TrackResult.well("not run yet")
                        : TrackResult.failed("not run yet");
        looks = new Looks("track-" + config.name(), config.interval().toNanos(), this::look);
    }

    void start() {
        report.found(config.name(), told);
        looks.start();
    }

    private void look() throws InterruptedException {
        ScriptResult result = ScriptRun.run(config.command(), environment, config.timeout());
        RiseFall before = judgement;
        judgement = before.take(result.good());
        last = "%s in %d ms".formatted(result.text(), result.took().toMillis());
        if (judgement.well() != before.well()) {
            told =
                    judgement.well()
                            ? TrackResult.well(result.text())
                            : TrackResult.failed(result.text());
            report.found(config.name(), told);
        }
    }

    @Override
    public Tracked tracked() {
        String missed = looks.missed() == 0 ? "" : ", " + looks.missed() + " runs left out";
        return new Tracked(config.name(), "script", told.well(), last + missed, "");
    }

    @Override
    public void close() {
        looks.close();
    }
}
