package org.bridgewall.agent.loop;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.bridgewall.agent.linux.Realtime;
import org.bridgewall.agent.linux.Reservation;
import org.bridgewall.core.election.Action;
import org.bridgewall.core.election.Advert;
import org.bridgewall.core.election.Election;
import org.bridgewall.core.election.ElectionConfig;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.NodeState;
import org.bridgewall.core.election.Step;
import org.bridgewall.core.election.Transition;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that owns an instance's election: takes what was enqueued, tells the time, and
 * performs the actions.
 *
 * <p>All inputs are taken before the time is told: a thread that was away first hears what it
 * missed, and only then judges its timers.
 *
 * <p>Thread rule: {@link #tell} and {@link #state} from any thread.
 */
public final class ElectionLoop implements AutoCloseable {
    private static final int PRIORITY = 50;

    /** Of each 30 ms; a turn takes 0.1 ms, in a young process up to some ms. */
    private static final long RESERVED_NANOS = 10_000_000L;

    /** So long a candidate waits for its wire at most: a flood shall not keep it from leading. */
    static final long WIRE_PATIENCE_NANOS = 1_000_000_000L;

    private final long renewNanos;
    private final Hands hands;
    private final Mailbox mailbox;
    private final Pace pace;
    private final ArrayDeque<Input> answers = new ArrayDeque<>();
    private final Thread thread;
    private volatile Election election;
    private volatile ElectionState state;
    private final Reservation reservation = new Reservation(RESERVED_NANOS, PRIORITY);
    private volatile Realtime.Outcome realtime = new Realtime.Outcome(false, false, "not started");
    private final Lateness lateness;
    private boolean behind;
    private long behindSinceNanos;
    private volatile boolean ended;
    private volatile Consumer<ElectionState> follower = state -> {};

    /**
     * A loop that does not run yet.
     *
     * @param boot id of this process
     */
    @SuppressWarnings("this-escape")
    public ElectionLoop(
            String instance, Election election, Hands hands, Mailbox mailbox, long boot) {
        this.election = election;
        this.renewNanos = election.config().renewNanos();
        this.hands = hands;
        this.mailbox = mailbox;
        this.pace = new Pace(election.config().advertNanos());
        this.lateness = new Lateness(election.config().advertNanos() / 2);
        this.state = ElectionState.initial(boot, System.nanoTime());
        this.thread =
                Thread.ofPlatform().name("election-" + instance).daemon().unstarted(this::run);
    }

    /** Who is shown the state after each turn, on the election thread; must not block. */
    public void follow(Consumer<ElectionState> next) {
        follower = next;
    }

    public void start() {
        thread.start();
    }

    /** Enqueues what has happened. */
    public void tell(Input input) {
        mailbox.tell(input);
    }

    /** As {@link #tell}, for what can wait until the election wakes up anyway. */
    public void leave(Input input) {
        mailbox.leave(input);
    }

    /** What the election was told, and how often the lease is renewed at present. */
    public ElectionConfig config() {
        return election.config();
    }

    /** The state after the last step. */
    public ElectionState state() {
        return state;
    }

    /** Whether the thread runs under real-time scheduling, and why not. */
    public Realtime.Outcome realtime() {
        return realtime;
    }

    /** How late turns of the loop came. */
    public Lateness lateness() {
        return lateness;
    }

    /** Whether the election has stopped and its thread has ended. */
    public boolean ended() {
        return ended;
    }

    private void run() {
        long worked = 0;
        while (!ended) {
            realtime = reservation.hold();
            long begun = System.nanoTime();
            long wait = pace.waitNanos(state, begun, worked);
            long due = begun + wait;
            Input input = await(wait);
            long woken = System.nanoTime();
            hear(input);
            if (behind(woken)) {
                continue;
            }
            long now = System.nanoTime();
            lateness.turn(now - due, now);
            setPace();
            step(new Input.Ticked());
            follower.accept(state);
            worked = System.nanoTime() - woken;
        }
    }

    private void hear(@Nullable Input first) {
        Input input = first;
        while (input != null) {
            step(input);
            input = mailbox.poll();
        }
    }

    /**
     * Whether the time must not be told yet. A candidate opens because nothing was heard: not
     * before it has heard all that came in, however late the wire's thread is.
     */
    private boolean behind(long now) {
        if (!(state.node() instanceof NodeState.Candidate)) {
            behind = false;
            return false;
        }
        if (hands.wireBehind()) {
            behindSinceNanos = behind ? behindSinceNanos : now;
            behind = true;
            return now - behindSinceNanos < WIRE_PATIENCE_NANOS;
        }
        behind = false;
        hear(mailbox.poll());
        return false;
    }

    private void setPace() {
        ElectionConfig config = election.config();
        long wanted = RenewalPace.nanos(config.leaseNanos(), renewNanos, lateness.measuredNanos());
        if (wanted != config.renewNanos()) {
            election = new Election(config.with(c -> c.renewNanos = wanted));
        }
    }

    private @Nullable Input await(long nanos) {
        try {
            return mailbox.await(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended = true;
            return null;
        }
    }

    private void step(Input input) {
        answers.add(input);
        while (!answers.isEmpty()) {
            Step step = election.step(state, answers.remove(), System.nanoTime());
            state = step.next();
            for (Action action : step.actions()) {
                perform(action);
            }
        }
    }

    private void perform(Action action) {
        switch (action) {
            case Action.SendAdvert(Advert advert) -> hands.sendAdvert(advert, state);
            case Action.SendProbe(Advert advert) -> hands.sendProbe(advert, state);
            case Action.OpenGate(long epoch, long deadline) ->
                    answers.add(
                            hands.openGate(deadline)
                                    ? new Input.GateOpened(epoch)
                                    : new Input.GateLost("it reads closed after it was opened"));
            case Action.RenewLease(long deadline) -> {
                if (!hands.renewLease(deadline, System.nanoTime())) {
                    answers.add(new Input.GateLost("the kernel had closed it"));
                }
            }
            case Action.CloseGate() -> hands.closeGate();
            case Action.Commit(long epoch) -> hands.commit(epoch, planned());
            case Action.DrainReplication(String to, long epoch, long timeout) ->
                    hands.drainReplication(to, epoch, timeout);
            case Action.Announce(long epoch) -> hands.announce(epoch);
            case Action.DropStaleFlows() -> hands.dropStaleFlows();
            case Action.KeepEpoch(long epoch) -> hands.keepEpoch(epoch);
            case Action.AskWitness(long epoch, long known) -> hands.askWitness(epoch, known);
            case Action.ReleaseWitness(long epoch) -> hands.releaseWitness(epoch);
            case Action.Report(Transition transition) -> hands.report(transition, state);
            case Action.Stop() -> {
                ended = true;
                hands.stopped();
            }
        }
    }

    /** Whether an old master still forwards until this node has prepared. */
    private boolean planned() {
        return state.node() instanceof NodeState.Candidate candidate && !candidate.from().isEmpty();
    }

    /** Ends the thread without another step; the gate stays as it is, under its lease. */
    @Override
    public void close() {
        ended = true;
        thread.interrupt();
        try {
            thread.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
