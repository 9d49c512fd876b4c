package org.bridgewall.agent.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.bridgewall.core.election.TrackGroup;
import org.bridgewall.core.election.TrackRule;

/** What an instance watches, and whom it tells, in the shape of the file. Pure. */
final class TrackView {
    private TrackView() {}

    static Map<String, Object> tree(TrackConfig config) {
        Map<String, Object> tree = new LinkedHashMap<>();
        put(tree, "interfaces", config.interfaces(), each -> named(each.name(), each.cost()));
        put(tree, "scripts", config.scripts(), TrackView::script);
        put(tree, "files", config.files(), TrackView::file);
        put(tree, "routes", config.routes(), TrackView::route);
        put(tree, "groups", config.groups(), TrackView::group);
        return tree;
    }

    static Map<String, Object> notify(NotifyConfig config) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("run", config.command());
        tree.put("timeout", Durations.format(config.timeout()));
        tree.put("on", new TreeSet<>(config.on()).stream().map(Scalar::written).toList());
        return tree;
    }

    private static <T> void put(
            Map<String, Object> tree,
            String key,
            List<T> all,
            Function<T, Map<String, Object>> shape) {
        tree.put(key, all.stream().map(shape).toList());
    }

    private static Map<String, Object> named(String name, TrackRule.Cost cost) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", name);
        switch (cost) {
            case TrackRule.Cost.Fault() -> tree.put("weight", "fault");
            case TrackRule.Cost.Weight(int delta) -> tree.put("weight", delta);
            case TrackRule.Cost.Factor(int factor) -> tree.put("weight", factor);
            case TrackRule.Cost.Nothing() -> {} // its group has one
        }
        return tree;
    }

    private static Map<String, Object> script(TrackConfig.Script script) {
        Map<String, Object> tree = named(script.name(), script.cost());
        tree.put("run", script.command());
        tree.put("interval", Durations.format(script.interval()));
        tree.put("timeout", Durations.format(script.timeout()));
        tree.put("rise", script.rise());
        tree.put("fall", script.fall());
        tree.put("initially", script.initiallyWell() ? "well" : "failed");
        return tree;
    }

    private static Map<String, Object> file(TrackConfig.NumberFile file) {
        Map<String, Object> tree = named(file.name(), file.cost());
        tree.put("path", file.path().toString());
        return tree;
    }

    private static Map<String, Object> route(TrackConfig.Route route) {
        Map<String, Object> tree = named(route.name(), route.cost());
        tree.put("to", route.to().getHostAddress());
        route.device().ifPresent(device -> tree.put("dev", device));
        return tree;
    }

    private static Map<String, Object> group(TrackGroup group) {
        Map<String, Object> tree = named(group.name(), group.cost());
        tree.put("of", group.members());
        tree.put("require", group.required());
        return tree;
    }
}
