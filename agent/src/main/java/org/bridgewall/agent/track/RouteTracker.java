package org.bridgewall.agent.track;

import java.io.IOException;
import org.bridgewall.agent.config.TrackConfig;
import org.bridgewall.agent.netlink.route.RouteAnswer;
import org.bridgewall.agent.netlink.route.RouteLookup;
import org.bridgewall.core.election.TrackResult;

/**
 * Asks the kernel for its route to an address, five times a second: when a link goes, the kernel
 * drops IPv4 routes without an announcement.
 */
final class RouteTracker implements Tracker {
    private static final long BEAT_NANOS = 200_000_000L;

    private final TrackConfig.Route config;
    private final RouteLookup routes;
    private final TrackReport report;
    private final Looks looks;
    private volatile TrackResult told = TrackResult.well("not looked at yet");
    private volatile String problem = "";

    /**
     * A tracker in the calling thread's network namespace.
     *
     * @param routes owned by the tracker
     */
    RouteTracker(TrackConfig.Route config, RouteLookup routes, TrackReport report) {
        this.config = config;
        this.routes = routes;
        this.report = report;
        looks = new Looks("track-" + config.name(), BEAT_NANOS, this::look);
    }

    void start() {
        looks.start();
    }

    private void look() {
        try {
            TrackResult found = judge(routes.to(config.to()));
            problem = "";
            if (!found.equals(told)) {
                told = found;
                report.found(config.name(), found);
            }
        } catch (IOException e) {
            problem = String.valueOf(e.getMessage());
        }
    }

    private TrackResult judge(RouteAnswer answer) {
        String to = config.to().getHostAddress();
        return switch (answer) {
            case RouteAnswer.None(String why) ->
                    TrackResult.failed("no route to " + to + ": " + why);
            case RouteAnswer.Over(String device)
                    when config.device().filter(wanted -> !wanted.equals(device)).isPresent() ->
                    TrackResult.failed("route to " + to + " over " + device);
            case RouteAnswer.Over(String device) ->
                    TrackResult.well("route to " + to + " over " + device);
        };
    }

    @Override
    public Tracked tracked() {
        return new Tracked(config.name(), "route", told.well(), told.detail(), problem);
    }

    @Override
    public void close() {
        looks.close();
        routes.close();
    }
}
