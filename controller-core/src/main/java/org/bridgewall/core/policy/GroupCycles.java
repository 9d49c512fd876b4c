package org.bridgewall.core.policy;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds groups that hold themselves, directly or through others. */
final class GroupCycles {
    private final Map<String, Group> groups;
    private final List<Problem> problems;
    private final Set<String> done = new HashSet<>();
    private final LinkedHashSet<String> path = new LinkedHashSet<>();

    GroupCycles(Map<String, Group> groups, List<Problem> problems) {
        this.groups = groups;
        this.problems = problems;
    }

    void check() {
        groups.values().forEach(this::visit);
    }

    private void visit(Group group) {
        if (done.contains(group.name())) {
            return;
        }
        path.add(group.name());
        for (Member member : group.members()) {
            if (member instanceof Member.GroupName(String name, Position at)) {
                Group inner = groups.get(name);
                if (path.contains(name)) {
                    problems.add(
                            new Problem(
                                    at,
                                    "group '"
                                            + name
                                            + "' holds itself: "
                                            + String.join(" -> ", path)
                                            + " -> "
                                            + name));
                } else if (inner != null) {
                    visit(inner);
                }
            }
        }
        path.remove(group.name());
        done.add(group.name());
    }
}
