package org.bridgewall.agent.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bridgewall.core.election.TrackGroup;
import org.bridgewall.core.election.TrackRule;

/** What an instance watches beside its own ports. Immutable. */
public record TrackConfig(
        List<Interface> interfaces,
        List<Script> scripts,
        List<NumberFile> files,
        List<Route> routes,
        List<TrackGroup> groups) {
    /** Nothing is watched. */
    public static final TrackConfig NONE =
            new TrackConfig(List.of(), List.of(), List.of(), List.of(), List.of());

    public TrackConfig {
        interfaces = List.copyOf(interfaces);
        scripts = List.copyOf(scripts);
        files = List.copyOf(files);
        routes = List.copyOf(routes);
        groups = List.copyOf(groups);
    }

    /** An interface that is well while it is up and has carrier. */
    public record Interface(String name, TrackRule.Cost cost) {}

    /**
     * A program that is well while it ends with 0.
     *
     * @param command absolute path and arguments
     * @param interval from start to start
     * @param timeout after which it is ended and counts as failed
     * @param rise results in a row that make it well
     * @param fall results in a row that make it fail
     * @param initiallyWell what counts before the first results
     */
    public record Script(
            String name,
            List<String> command,
            Duration interval,
            Duration timeout,
            int rise,
            int fall,
            boolean initiallyWell,
            TrackRule.Cost cost) {
        public Script {
            command = List.copyOf(command);
        }
    }

    /** A file with one number; where it is missing, 0. Without a factor it is well while 0. */
    public record NumberFile(String name, Path path, TrackRule.Cost cost) {}

    /**
     * A route to an address, well while the kernel has one.
     *
     * @param device over which it must lead; empty: any
     */
    public record Route(
            String name, InetAddress to, Optional<String> device, TrackRule.Cost cost) {}

    /** What the election is to know of each. */
    public List<TrackRule> rules() {
        List<TrackRule> rules = new ArrayList<>();
        interfaces.forEach(each -> rules.add(new TrackRule(each.name(), each.cost())));
        scripts.forEach(each -> rules.add(new TrackRule(each.name(), each.cost())));
        files.forEach(each -> rules.add(new TrackRule(each.name(), each.cost())));
        routes.forEach(each -> rules.add(new TrackRule(each.name(), each.cost())));
        return rules;
    }
}
