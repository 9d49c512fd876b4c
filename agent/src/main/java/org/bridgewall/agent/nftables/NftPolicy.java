package org.bridgewall.agent.nftables;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.bridgewall.core.ruleset.Family;
import org.bridgewall.core.ruleset.IpAddress;
import org.bridgewall.core.ruleset.Ruleset;

/**
 * The policy of one instance in the kernel of this node. Methods block for milliseconds to seconds;
 * one thread at a time, never the election's.
 */
public final class NftPolicy implements PolicyKernel {
    private final NftProgram nft;
    private final InstancePorts ports;
    private final TableReader reader;
    private final Optional<RulesetGeneration> generation;
    private Optional<Seen> seen = Optional.empty();

    /** What was read, and of which generation of the ruleset. */
    private record Seen(int generation, PolicyStamp stamp) {}

    /** One that lists the tables each time it is asked what stands. */
    public NftPolicy(NftProgram nft, InstancePorts ports) {
        this(nft, ports, Optional.empty());
    }

    /**
     * One that lists them only where the ruleset has changed.
     *
     * @param generation of the network namespace that {@code nft} works on
     */
    public NftPolicy(NftProgram nft, InstancePorts ports, RulesetGeneration generation) {
        this(nft, ports, Optional.of(generation));
    }

    private NftPolicy(NftProgram nft, InstancePorts ports, Optional<RulesetGeneration> generation) {
        this.nft = nft;
        this.ports = ports;
        this.generation = generation;
        this.reader = new TableReader(nft, ports.table());
    }

    /** Which policy the kernel enforces; empty when there is none, or either table is missing. */
    @Override
    public Optional<PolicyStamp> standing() throws NftException {
        // Before the tables: a change while they are listed is found the next time.
        OptionalInt now = present();
        Optional<Seen> unchanged = seen.filter(s -> now.equals(OptionalInt.of(s.generation())));
        if (unchanged.isPresent()) {
            return unchanged.map(Seen::stamp);
        }
        Optional<Mark> mark = reader.mark();
        Optional<PolicyStamp> stamp =
                mark.isPresent() && reader.bridgeTableStands()
                        ? mark.map(Mark::stamp)
                        : Optional.empty();
        seen = now.isPresent() ? stamp.map(s -> new Seen(now.getAsInt(), s)) : Optional.empty();
        return stamp;
    }

    /** Empty where the kernel does not tell: then the tables are listed. */
    private OptionalInt present() {
        if (generation.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            return generation.get().read();
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    /** Has the kernel check the whole transaction without committing it. */
    @Override
    public void check(Ruleset rules, PolicyStamp stamp) throws NftException {
        PolicyScript script = new PolicyScript(ports, reader.read(), rules, stamp);
        nft.check("check policy " + stamp.version() + " of " + ports.instance(), script.single());
    }

    /**
     * Puts a policy in the place of the one that stands; established connections and bans live on.
     * Returns when the kernel has been seen to hold it.
     */
    @Override
    public void apply(Ruleset rules, PolicyStamp stamp) throws NftException {
        String operation = "apply policy " + stamp.version() + " to " + ports.instance();
        PolicyScript script = new PolicyScript(ports, reader.read(), rules, stamp);
        List<String> transactions = script.transactions();
        if (transactions.size() > 1) {
            nft.check(operation, script.single());
        }
        for (String transaction : transactions) {
            nft.run(operation, transaction);
        }
        Optional<PolicyStamp> standing = standing();
        if (!standing.equals(Optional.of(stamp))) {
            throw new NftException(
                    operation,
                    "kernel holds " + standing + " afterwards (expected: " + stamp + ")");
        }
    }

    /** Removes both tables; the bridge then passes whatever the fence lets in. */
    public void remove() throws NftException {
        String table = ports.table();
        nft.run(
                "remove policy of " + ports.instance(),
                "add table bridge %1$s\ndelete table bridge %1$s\nadd table inet %1$s\ndelete table inet %1$s\n"
                        .formatted(table));
    }

    /** Refuses new connections of a source from the uplink, from now on for this long. */
    @Override
    public void ban(IpAddress source, Duration duration) throws NftException {
        String element = "element inet " + ports.table() + " " + denySet(source.family());
        String milliseconds = Math.max(1_000, duration.toMillis()) + "ms";
        // add, delete, add never fails and always restarts the time, on every kernel.
        nft.run(
                "ban " + source,
                "add %1$s { %2$s timeout %3$s }\ndelete %1$s { %2$s }\nadd %1$s { %2$s timeout %3$s }\n"
                        .formatted(element, source, milliseconds));
    }

    /** Lifts a ban, if there is one. */
    @Override
    public void lift(IpAddress source) throws NftException {
        String element = "element inet " + ports.table() + " " + denySet(source.family());
        nft.run(
                "lift ban of " + source,
                "add %1$s { %2$s }\ndelete %1$s { %2$s }\n".formatted(element, source));
    }

    /** All that the kernel refuses at present: banned by it or through {@link #ban}. */
    public List<KernelBan> bans() throws NftException {
        List<KernelBan> bans = new ArrayList<>(reader.bans(denySet(Family.IPV4)));
        bans.addAll(reader.bans(denySet(Family.IPV6)));
        return bans;
    }

    private static String denySet(Family family) {
        return "hostdeny" + MapNames.digit(family);
    }
}
