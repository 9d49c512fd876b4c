package org.bridgewall.agent.commands;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bridgewall.agent.admin.AdminCommand;
import org.bridgewall.agent.admin.AdminException;
import org.bridgewall.agent.admin.AdminRequest;
import org.bridgewall.agent.admin.AdminResult;
import org.bridgewall.agent.admin.Level;
import org.bridgewall.agent.instance.InstanceRuntime;
import org.bridgewall.agent.policy.EnforcedPolicy;
import org.bridgewall.agent.policy.SystemNameResolver;
import org.bridgewall.core.policy.Explainer;
import org.bridgewall.core.policy.Explanation;
import org.bridgewall.core.policy.Matrix;
import org.bridgewall.core.policy.ParseResult;
import org.bridgewall.core.policy.Policy;
import org.bridgewall.core.policy.PolicyDiff;
import org.bridgewall.core.policy.PolicyParser;
import org.bridgewall.core.policy.PolicyResolver;
import org.bridgewall.core.policy.Problem;
import org.bridgewall.core.store.ClusterStore;
import org.bridgewall.core.store.PolicyDraft;
import org.bridgewall.core.store.PublishResult;
import org.bridgewall.core.store.Rollout;
import org.bridgewall.core.store.StoreException;
import org.bridgewall.core.store.StoredPolicy;

/**
 * The {@code policy} family. Publishing goes through the cluster store; looking does not need it.
 */
public final class PolicyCommands {
    private static final int HISTORY = 50;
    private static final long ROLLOUT_NANOS = 20_000_000_000L;
    private static final long ROLLOUT_STEP_MILLIS = 100;

    private final Instances instances;
    private final Optional<ClusterStore> store;
    private final PolicyResolver resolver = new PolicyResolver(new SystemNameResolver());

    /**
     * Makes the commands.
     *
     * @param store empty: the cluster runs without, and nothing can be published
     */
    public PolicyCommands(Instances instances, Optional<ClusterStore> store) {
        this.instances = instances;
        this.store = store;
    }

    /** All of them, by name. */
    public Map<String, AdminCommand> byName() {
        return Map.of(
                "policy.check", (request, progress) -> check(request),
                "policy.diff", (request, progress) -> diff(request),
                "policy.apply", this::apply,
                "policy.rollback", this::rollback,
                "policy.show", (request, progress) -> show(request),
                "policy.history", (request, progress) -> history(request),
                "policy.matrix", (request, progress) -> matrix(request),
                "policy.explain", (request, progress) -> explain(request));
    }

    private PolicyResolver.Result.Resolved resolved(AdminRequest request) throws AdminException {
        return switch (resolver.resolve(request.text("name"), request.text("text"))) {
            case PolicyResolver.Result.Resolved good -> good;
            case PolicyResolver.Result.Unresolved(List<Problem> problems) ->
                    throw refused(
                            String.join("\n", problems.stream().map(Problem::toString).toList()));
        };
    }

    private AdminResult check(AdminRequest request) throws AdminException {
        PolicyResolver.Result.Resolved good = resolved(request);
        accept(instances.of(request), request.text("name"), good.text());
        return AdminResult.said(request.text("name") + ": good; the kernel of this node takes it");
    }

    private static void accept(InstanceRuntime instance, String name, String text)
            throws AdminException {
        Optional<String> problem = instance.policy().check(name, text);
        if (problem.isPresent()) {
            throw refused(problem.get());
        }
    }

    private AdminResult diff(AdminRequest request) throws AdminException {
        Policy after = resolved(request).policy();
        PolicyDiff diff = PolicyDiff.between(enforced(instances.of(request)), after);
        return AdminResult.said(diff.isEmpty() ? "no difference" : diff.describe());
    }

    private AdminResult apply(AdminRequest request, AdminCommand.Progress progress)
            throws AdminException, InterruptedException {
        InstanceRuntime instance = instances.of(request);
        PolicyResolver.Result.Resolved good = resolved(request);
        accept(instance, request.text("name"), good.text());
        progress.say("checked by the kernel of this node");
        String comment = request.optionalText("comment").orElse("");
        return publish(instance, request, request.text("name"), comment, good.text(), progress);
    }

    private AdminResult rollback(AdminRequest request, AdminCommand.Progress progress)
            throws AdminException, InterruptedException {
        InstanceRuntime instance = instances.of(request);
        long version =
                request.optionalNumber("version")
                        .orElseThrow(() ->
                                new AdminException(
                                        AdminException.BAD_REQUEST,
                                        "policy.rollback needs the argument version"));
        try {
            StoredPolicy old =
                    store().get(instance.config().name(), version)
                            .orElseThrow(() -> refused("version " + version + " does not exist"));
            accept(instance, old.draft().name(), old.text());
            return publish(
                    instance,
                    request,
                    old.draft().name(),
                    "rollback to version " + version,
                    old.text(),
                    progress);
        } catch (StoreException e) {
            throw unavailable(e);
        }
    }

