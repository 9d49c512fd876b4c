package org.bridgewall.core.election;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs a readable script against the real election of node b1. Lines that begin with {@code >} are
 * commands; what follows each is what the election answered.
 *
 * <pre>
 * > started [gate=MS] [epoch=N]      > wait MS                > leg PORT up|down
 * > advert NODE ROLE [epoch=N] [lease=MS] [priority=N] [to=NODE] [prepared] [proven] [asks]
 *     [every=MS]   the interval that it promises
 * > path open|closed   whether the other node's path carries our probes to the other leg
 * > witness wait|wire   there is one; a standby without an answer waits, or goes by the wire
 * > witness gone        it cannot be reached
 * > witness there [present=NODE,...] [epoch=N] [holder=NODE]
 * > vote granted        > vote refused epoch=N holder=NODE
 * > commit good|bad    > gate opened|lost    > drained    > switchover    > promote    > stop
 * > held NODE epoch=N   the last changes of its mastership are in the replica
 * > drain [undo]       > proven              > freeze MS
 * > rules [advert=MS] [lease=MS] [renew=MS] [lone=MS] [startup=MS] [priority=N] [preempt] [delay=MS] [hold=MS] [max=MS] [decay=MS]
 * > rule NAME fault|nothing|weight=N|factor=N
 * > group NAME of=A,B required=N fault|weight=N
 * > track NAME well|failed [number=N]        > others [fault=TEXT] [down] [delta=N]
 * </pre>
 *
 * {@code wait} ticks every millisecond and prints what is not routine.
 */
final class ElectionScript {
    private static final long MILLI = 1_000_000L;

    private Election election = new Election(ElectionConfig.bridge("b1", 7, 100));
    private final Map<String, Long> sequences = new HashMap<>();
    private final StringBuilder out = new StringBuilder();
    private long now = 10_000 * MILLI;
    private final long start = now;
    private boolean pathOpen;
    private boolean probed;
    private ElectionState state = ElectionState.initial(1, now);

    static String run(List<String> lines) {
        ElectionScript script = new ElectionScript();
        for (String line : lines) {
            if (line.startsWith("#") || line.isBlank()) {
                script.out.append(line).append('\n');
            } else if (line.startsWith("> ")) {
                script.out.append(line).append('\n');
                script.command(line.substring(2).trim().split("\\s+"));
            }
        }
        return script.out.toString();
    }

    private void command(String[] words) {
        Map<String, String> options = new HashMap<>();
        for (String word : words) {
            String[] parts = word.split("=", 2);
            options.put(parts[0], parts.length == 2 ? parts[1] : "yes");
        }
        switch (words[0]) {
            case "started" -> {
                long gate = millis(options, "gate");
                long epoch = Long.parseLong(options.getOrDefault("epoch", "0"));
                step(new Input.Started(gate == 0 ? 0 : now + gate, epoch));
            }
            case "wait" -> {
                for (int i = 0; i < Integer.parseInt(words[1]); i++) {
                    now += MILLI;
                    if (pathOpen && probed) {
                        step(new Input.ProbeCrossed(state.node().role() == Role.MASTER));
                    }
                    probed = false;
                    step(new Input.Ticked());
                }
            }
            case "leg" -> step(new Input.LegChanged(words[1], words[2].equals("up")));
            case "advert" -> step(new Input.AdvertHeard(advert(words, options), "sync"));
            case "witness" -> witness(words[1], options);
            case "vote" -> vote(words[1].equals("granted"), options);
            case "path" -> pathOpen = words[1].equals("open");
            case "commit" ->
                    step(
                            new Input.CommitFinished(
                                    state.facts().epoch(), words[1].equals("good"), words[1]));
            case "gate" ->
                    step(
                            words[1].equals("opened")
                                    ? new Input.GateOpened(state.facts().epoch())
                                    : new Input.GateLost("refused"));
            case "held" ->
                    step(new Input.LastChangesHeld(words[1], Long.parseLong(options.get("epoch"))));
            case "drained" -> step(new Input.ReplicationDrained(true));
            case "drain" -> step(new Input.DrainAsked(!options.containsKey("undo")));
            case "shared" -> step(new Input.TableShared(state.facts().epoch()));
            case "proven" -> step(new Input.ReplicaReported(true));
            case "rules", "rule", "group" ->
                    election = new Election(ScriptRules.change(election.config(), words, options));
            case "track" ->
                    step(
                            new Input.TrackReported(
                                    words[1],
                                    new TrackResult(
                                            words[2].equals("well"),
                                            Integer.parseInt(options.getOrDefault("number", "0")),
                                            words[2])));
            case "others" -> step(new Input.GroupReported(ScriptRules.others(options)));
            case "switchover" -> step(new Input.SwitchoverAsked(""));
            case "promote" -> step(new Input.PromoteForced());
            case "stop" -> step(new Input.StopAsked(options.containsKey("leave")));
            case "freeze" -> now += Long.parseLong(words[1]) * MILLI;
            default -> throw new IllegalArgumentException("command: " + words[0]);
        }
    }

