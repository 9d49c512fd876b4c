package org.bridgewall.agent.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bridgewall.core.election.TrackGroup;
import org.bridgewall.core.election.TrackRule;

/** The section {@code instances[].track}. */
final class TrackSections {
    private static final TrackRule.Cost FAULT = new TrackRule.Cost.Fault();
    private static final TrackRule.Cost NOTHING = new TrackRule.Cost.Nothing();
    private static final Scalar<TrackRule.Cost> WEIGHT =
            weight("fault, or a number -253 .. 253 other than 0", TrackRule.Cost.Weight::new);
    private static final Scalar<TrackRule.Cost> FACTOR =
            weight(
                    "fault, or a factor -253 .. 253 other than 0 for the number in the file",
                    TrackRule.Cost.Factor::new);
    private static final Scalar<Duration> BEAT =
            Durations.scalar(Duration.ofMillis(100), Duration.ofDays(1));
    private static final Scalar<Integer> TIMES = Scalar.integer(1, 1_000);

    private final HostFacts host;
    private final List<String> ports;
    private final List<String> names = new ArrayList<>();
    private final Set<String> grouped = new HashSet<>();

    private TrackSections(HostFacts host, List<String> ports) {
        this.host = host;
        this.ports = ports;
    }

    /**
     * Reads the section.
     *
     * @param ports data ports of the instance, which are watched anyway
     */
    static TrackConfig read(Section instance, HostFacts host, List<String> ports) {
        return new TrackSections(host, ports)
                .track(
                        instance.section(
                                "track",
                                "a section with interfaces, scripts, files, routes, groups"));
    }

    private TrackConfig track(Section section) {
        List<Section> groups =
                section.sections("groups", "a list of sections with name, of, require");
        List<List<String>> members =
                groups.stream().map(each -> each.list("of", List.of(), Names.TRACK)).toList();
        members.forEach(grouped::addAll);
        List<TrackConfig.Interface> interfaces =
                section.sections("interfaces", "a list of sections with name, weight").stream()
                        .map(this::tracked)
                        .toList();
        List<TrackConfig.Script> scripts =
                section.sections("scripts", "a list of sections with name, run").stream()
                        .map(this::script)
                        .toList();
        List<TrackConfig.NumberFile> files =
                section.sections("files", "a list of sections with name, path").stream()
                        .map(this::file)
                        .toList();
        List<TrackConfig.Route> routes =
                section.sections("routes", "a list of sections with name, to").stream()
                        .map(this::route)
                        .toList();
        List<String> known = List.copyOf(names);
        List<TrackGroup> all = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            all.add(group(groups.get(i), members.get(i), known));
        }
        section.done();
        return new TrackConfig(interfaces, scripts, files, routes, all);
    }

    private TrackConfig.Interface tracked(Section section) {
        String name = name(section, Names.INTERFACE);
        if (!name.isEmpty() && !host.interfaceExists(name)) {
            section.problem(
                    "name",
                    "name: \"%s\" is no interface here (expected: an existing interface)"
                            .formatted(name));
        }
        if (ports.contains(name)) {
            section.problem(
                    "name",
                    "name: %s is a port of the bridge, which is watched anyway (expected: another interface)"
                            .formatted(name));
        }
        TrackRule.Cost cost = cost(section, name, WEIGHT);
        section.done();
        return new TrackConfig.Interface(name, cost);
    }

    private TrackConfig.Script script(Section section) {
        String name = name(section, Names.TRACK);
        TrackConfig.Script script =
                new TrackConfig.Script(
                        name,
                        Programs.command(section, host),
                        section.optional("interval", Defaults.TRACK_INTERVAL, BEAT),
                        section.optional("timeout", Defaults.TRACK_TIMEOUT, BEAT),
                        section.optional("rise", 1, TIMES),
                        section.optional("fall", 1, TIMES),
                        section.optional("initially", Initially.WELL, Scalar.word(Initially.class))
                                == Initially.WELL,
                        cost(section, name, WEIGHT));
        section.done();
        return script;
    }

    private TrackConfig.NumberFile file(Section section) {
        String name = name(section, Names.TRACK);
        Path path = section.required("path", Path.of("/"), Names.FILE);
        TrackRule.Cost cost = cost(section, name, FACTOR);
        section.done();
        return new TrackConfig.NumberFile(name, path, cost);
    }

    private TrackConfig.Route route(Section section) {
        String name = name(section, Names.TRACK);
        InetAddress to = section.required("to", InetAddress.getLoopbackAddress(), Addresses.HOST);
        Optional<String> device =
                section.has("dev")
                        ? Optional.of(section.required("dev", "", Names.INTERFACE))
                        : Optional.empty();
        TrackRule.Cost cost = cost(section, name, WEIGHT);
        section.done();
        return new TrackConfig.Route(name, to, device, cost);
    }

    private TrackGroup group(Section section, List<String> members, List<String> known) {
        String name = name(section, Names.TRACK);
        if (members.isEmpty()) {
            section.problem("of", "of: none (expected: names that are tracked here)");
        }
        for (String member : members) {
            if (!known.contains(member)) {
                section.problem(
                        "of",
                        "of: %s is not tracked here (expected: %s)"
                                .formatted(member, String.join(" | ", known)));
            }
        }
        int most = Math.max(1, members.size());
        Scalar<Integer> require =
                new Scalar<>(
                        "all, any, or a number 1 .. " + most,
                        text ->
                                switch (text) {
                                    case "all" -> most;
                                    case "any" -> 1;
                                    default -> Scalar.integer(1, most).parser().parse(text);
                                });
        int required = section.required("require", 1, require);
        TrackRule.Cost cost = section.optional("weight", FAULT, WEIGHT);
        section.done();
        return new TrackGroup(name, members.isEmpty() ? List.of("") : members, required, cost);
    }

    /** What is in a group has a cost of its own only where one is written. */
    private TrackRule.Cost cost(Section section, String name, Scalar<TrackRule.Cost> scalar) {
        return section.optional("weight", grouped.contains(name) ? NOTHING : FAULT, scalar);
    }

    private String name(Section section, Scalar<String> scalar) {
        String name = section.required("name", "", scalar);
        if (!name.isEmpty()) {
            AgentSection.unique(names, name, section, "name", "track");
        }
        return name;
    }

    /** What counts before the first results. */
    private enum Initially {
        WELL,
        FAILED
    }

    /** How a number becomes a cost. */
    private interface OfNumber {
        TrackRule.Cost of(int number);
    }

    private static Scalar<TrackRule.Cost> weight(String expected, OfNumber cost) {
        Scalar<Integer> number = Scalar.integer(-253, 253);
        return new Scalar<>(
                expected,
                text -> {
                    if (text.equals("fault")) {
                        return FAULT;
                    }
                    Integer value = number.parser().parse(text);
                    return value == null || value == 0 ? null : cost.of(value);
                });
    }
}
