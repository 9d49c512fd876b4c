package org.bridgewall.agent.track;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bridgewall.agent.config.TrackConfig;
import org.bridgewall.agent.netlink.link.LinkMonitor;
import org.bridgewall.agent.netlink.route.RouteLookup;
import org.jspecify.annotations.Nullable;

/**
 * All watchers of one instance.
 *
 * <p>Thread rule: any thread; started and closed by one.
 */
public final class Trackers implements AutoCloseable {
    private final List<Tracker> trackers = new ArrayList<>();
    private final InterfaceTracker interfaces;
    private @Nullable LinkMonitor links;

    private Trackers(InterfaceTracker interfaces) {
        this.interfaces = interfaces;
    }

    /**
     * Starts them, in the calling thread's network namespace.
     *
     * @param report told of every change, on the watchers' threads; must only enqueue
     */
    public static Trackers start(String instance, TrackConfig config, TrackReport report)
            throws IOException {
        InterfaceTracker interfaces = new InterfaceTracker(config.interfaces(), report);
        Trackers all = new Trackers(interfaces);
        try {
            if (!config.interfaces().isEmpty()) {
                all.links = LinkMonitor.start(interfaces::take);
            }
            for (TrackConfig.Script script : config.scripts()) {
                ScriptTracker tracker = new ScriptTracker(instance, script, report);
                all.trackers.add(tracker);
                tracker.start();
            }
            for (TrackConfig.NumberFile file : config.files()) {
                FileTracker tracker = new FileTracker(file, report);
                all.trackers.add(tracker);
                tracker.start();
            }
            for (TrackConfig.Route route : config.routes()) {
                RouteTracker tracker = new RouteTracker(route, RouteLookup.open(), report);
                all.trackers.add(tracker);
                tracker.start();
            }
        } catch (IOException e) {
            all.close();
            throw e;
        }
        return all;
    }

    /** What each was last found to be. */
    public List<Tracked> tracked() {
        List<Tracked> all = new ArrayList<>(interfaces.tracked());
        trackers.forEach(tracker -> all.add(tracker.tracked()));
        return all;
    }

    @Override
    public void close() {
        if (links != null) {
            links.close();
        }
        trackers.forEach(Tracker::close);
    }
}
