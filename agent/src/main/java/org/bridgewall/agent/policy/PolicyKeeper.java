package org.bridgewall.agent.policy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bridgewall.agent.nftables.NftException;
import org.bridgewall.agent.nftables.PolicyKernel;
import org.bridgewall.agent.nftables.PolicyStamp;
import org.bridgewall.agent.state.LoadOutcome;
import org.bridgewall.agent.state.SaveOutcome;
import org.bridgewall.agent.state.SavedPolicy;
import org.bridgewall.agent.state.StateDirectory;
import org.bridgewall.core.policy.ParseResult;
import org.bridgewall.core.policy.PolicyParser;
import org.bridgewall.core.policy.compile.CompileResult;
import org.bridgewall.core.policy.compile.PolicyCompiler;
import org.bridgewall.core.ruleset.Ruleset;
import org.bridgewall.core.store.Ban;
import org.bridgewall.core.store.StoredPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the kernel's policy of one instance at the current version: compiles it, applies it, reads
 * it back, and keeps a copy on disk. A version that cannot be enforced changes nothing.
 *
 * <p>Thread rule: any thread calls; the work runs on a thread of its own.
 */
public final class PolicyKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PolicyKeeper.class);

    private final String instance;
    private final PolicyKernel kernel;
    private final StateDirectory disk;
    private final ExecutorService worker;
    private volatile Runnable changed = () -> {};
    private volatile EnforcedPolicy enforced = EnforcedPolicy.NONE;

    /** Makes a keeper that has done nothing yet. */
    public PolicyKeeper(String instance, PolicyKernel kernel, StateDirectory disk) {
        this.instance = instance;
        this.kernel = kernel;
        this.disk = disk;
        this.worker =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name("policy-" + instance).daemon().factory());
    }

    /**
     * Names who is told after every attempt to enforce what was published, on the keeper's thread;
     * one at a time.
     */
    public void follow(Runnable listener) {
        changed = listener;
    }

    /** What the kernel enforces. */
    public EnforcedPolicy enforced() {
        return enforced;
    }

    /**
     * Begins to put the last good copy into the kernel, or one that closes the bridge where there
     * is none.
     *
     * @return done once the kernel has it, or the log says why not
     */
    public CompletableFuture<Void> restore() {
        return CompletableFuture.runAsync(this::putLastGoodCopy, worker);
    }

    private void putLastGoodCopy() {
        switch (disk.loadPolicy(instance)) {
            case LoadOutcome.Loaded<SavedPolicy>(SavedPolicy policy) -> enforce(policy);
            case LoadOutcome.Previous<SavedPolicy>(SavedPolicy policy, String problem) -> {
                log.warn("{}: {}; the copy before it is used", instance, problem);
                enforce(policy);
            }
            case LoadOutcome.Absent<SavedPolicy> absent -> closed("no policy was published yet");
            case LoadOutcome.Damaged<SavedPolicy>(String problem) -> closed(problem);
        }
    }

    /** Nothing passes until a policy comes, unless the kernel still holds one of an earlier run. */
    private void closed(String why) {
        try {
            if (kernel.standing().isPresent()) {
                log.warn("{}: {}; the kernel keeps the policy that stands", instance, why);
                return;
            }
            log.warn("{}: nothing passes: {}", instance, why);
            kernel.apply(Ruleset.closed(), new PolicyStamp(0, "0"));
        } catch (NftException e) {
            log.error("{}: closing: {}", instance, e.getMessage());
            enforced = enforced.refusing(0, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Looks whether the policy still stands in the kernel, and puts it back where it does not: a
     * flushed ruleset would let everything pass that the fence lets in.
     */
    public void guard() {
        worker.execute(() -> {
            try {
                if (kernel.standing().isPresent()) {
                    return;
                }
                log.error("{}: the policy is gone from the kernel: put back", instance);
                EnforcedPolicy last = enforced;
                if (last.version() == 0) {
                    kernel.apply(Ruleset.closed(), new PolicyStamp(0, "0"));
                } else {
                    enforce(new SavedPolicy(last.version(), last.name(), last.text()));
                }
            } catch (NftException e) {
                log.error("{}: looking for the policy: {}", instance, e.getMessage());
            }
        });
    }

    /** Enforces a version that was published; keeps the one that stands where that fails. */
    public void published(StoredPolicy policy) {
        worker.execute(() -> {
            String text = policy.text();
            if (policy.version() == enforced.version() && text.equals(enforced.text())) {
                return;
            }
            SavedPolicy wanted = new SavedPolicy(policy.version(), policy.draft().name(), text);
            if (enforce(wanted)
                    && disk.savePolicy(instance, wanted) instanceof SaveOutcome.NotSaved notSaved) {
                log.warn("{}: policy not kept on disk: {}", instance, notSaved);
            }
            changed.run();
        });
    }

    /** Refuses a source until the ban ends. */
    public void banned(Ban ban) {
        worker.execute(() -> {
            long left = ban.untilMillis() - System.currentTimeMillis();
            try {
                if (left > 0) {
                    kernel.ban(ban.address(), Duration.ofMillis(left));
                }
            } catch (NftException e) {
                log.error("{}: ban of {}: {}", instance, ban.address(), e.getMessage());
            }
        });
    }

    /** Lifts a ban. */
    public void lifted(org.bridgewall.core.ruleset.IpAddress address) {
        worker.execute(() -> {
            try {
                kernel.lift(address);
            } catch (NftException e) {
                log.error("{}: lifting {}: {}", instance, address, e.getMessage());
            }
        });
    }

    private boolean enforce(SavedPolicy policy) {
        Optional<String> refusal = tryEnforce(policy, false);
        if (refusal.isEmpty()) {
            log.info("{}: enforces policy version {}", instance, policy.version());
            enforced = new EnforcedPolicy(policy.version(), 0, "", policy.name(), policy.text());
            return true;
        }
        log.error("{}: policy version {}: {}", instance, policy.version(), refusal.get());
        enforced = enforced.refusing(policy.version(), refusal.get());
        return false;
    }

    /** Compiles a text and has the kernel check it; returns why it cannot be enforced. Blocks. */
    public Optional<String> check(String name, String text) {
        return tryEnforce(new SavedPolicy(0, name, text), true);
    }

    private Optional<String> tryEnforce(SavedPolicy policy, boolean checkOnly) {
        ParseResult parsed = PolicyParser.parse(policy.name(), policy.text());
        if (parsed instanceof ParseResult.Rejected rejected) {
            return Optional.of(rejected.describe());
        }
        CompileResult compiled = PolicyCompiler.compile(((ParseResult.Parsed) parsed).policy());
        return switch (compiled) {
            case CompileResult.Refused refused -> Optional.of(refused.problems().toString());
            case CompileResult.Compiled(Ruleset rules) -> {
                try {
                    PolicyStamp stamp =
                            new PolicyStamp(policy.version(), StoredPolicy.digest(policy.text()));
                    if (checkOnly) {
                        kernel.check(rules, stamp);
                    } else {
                        kernel.apply(rules, stamp);
                    }
                    yield Optional.empty();
                } catch (NftException e) {
                    yield Optional.of(String.valueOf(e.getMessage()));
                }
            }
        };
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
