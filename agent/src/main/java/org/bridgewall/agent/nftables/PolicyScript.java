package org.bridgewall.agent.nftables;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bridgewall.core.ruleset.PeerChain;
import org.bridgewall.core.ruleset.Ruleset;

/**
 * The nft text that brings a kernel from what it holds to a policy. Pure, deterministic.
 *
 * <ol>
 *   <li>remove what an interrupted attempt left of the next generation;
 *   <li>fill the sets and maps of the next generation, which no rule refers to yet;
 *   <li>swap: replace all rules, which now refer to the next generation, and the stamp;
 *   <li>remove the old generation.
 * </ol>
 *
 * A small policy does all four in one transaction. A large one would hold the kernel's commit lock
 * for long, so the filling goes in pieces; the swap is atomic all the same.
 */
final class PolicyScript {
    /** Rows up to which all goes in one transaction: some 20 ms. */
    static final int SINGLE_TRANSACTION_ROWS = 2_000;

    private static final int BATCH = 1_000;
    private static final Set<String> KERNEL_FILLED =
            Set.of("hostdeny4", "hostdeny6", "scan4", "scan6", "stamp");

    private final InstancePorts ports;
    private final KernelTable held;
    private final Ruleset rules;
    private final Mark mark;

    PolicyScript(InstancePorts ports, KernelTable held, Ruleset rules, PolicyStamp stamp) {
        this.ports = ports;
        this.held = held;
        this.rules = rules;
        this.mark = new Mark(stamp, held.next());
    }

    Mark mark() {
        return mark;
    }

    /** All in one transaction, whatever the size: what a dry run checks. */
    String single() {
        List<String> commands = new ArrayList<>(clean());
        commands.addAll(fill());
        return String.join("\n", commands) + "\n" + swap() + retire();
    }

    /** Transactions to run in this order; if one fails, the policy that stands is untouched. */
    List<String> transactions() {
        if (rules.rowCount() <= SINGLE_TRANSACTION_ROWS) {
            return List.of(single());
        }
        List<String> parts = new ArrayList<>();
        parts.add(String.join("\n", clean()) + "\n");
        List<String> open = new ArrayList<>();
        int size = 0;
        for (String command : fill()) {
            open.add(command);
            size += command.length();
            if (size > 30_000) {
                parts.add(String.join("\n", open) + "\n");
                open.clear();
                size = 0;
            }
        }
        parts.add(String.join("\n", open) + "\n");
        parts.add(swap() + retire());
        return parts;
    }

    private List<String> fill() {
        return PolicySets.commands(ports.table(), rules, mark.generation(), BATCH);
    }

    private List<String> clean() {
        List<String> commands =
                new ArrayList<>(InetTable.dynamicSets(ports.table()).lines().toList());
        if (held.mark().isEmpty()) {
            // Half made, nobody knows which rules refer to what: they go first, which closes.
            commands.add("flush table inet " + ports.table());
            commands.addAll(delete(name -> !KERNEL_FILLED.contains(name)));
        } else {
            commands.addAll(delete(name -> name.endsWith(mark.generation().suffix())));
        }
        return commands;
    }

    private String swap() {
        return BridgeTable.render(ports.table(), ports, rules)
                + InetTable.rules(ports, rules, mark.generation())
                + "flush set inet "
                + ports.table()
                + " stamp\n"
                + "add element inet "
                + ports.table()
                + " stamp { 0x1 comment \""
                + mark
                + "\" }\n";
    }

    private String retire() {
        if (held.mark().isEmpty()) {
            return "";
        }
        String old = mark.generation().other().suffix();
        List<String> commands =
                new ArrayList<>(
                        delete(name -> name.endsWith(old) && !KERNEL_FILLED.contains(name)));
        Set<String> wanted =
                rules.chains().stream().map(PeerChain::name).collect(Collectors.toSet());
        held.chains().stream()
                .filter(name -> name.startsWith("s_") || name.startsWith("d_"))
                .filter(name -> !wanted.contains(name))
                .forEach(name -> commands.add("delete chain inet " + ports.table() + " " + name));
        return commands.isEmpty() ? "" : String.join("\n", commands) + "\n";
    }

    /** Maps before sets: their verdicts hold chains. */
    private List<String> delete(Predicate<String> which) {
        List<String> commands = new ArrayList<>();
        held.maps().stream()
                .filter(which)
                .forEach(n -> commands.add("delete map inet " + ports.table() + " " + n));
        held.sets().stream()
                .filter(which)
                .forEach(n -> commands.add("delete set inet " + ports.table() + " " + n));
        return commands;
    }
}
