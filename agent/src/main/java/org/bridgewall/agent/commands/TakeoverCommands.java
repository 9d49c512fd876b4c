package org.bridgewall.agent.commands;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bridgewall.agent.admin.AdminCommand;
import org.bridgewall.agent.admin.AdminException;
import org.bridgewall.agent.admin.AdminRequest;
import org.bridgewall.agent.admin.AdminResult;
import org.bridgewall.agent.loop.TransitionLog;
import org.bridgewall.core.promotion.Timeline;

/** {@code takeover last} and {@code takeover list}. Times in milliseconds from the first mark. */
public final class TakeoverCommands {
    private final Instances instances;

    public TakeoverCommands(Instances instances) {
        this.instances = instances;
    }

    /** Both of them, by name. */
    public Map<String, AdminCommand> byName() {
        return Map.of(
                "takeover.last", (request, progress) -> last(request),
                "takeover.list", (request, progress) -> list(request));
    }

    private AdminResult last(AdminRequest request) throws AdminException {
        TransitionLog.Story story = instances.of(request).history().lastTakeover();
        if (story == null) {
            throw new AdminException(
                    AdminException.UNAVAILABLE, "this process has not taken over yet");
        }
        return AdminResult.of(value(story), () -> text(story));
    }

    private AdminResult list(AdminRequest request) throws AdminException {
        List<TransitionLog.Story> stories = instances.of(request).history().takeovers();
        long limit = request.optionalNumber("limit").orElse(10L);
        int from = (int) Math.max(0, stories.size() - limit);
        List<TransitionLog.Story> last = stories.subList(from, stories.size());
        return AdminResult.of(
                last.stream().map(TakeoverCommands::value).toList(),
                () -> String.join("\n", last.stream().map(TakeoverCommands::text).toList()));
    }

    private static Map<String, Object> value(TransitionLog.Story story) {
        Timeline timeline = story.timeline();
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("epoch", timeline.epoch());
        value.put("cause", timeline.cause());
        value.put("at", story.at().toString());
        value.put("began_nanos", timeline.beganNanos());
        value.put("open", story.open());
        value.put(
                "marks",
                timeline.marks().stream()
                        .map(mark -> {
                            Map<String, Object> row = new LinkedHashMap<>();
                            row.put("name", mark.name());
                            row.put("ms", millis(timeline, mark));
                            row.put("at_nanos", mark.atNanos());
                            row.put("detail", mark.detail());
                            return row;
                        })
                        .toList());
        return value;
    }

    private static double millis(Timeline timeline, Timeline.Mark mark) {
        return Math.round((mark.atNanos() - timeline.beganNanos()) / 10_000.0) / 100.0;
    }

    private static String text(TransitionLog.Story story) {
        Timeline timeline = story.timeline();
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        "epoch %d  %s  %s%n", timeline.epoch(), story.at(), timeline.cause()));
        for (Timeline.Mark mark : timeline.marks()) {
            text.append(
                    String.format(
                            "%10.2f ms  %-32s %s%n",
                            millis(timeline, mark), mark.name(), mark.detail()));
        }
        return text.toString();
    }
}
