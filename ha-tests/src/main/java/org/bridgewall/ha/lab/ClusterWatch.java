package org.bridgewall.ha.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the agents of a laboratory say of themselves. Thread rule: any thread. */
public final class ClusterWatch {
    private final Site site;
    private final LabPlan plan;

    ClusterWatch(Site site, LabPlan plan) {
        this.site = site;
        this.plan = plan;
    }

    /** What a node says of the cluster; empty while it does not answer. */
    public Optional<AgentView> view(String node) {
        return AdminLink.ask(AgentFiles.socket(site, node), "status").map(AgentView::new);
    }

    /** The timeline of a node's latest takeover; a missing node where there is none. */
    public JsonNode lastTakeover(String node) {
        return AdminLink.ask(AgentFiles.socket(site, node), "takeover.last")
                .orElse(MissingNode.getInstance());
    }

    /** The node that leads an instance and forwards, by its own word. */
    public Optional<String> master(Segment segment) {
        return plan.nodeNames().stream()
                .filter(node -> view(node).filter(v -> v.master(segment)).isPresent())
                .findFirst();
    }

    /** Waits until one node forwards, the others could take over at once, nothing is wrong. */
    public void awaitReady(Duration limit) throws IOException {
        Patience.await(limit, "all nodes are ready", () -> ready(plan.nodeNames()), this::verdicts);
    }

    /** The same of the nodes whose agents run; that others are missed is nothing wrong. */
    public void awaitRunningReady(Duration limit) throws IOException {
        List<String> running = new ArrayList<>();
        for (String node : plan.nodeNames()) {
            if (ProcessRecord.find(site, node).filter(ProcessRecord::alive).isPresent()) {
                running.add(node);
            }
        }
        Patience.await(limit, running + " are ready", () -> ready(running), this::verdicts);
    }

    private boolean ready(List<String> nodes) {
        boolean all = nodes.size() == plan.nodes();
        List<AgentView> views = new ArrayList<>();
        for (String node : nodes) {
            Optional<AgentView> view = view(node);
            if (view.isEmpty() || !(all ? view.get().healthy() : view.get().healthyAlone())) {
                return false;
            }
            views.add(view.get());
        }
        return plan.segments().stream().allMatch(segment -> ready(segment, views));
    }

    private boolean ready(Segment segment, List<AgentView> views) {
        long masters = views.stream().filter(view -> view.master(segment)).count();
        long standbys =
                views.stream()
                        .filter(view -> view.standby(segment))
                        .filter(view -> view.ready(segment) || !plan.replicates())
                        .count();
        return masters == 1 && standbys == views.size() - 1;
    }

    /** One line for each node: its verdict, or that it does not answer. */
    public String verdicts() {
        List<String> lines = new ArrayList<>();
        for (String node : plan.nodeNames()) {
            String line =
                    view(node)
                            .map(view -> view.verdictLine() + " " + view.findings())
                            .orElse("does not answer");
            lines.add(node + ": " + line);
        }
        return String.join("\n", lines);
    }
}