    private AdminResult publish(
            InstanceRuntime instance,
            AdminRequest request,
            String name,
            String comment,
            String text,
            AdminCommand.Progress progress)
            throws AdminException, InterruptedException {
        String of = instance.config().name();
        try {
            long current = store().current(of).map(StoredPolicy::version).orElse(0L);
            long expected = request.optionalNumber("expect").orElse(current);
            PolicyDraft draft =
                    new PolicyDraft(
                            of, name, request.caller(), comment, System.currentTimeMillis(), text);
            return switch (store().publish(draft, expected)) {
                case PublishResult.Published(StoredPolicy policy) -> {
                    progress.say("published as version " + policy.version());
                    yield rollout(of, policy.version());
                }
                case PublishResult.Conflict conflict -> throw refused(conflict.toString());
                case PublishResult.TooLarge large -> throw refused(large.toString());
            };
        } catch (StoreException e) {
            throw unavailable(e);
        }
    }

    private AdminResult rollout(String instance, long version)
            throws StoreException, InterruptedException {
        long deadline = System.nanoTime() + ROLLOUT_NANOS;
        Rollout rollout = Rollout.of(instance, version, store.orElseThrow().nodes());
        while (!rollout.complete() && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(ROLLOUT_STEP_MILLIS);
            rollout = Rollout.of(instance, version, store.orElseThrow().nodes());
        }
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("version", version);
        value.put("applied", rollout.applied());
        value.put("pending", rollout.pending());
        value.put("refused", rollout.refused());
        Rollout last = rollout;
        return new AdminResult(
                value,
                () -> describe(version, last),
                last.complete()
                        ? Level.OK
                        : last.refused().isEmpty() ? Level.WARNING : Level.CRITICAL);
    }

    private static String describe(long version, Rollout rollout) {
        StringBuilder text = new StringBuilder("version " + version + ": enforced by ");
        text.append(String.join(", ", rollout.applied())).append('\n');
        if (!rollout.pending().isEmpty()) {
            text.append("not yet heard of: ");
            text.append(String.join(", ", rollout.pending())).append('\n');
        }
        rollout.refused().forEach((node, why) -> text.append(node + " refuses: " + why + "\n"));
        return text.toString();
    }

    private AdminResult show(AdminRequest request) throws AdminException {
        InstanceRuntime instance = instances.of(request);
        Optional<Long> version = request.optionalNumber("version");
        if (version.isEmpty()) {
            EnforcedPolicy policy = instance.policy().enforced();
            return shown(policy.version(), policy.name(), policy.text());
        }
        try {
            StoredPolicy policy =
                    store().get(instance.config().name(), version.get())
                            .orElseThrow(
                                    () -> refused("version " + version.get() + " does not exist"));
            return shown(policy.version(), policy.draft().name(), policy.text());
        } catch (StoreException e) {
            throw unavailable(e);
        }
    }

    private static AdminResult shown(long version, String name, String text) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("version", version);
        value.put("name", name);
        value.put("text", text);
        return AdminResult.of(value, () -> "# version " + version + ", " + name + "\n" + text);
    }

    private AdminResult history(AdminRequest request) throws AdminException {
        try {
            List<StoredPolicy> all =
                    store().history(instances.of(request).config().name(), HISTORY);
            List<Map<String, Object>> rows = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            for (StoredPolicy policy : all) {
                PolicyDraft draft = policy.draft();
                String at = java.time.Instant.ofEpochMilli(draft.publishedAtMillis()).toString();
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("version", policy.version());
                row.put("at", at);
                row.put("author", draft.author());
                row.put("name", draft.name());
                row.put("comment", draft.comment());
                rows.add(row);
                text.append(
                        String.format(
                                "%4d  %s  %-10s %s  %s%n",
                                policy.version(),
                                at,
                                draft.author(),
                                draft.name(),
                                draft.comment()));
            }
            return AdminResult.of(rows, text::toString);
        } catch (StoreException e) {
            throw unavailable(e);
        }
    }

    private AdminResult matrix(AdminRequest request) throws AdminException {
        Matrix matrix = Matrix.of(enforced(instances.of(request)));
        return AdminResult.of(matrix, matrix::table);
    }

    private AdminResult explain(AdminRequest request) throws AdminException {
        Explainer explainer = new Explainer(enforced(instances.of(request)));
        return switch (explainer.explain(
                request.text("source"), request.text("destination"), request.text("service"))) {
            case Explainer.Answer.Explained(List<Explanation> explanations) ->
                    AdminResult.said(
                            String.join(
                                    "\n",
                                    explanations.stream().map(Explanation::describe).toList()));
            case Explainer.Answer.NotUnderstood(String message) -> throw refused(message);
        };
    }

    private static Policy enforced(InstanceRuntime instance) throws AdminException {
        EnforcedPolicy enforced = instance.policy().enforced();
        return switch (PolicyParser.parse(enforced.name(), enforced.text())) {
            case ParseResult.Parsed(Policy policy) -> policy;
            case ParseResult.Rejected rejected ->
                    throw new IllegalStateException(
                            "enforced policy does not parse: " + rejected.describe());
        };
    }

    private ClusterStore store() throws AdminException {
        return store.orElseThrow(() ->
                new AdminException(
                        AdminException.UNAVAILABLE,
                        "zookeeper: none is configured; policies cannot be published"));
    }

    private static AdminException unavailable(StoreException e) {
        return new AdminException(AdminException.UNAVAILABLE, String.valueOf(e.getMessage()));
    }

    private static AdminException refused(String why) {
        return new AdminException(AdminException.REFUSED, why);
    }
}
