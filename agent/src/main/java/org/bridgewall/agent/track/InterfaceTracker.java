package org.bridgewall.agent.track;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bridgewall.agent.config.TrackConfig;
import org.bridgewall.agent.netlink.link.Link;
import org.bridgewall.agent.netlink.link.LinkEvent;
import org.bridgewall.core.election.TrackResult;

/** Follows interfaces by what the kernel announces. Thread rule: the link monitor's thread. */
final class InterfaceTracker {
    private final List<TrackConfig.Interface> configs;
    private final TrackReport report;
    private final Map<String, TrackResult> told = new ConcurrentHashMap<>();
    private volatile String problem = "";

    InterfaceTracker(List<TrackConfig.Interface> configs, TrackReport report) {
        this.configs = configs;
        this.report = report;
    }

    void take(LinkEvent event) {
        switch (event) {
            case LinkEvent.LinkChanged(Link link) -> found(link.name(), judge(link));
            case LinkEvent.LinkRemoved(Link link) ->
                    found(link.name(), TrackResult.failed("is gone"));
            case LinkEvent.LinkMonitorFailed failed ->
                    problem = String.valueOf(failed.cause().getMessage());
        }
    }

    private void found(String name, TrackResult result) {
        if (configs.stream().anyMatch(config -> config.name().equals(name))
                && !result.equals(told.put(name, result))) {
            report.found(name, result);
        }
    }

    private static TrackResult judge(Link link) {
        if (!link.isUp()) {
            return TrackResult.failed("is down");
        }
        return link.hasCarrier() && link.isRunning()
                ? TrackResult.well("is up")
                : TrackResult.failed("has no carrier");
    }

    List<Tracked> tracked() {
        return configs.stream()
                .map(config -> {
                    TrackResult result =
                            told.getOrDefault(config.name(), TrackResult.well("not looked at yet"));
                    return new Tracked(
                            config.name(), "interface", result.well(), result.detail(), problem);
                })
                .toList();
    }
}
