package org.bridgewall.core.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.bridgewall.core.ruleset.IpPrefix;

/**
 * What a new policy changes. Immutable.
 *
 * @param added rights that only the new policy gives
 * @param removed rights that only the old policy gave
 * @param changes other addresses behind names that both have
 */
public record PolicyDiff(
        List<MatrixCell> added, List<MatrixCell> removed, List<AddressChange> changes) {

    /** Addresses that joined or left a group or a host. */
    public record AddressChange(String name, List<IpPrefix> added, List<IpPrefix> removed) {}

    public PolicyDiff {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        changes = List.copyOf(changes);
    }

    public static PolicyDiff between(Policy before, Policy after) {
        List<MatrixCell> added = new ArrayList<>(Matrix.cells(after));
        added.removeAll(Matrix.cells(before));
        List<MatrixCell> removed = new ArrayList<>(Matrix.cells(before));
        removed.removeAll(Matrix.cells(after));
        List<AddressChange> changes = new ArrayList<>();
        collect(
                before.hosts().keySet(),
                after.hosts().keySet(),
                before,
                after,
                Policy::hostAddresses,
                changes);
        collect(
                before.groups().keySet(),
                after.groups().keySet(),
                before,
                after,
                Policy::groupAddresses,
                changes);
        return new PolicyDiff(added, removed, changes);
    }

    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && changes.isEmpty();
    }

    /** One change per line, {@code +} or {@code -} first. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        removed.forEach(cell -> text.append("- ").append(cell).append('\n'));
        added.forEach(cell -> text.append("+ ").append(cell).append('\n'));
        for (AddressChange change : changes) {
            change.removed()
                    .forEach(p ->
                            text.append("- ")
                                    .append(change.name())
                                    .append(": ")
                                    .append(p)
                                    .append('\n'));
            change.added()
                    .forEach(p ->
                            text.append("+ ")
                                    .append(change.name())
                                    .append(": ")
                                    .append(p)
                                    .append('\n'));
        }
        return text.toString();
    }

    private static void collect(
            Iterable<String> beforeNames,
            Iterable<String> afterNames,
            Policy before,
            Policy after,
            BiFunction<Policy, String, List<IpPrefix>> addresses,
            List<AddressChange> changes) {
        NavigableSet<String> names = new TreeSet<>();
        beforeNames.forEach(names::add);
        afterNames.forEach(names::add);
        for (String name : names) {
            NavigableSet<IpPrefix> old = new TreeSet<>(addresses.apply(before, name));
            NavigableSet<IpPrefix> now = new TreeSet<>(addresses.apply(after, name));
            List<IpPrefix> joined = now.stream().filter(p -> !old.contains(p)).toList();
            List<IpPrefix> left = old.stream().filter(p -> !now.contains(p)).toList();
            if (!joined.isEmpty() || !left.isEmpty()) {
                changes.add(new AddressChange(name, joined, left));
            }
        }
    }
}
