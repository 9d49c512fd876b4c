package org.bridgewall.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class RealtimeKernelTest {
    private static final long SPIN_NANOS = 200_000_000L;

    /** What the spinning thread got. */
    private record Spin(Realtime.Outcome outcome, long policy, long processorNanos) {}

    /** With SCHED_FIFO it would have had all of the time. */
    @Test
    void aReservedThreadThatSpinsLeavesTheProcessorToOthers() throws Exception {
        Spin spin = spin(6_000_000L);
        assertThat(spin.outcome().text()).isEqualTo("SCHED_DEADLINE, 6000 us of 30 ms");
        assertThat(spin.policy()).isEqualTo(6);
        assertThat(spin.processorNanos()).isBetween(SPIN_NANOS / 20, SPIN_NANOS / 2);
    }

    @Test
    void whereThereIsNoSuchShareTheThreadIsUnderFifo() throws Exception {
        Spin spin = spin(0);
        assertThat(spin.outcome().text())
                .isEqualTo("SCHED_FIFO priority 1; SCHED_DEADLINE: Invalid argument");
        assertThat(spin.policy()).isEqualTo(1);
    }

    /** As an agent that is started while the kernel still keeps its predecessor's share. */
    @Test
    void aThreadWithoutRoomHasItsReservationOnceThereIsSome() throws Exception {
        CountDownLatch leave = new CountDownLatch(1);
        FutureTask<List<Long>> task =
                new FutureTask<>(() -> {
                    Reservation reservation = new Reservation(6_000_000L, 1);
                    assertThat(reservation.hold().crowded()).isTrue();
                    long before = policy();
                    leave.countDown();
                    await().pollInSameThread()
                            .atMost(20, TimeUnit.SECONDS)
                            .until(() -> !reservation.hold().crowded());
                    return List.of(before, policy());
                });
        try {
            fillTheProcessors(leave);
            Thread.ofPlatform().daemon().start(task);
            assertThat(task.get(60, TimeUnit.SECONDS)).containsExactly(1L, 6L);
        } finally {
            leave.countDown();
        }
    }

    /** Threads that rest, with a reservation each, until the kernel has no room for another. */
    private static void fillTheProcessors(CountDownLatch leave) throws Exception {
        // Six of 5 ms fill a processor's 30 ms.
        int most = 6 * Runtime.getRuntime().availableProcessors();
        boolean crowded = false;
        for (int threads = 0; !crowded && threads < most; threads++) {
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            Thread.ofPlatform()
                    .daemon()
                    .start(() -> {
                        answer.complete(Realtime.reserve(5_000_000L, 1).crowded());
                        try {
                            leave.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
            crowded = answer.get(30, TimeUnit.SECONDS);
        }
        assertThat(crowded).as("the kernel refuses more than its processors").isTrue();
    }

    @Test
    void aPreferredThreadIsAnOrdinaryOneOfALowNiceValue() throws Exception {
        FutureTask<List<Long>> task =
                new FutureTask<>(() -> {
                    assertThat(Realtime.prefer().text()).isEqualTo("nice -15");
                    return List.of(policy(), stat(19));
                });
        Thread.ofPlatform().daemon().start(task);
        assertThat(task.get(30, TimeUnit.SECONDS)).containsExactly(0L, -15L);
    }

    private static Spin spin(long reserved)
            throws InterruptedException, ExecutionException, TimeoutException {
        FutureTask<Spin> task =
                new FutureTask<>(() -> {
                    Realtime.Outcome outcome = Realtime.reserve(reserved, 1);
                    long before = processorNanos();
                    long end = System.nanoTime() + SPIN_NANOS;
                    while (System.nanoTime() - end < 0) {
                        Thread.onSpinWait();
                    }
                    return new Spin(outcome, policy(), processorNanos() - before);
                });
        Thread.ofPlatform().daemon().start(task);
        return task.get(30, TimeUnit.SECONDS);
    }

    private static long processorNanos() throws IOException {
        return Long.parseLong(
                Files.readString(Path.of("/proc/thread-self/schedstat")).split(" ", -1)[0]);
    }

    private static long policy() throws IOException {
        return stat(41);
    }

    /** A field of proc_pid_stat(5), counted from 1 as there. */
    private static long stat(int field) throws IOException {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        List<String> afterName =
                List.of(stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1));
        return Long.parseLong(afterName.get(field - 3));
    }
}
