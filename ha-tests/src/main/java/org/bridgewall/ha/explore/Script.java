package org.bridgewall.ha.explore;

import java.util.List;
import org.bridgewall.core.election.Action;
import org.bridgewall.core.election.Advert;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.Transition;

/**
 * A story of the model as text that can be run again, like the scripts of the election: lines that
 * begin with {@code >} are what happens (a {@link Happening}, or {@code quiet N}, {@code heal}),
 * what follows each is what the agents answered. The first lines that count are {@code > nodes N}
 * and {@code > witness off|wire|wait}.
 */
final class Script implements Witness {
    private static final long TICK_MILLIS = ModelTime.TICK / 1_000_000;

    private final StringBuilder out = new StringBuilder();
    private final Model model;
    private World world;
    private int ticks;

    private Script(Model model) {
        this.model = model;
        this.world = World.dark(model.nodes(), Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** Runs the lines; what an earlier run answered is left out and written anew. */
    static String run(List<String> lines, Stepping stepping) {
        int nodes = 2;
        Stepping witnessed = stepping;
        for (String line : lines) {
            if (line.startsWith("> nodes ")) {
                nodes = Integer.parseInt(line.substring("> nodes ".length()).trim());
            }
            if (line.startsWith("> witness ")) {
                witnessed = stepping.with(line.substring("> witness ".length()).trim());
            }
        }
        Script script = new Script(witnessed.model(nodes));
        for (String line : lines) {
            if (line.startsWith("#") || line.isBlank()) {
                script.out.append(line).append('\n');
            } else if (line.startsWith(">")) {
                script.out.append(line).append('\n');
                if (!script.happens(line.substring(1).trim())) {
                    break;
                }
            }
        }
        return script.out.toString();
    }

    /** The world that the lines lead to, with the given budgets. */
    static World end(List<String> lines, Model model, int faults, int flows) {
        Script script = new Script(model);
        for (String line : lines) {
            if (!script.happens(line)) {
                throw new IllegalStateException(script.out.toString());
            }
        }
        script.world.budget(faults, flows);
        return script.world;
    }

    private boolean happens(String text) {
        try {
            if (text.startsWith("nodes ") || text.startsWith("witness ")) {
                return true;
            }
            if (text.startsWith("quiet ")) {
                for (int i = 0; i < Integer.parseInt(text.substring(6).trim()); i++) {
                    world = new Quiet(model).round(world, this);
                    ticks++;
                }
                return true;
            }
            if (text.equals("heal")) {
                world = new Quiet(model).heal(world, this);
                return true;
            }
            Happening happening = Happening.parse(text);
            World next = model.after(world, happening, this);
            if (next == null) {
                out.append("        it cannot happen here\n");
                return false;
            }
            world = next;
            ticks += happening.kind() == Happening.Kind.TICK ? 1 : 0;
            return true;
        } catch (Violation violation) {
            out.append("VIOLATED ").append(violation.getMessage()).append('\n');
            return false;
        }
    }

    @Override
    public void told(int node, Input input) {}

    @Override
    public void answered(int node, Action action) {
        String text = describe(action);
        if (!text.isEmpty()) {
            out.append(
                    String.format(
                            "%6d ms  %s %s%n", ticks * TICK_MILLIS, Happening.name(node), text));
        }
    }

    private static String describe(Action action) {
        return switch (action) {
            case Action.SendAdvert(Advert a) ->
                    "sends advert "
                            + a.role()
                            + " epoch "
                            + a.epoch()
                            + " lease "
                            + a.leaseNanos() / 1_000_000
                            + (a.handoverTo().isEmpty() ? "" : " to " + a.handoverTo())
                            + (a.prepared() ? " prepared" : "");
            case Action.SendProbe probe -> "";
            case Action.OpenGate(long epoch, long until) ->
                    "OPEN GATE epoch " + epoch + " for " + (until - ModelTime.NOW) / 1_000_000;
            case Action.RenewLease(long until) ->
                    "renew lease for " + (until - ModelTime.NOW) / 1_000_000;
            case Action.CloseGate close -> "CLOSE GATE";
            case Action.Commit(long epoch) -> "commit for epoch " + epoch;
            case Action.DrainReplication drain -> "drain replication to " + drain.to();
            case Action.Announce announce -> "";
            case Action.DropStaleFlows drop -> "drop stale flows";
            case Action.KeepEpoch(long epoch) -> "keep epoch " + epoch;
            case Action.AskWitness(long epoch, long known) ->
                    "ask witness for epoch " + epoch + ", known " + known;
            case Action.ReleaseWitness(long epoch) -> "give epoch " + epoch + " back";
            case Action.Report(Transition t) -> t.from() + " -> " + t.to() + ": " + t.reason();
            case Action.Stop stop -> "stop";
        };
    }
}
