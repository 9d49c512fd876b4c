package org.bridgewall.ha.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bridgewall.ha.lab.LabPlan;
import org.bridgewall.ha.lab.Patience;

/** Cables of the data segments: pulled, loose, both at once. */
final class CableFaults {
    private static final int CABLE_MILLIS = 250;
    private static final int FLAPS = 8;
    private static final Duration DOWN = Duration.ofMillis(120);
    private static final Duration UP = Duration.ofMillis(280);

    /** Longer than the first hold time, shorter than the third. */
    private static final Duration RETURN = Duration.ofMillis(1_600);

    private CableFaults() {}

    /** One of the two data cables of one of the nodes. */
    private record Cable(
            String name,
            String title,
            boolean ofMaster,
            Function<Stage, String> zwitch,
            Function<Stage, String> node) {
        void pull(Stage stage, boolean pulled) throws IOException {
            stage.cable(zwitch.apply(stage), node.apply(stage), pulled);
        }

        int budget() {
            return ofMaster ? CABLE_MILLIS : Fault.UNNOTICED_MILLIS;
        }

        Fault.Leader leader() {
            return ofMaster ? Fault.Leader.MOVES : Fault.Leader.STAYS;
        }
    }

    static List<Fault> all() {
        List<Fault> faults = new ArrayList<>();
        for (Cable cable : cables()) {
            faults.add(pulled(cable));
        }
        for (Cable cable : cables()) {
            faults.add(flapping(cable));
        }
        faults.add(bothLegs());
        faults.add(bothFlapping());
        faults.add(damped());
        return faults;
    }

    private static List<Cable> cables() {
        Function<Stage, String> a = stage -> stage.segment().uplinkSwitch();
        Function<Stage, String> b = stage -> stage.segment().screenedSwitch();
        return List.of(
                new Cable("uplink", "uplink cable of the active node", true, a, Stage::master),
                new Cable("screened", "screened cable of the active node", true, b, Stage::master),
                new Cable(
                        "uplink-standby", "uplink cable of the standby", false, a, Stage::standby),
                new Cable(
                        "screened-standby",
                        "screened cable of the standby",
                        false,
                        b,
                        Stage::standby));
    }

    private static Fault pulled(Cable cable) {
        return Fault.of(
                        "cable-" + cable.name(),
                        cable.title() + " pulled",
                        cable.budget(),
                        cable.leader(),
                        stage -> cable.pull(stage, true))
                .recoveredBy(stage -> cable.pull(stage, false));
    }

    /** After the first loss of carrier the node is in FAULT until the cable has held. */
    private static Fault flapping(Cable cable) {
        return Fault.of(
                "flap-" + cable.name(),
                cable.title() + " flapping",
                cable.budget(),
                cable.leader(),
                stage -> {
                    for (int i = 0; i < FLAPS; i++) {
                        cable.pull(stage, true);
                        Patience.pause(DOWN);
                        cable.pull(stage, false);
                        Patience.pause(UP);
                    }
                });
    }

    private static Fault bothLegs() {
        return Fault.of(
                        "cable-both",
                        "both data cables of the active node pulled",
                        CABLE_MILLIS,
                        Fault.Leader.MOVES,
                        stage -> legs(stage, true))
                .recoveredBy(stage -> legs(stage, false));
    }

    private static Fault bothFlapping() {
        return Fault.of(
                "flap-both",
                "both data cables of the active node flapping",
                CABLE_MILLIS,
                Fault.Leader.MOVES,
                stage -> {
                    for (int i = 0; i < FLAPS; i++) {
                        legs(stage, true);
                        Patience.pause(DOWN);
                        legs(stage, false);
                        Patience.pause(UP);
                    }
                });
    }

    /**
     * With preemption each return of the cable would bring the role back, and each loss take it
     * away again: damping ends that. The second half of the flaps moves nothing.
     */
    private static Fault damped() {
        return Fault.of(
                        "flap-damped",
                        "uplink cable of a preempting node flapping; damping holds it out",
                        CABLE_MILLIS,
                        Fault.Leader.MOVES,
                        stage -> {
                            flaps(stage, 3);
                            stage.awaitFinding(stage.master(), "FLAPPING");
                            stage.awaitLeader(stage.standby());
                            long epoch = epoch(stage);
                            flaps(stage, 4);
                            if (epoch(stage) != epoch) {
                                throw new IOException(
                                        "epoch: %d (expected: %d, nothing moves any more)"
                                                .formatted(epoch(stage), epoch));
                            }
                        })
                .in(LabPlan.pair().of(LabPlan.Kind.DAMPED));
    }

    private static void flaps(Stage stage, int count) throws IOException {
        String zwitch = stage.segment().uplinkSwitch();
        for (int i = 0; i < count; i++) {
            Patience.pause(RETURN);
            stage.cable(zwitch, stage.master(), true);
            Patience.pause(DOWN);
            stage.cable(zwitch, stage.master(), false);
        }
    }

    private static long epoch(Stage stage) throws IOException {
        return stage.lab()
                .watch()
                .view(stage.standby())
                .map(view -> view.self().path("epoch").asLong())
                .orElseThrow(() -> new IOException(stage.standby() + " does not answer"));
    }

    private static void legs(Stage stage, boolean pulled) throws IOException {
        stage.cable(stage.segment().uplinkSwitch(), stage.master(), pulled);
        stage.cable(stage.segment().screenedSwitch(), stage.master(), pulled);
    }
}
