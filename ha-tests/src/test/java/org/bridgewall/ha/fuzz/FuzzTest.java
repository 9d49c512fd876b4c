package org.bridgewall.ha.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The corpus as it is, then a bounded random phase: -Dfuzz.seed=N repeats one. */
class FuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final long ROUNDS = 3_000;
    private static final long AT_MOST_NANOS = 2_000_000_000L;

    static List<String> targets() {
        return FuzzTargets.all().stream().map(FuzzTarget::name).toList();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void whatOnceBrokeSomethingBreaksNothingNow(String name) throws Exception {
        List<byte[]> corpus = corpus(name);
        FuzzRun run = new FuzzRun(FuzzTargets.named(name), corpus, SEED);
        assertThat(corpus).isNotEmpty();
        assertThat(run.replay().inputs()).isGreaterThan(corpus.size());
    }

    @ParameterizedTest
    @MethodSource("targets")
    void damagedInputsAreReadOrRefusedAndNothingElse(String name) throws Exception {
        System.out.println("fuzzing " + name + " with -Dfuzz.seed=" + SEED);
        FuzzRun run = new FuzzRun(FuzzTargets.named(name), corpus(name), SEED);
        FuzzRun.Tally tally = run.mutate(ROUNDS, AT_MOST_NANOS);
        assertThat(tally.inputs()).as("inputs").isPositive();
        if (!name.equals("seal")) {
            assertThat(tally.accepted()).as("deep enough to be accepted").isPositive();
        }
    }

    /** A reader with three planted faults; the search must see each. */
    @ParameterizedTest
    @ValueSource(strings = {"throws", "allocates", "is slow"})
    void aFaultyReaderIsFoundAndTheInputNamed(String fault) {
        FuzzTarget faulty = new Faulty(fault);
        FuzzRun run = new FuzzRun(faulty, List.of(), 1);
        assertThatThrownBy(() -> run.mutate(100_000, 60_000_000_000L))
                .isInstanceOfSatisfying(
                        FuzzFailure.class,
                        failure -> {
                            assertThat(failure.input()).contains((byte) 0xff);
                            assertThat(failure)
                                    .hasMessageContaining(
                                            HexFormat.of().formatHex(failure.input()));
                        });
    }

    @Test
    void treesAreWrittenAsTheyWereRead() {
        for (byte[] frame : ExampleDatagrams.frames()) {
            // Lengths may be spelled in two ways; what is written once stays as it is.
            byte[] once = ProtobufTree.write(ProtobufTree.read(frame));
            assertThat(ProtobufTree.write(ProtobufTree.read(once))).isEqualTo(once);
        }
        for (byte[] datagram : new NetlinkTarget().examples()) {
            assertThat(NetlinkTree.write(NetlinkTree.read(datagram))).isEqualTo(datagram);
        }
    }

    private static List<byte[]> corpus(String name) throws Exception {
        return Corpus.read(
                Path.of(
                        Objects.requireNonNull(FuzzTest.class.getResource("/fuzz/" + name))
                                .toURI()));
    }

    /** Stumbles over the byte 0xff. */
    private static final class Faulty implements FuzzTarget {
        private final String fault;

        @SuppressWarnings("UnusedVariable") // Only there to be written.
        private volatile long wasted;

        /** A field, or the compiler would spare the allocation. */
        @SuppressWarnings("UnusedVariable")
        private volatile byte[] kept = new byte[0];

        Faulty(String fault) {
            this.fault = fault;
        }

        @Override
        public String name() {
            return "faulty";
        }

        @Override
        public Shape shape() {
            return Shape.BYTES;
        }

        @Override
        public List<byte[]> examples() {
            return List.of(new byte[] {1, 2, 3, 4});
        }

        @Override
        public boolean accepts(byte[] input) {
            for (byte b : input) {
                if (b == -1) {
                    stumble();
                }
            }
            return true;
        }

        private void stumble() {
            switch (fault) {
                case "throws" -> throw new ArrayIndexOutOfBoundsException("planted");
                case "allocates" -> kept = new byte[4 << 20];
                default -> {
                    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
                    long end = thread.getCurrentThreadCpuTime() + 2_300_000_000L;
                    while (thread.getCurrentThreadCpuTime() - end < 0) {
                        wasted = end;
                    }
                }
            }
        }
    }
}