    private void witness(String word, Map<String, String> options) {
        if (word.equals("wait") || word.equals("wire")) {
            WitnessRule rule = new WitnessRule(true, word.equals("wait"), 300 * MILLI);
            election = new Election(election.config().with(c -> c.witness = rule));
            return;
        }
        Set<String> present = Set.of(options.getOrDefault("present", "b1").split(",", -1));
        long epoch = Long.parseLong(options.getOrDefault("epoch", "0"));
        String holder = options.getOrDefault("holder", "");
        step(new Input.WitnessReported(word.equals("there"), present, epoch, holder));
    }

    private void vote(boolean granted, Map<String, String> options) {
        long asked = state.facts().witness().askedEpoch();
        long standing = granted ? asked : Long.parseLong(options.getOrDefault("epoch", "0"));
        String holder = granted ? "b1" : options.getOrDefault("holder", "");
        step(new Input.WitnessAnswered(asked, granted, standing, holder));
    }

    private Advert advert(String[] words, Map<String, String> options) {
        long sequence = sequences.merge(words[1], 1L, Long::sum);
        return new Advert(
                words[1],
                2,
                sequence,
                Role.valueOf(words[2].toUpperCase(java.util.Locale.ROOT)),
                Integer.parseInt(options.getOrDefault("priority", "100")),
                Long.parseLong(options.getOrDefault("epoch", "0")),
                Long.parseLong(options.getOrDefault("every", "100")) * MILLI,
                millis(options, "lease"),
                options.getOrDefault("to", ""),
                options.containsKey("prepared"),
                options.containsKey("proven"),
                options.containsKey("asks"));
    }

    private static long millis(Map<String, String> options, String name) {
        return Long.parseLong(options.getOrDefault(name, "0")) * MILLI;
    }

    private void step(Input input) {
        Step step = election.step(state, input, now);
        state = step.next();
        for (Action action : step.actions()) {
            probed |= action instanceof Action.SendAdvert || action instanceof Action.SendProbe;
            String text = describe(action);
            boolean routine =
                    input instanceof Input.Ticked
                            && (action instanceof Action.SendAdvert
                                    || action instanceof Action.SendProbe
                                    || action instanceof Action.RenewLease);
            if (!routine) {
                out.append(String.format("%6d ms  %s%n", (now - start) / MILLI, text));
            }
        }
    }

    private String describe(Action action) {
        return switch (action) {
            case Action.SendAdvert(Advert a) ->
                    "send advert "
                            + a.role()
                            + " priority "
                            + a.priority()
                            + " epoch "
                            + a.epoch()
                            + " lease "
                            + a.leaseNanos() / MILLI
                            + (a.handoverTo().isEmpty() ? "" : " to " + a.handoverTo())
                            + (a.prepared() ? " prepared" : "")
                            + (a.asksHandover() ? " asks" : "");
            case Action.SendProbe probe -> "send probe";
            case Action.OpenGate(long epoch, long until) ->
                    "OPEN GATE epoch " + epoch + " for " + (until - now) / MILLI;
            case Action.RenewLease(long until) -> "renew lease for " + (until - now) / MILLI;
            case Action.CloseGate close -> "CLOSE GATE";
            case Action.Commit(long epoch) -> "commit for epoch " + epoch;
            case Action.DrainReplication drain -> "drain replication to " + drain.to();
            case Action.Announce(long epoch) -> "announce";
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
