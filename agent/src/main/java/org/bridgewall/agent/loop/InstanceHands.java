package org.bridgewall.agent.loop;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bridgewall.agent.bridge.Wire;
import org.bridgewall.agent.gate.Gate;
import org.bridgewall.agent.peer.AdvertPort;
import org.bridgewall.agent.peer.Standing;
import org.bridgewall.agent.vip.VipKeeper;
import org.bridgewall.agent.witness.Witness;
import org.bridgewall.core.election.Advert;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.PeerView;
import org.bridgewall.core.election.Role;
import org.bridgewall.core.election.Transition;
import org.bridgewall.core.promotion.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The election's hands for one instance of a bridge: its gate, its wire, the advert port and the
 * takeover worker.
 *
 * <p>Thread rule: the election thread, but for {@link #whenStopped}.
 */
public final class InstanceHands implements Hands {
    private static final Logger log = LoggerFactory.getLogger(InstanceHands.class);

    private final Instance instance;
    private final Gate gate;
    private final Wire wire;
    private final AdvertPort adverts;
    private final VipKeeper vips;
    private final Aftermath aftermath;
    private final TakeoverWorker worker;
    private final TransitionLog history;
    private final Replication replication;
    private final Supplier<Standing> standing;
    private final Consumer<Long> epochKeeper;
    private final Mailbox mailbox;
    private final Witness witness;
    private final BiConsumer<Transition, ElectionState> hooks;
    private volatile Runnable whenStopped = () -> {};

    /** Which instance this is. */
    public record Instance(String name, int vrid) {}

    /** Sends the last changes; answers once, on any thread, whether the successor has them. */
    @FunctionalInterface
    public interface Replication {
        void drain(
                String successor, EndedMastership ended, long timeoutNanos, Consumer<Boolean> done);
    }

    /**
     * Makes the hands.
     *
     * @param aftermath of a takeover, and of its end
     * @param standing what adverts carry beside what decides; read for each, must not block
     * @param hooks told of every transition; must only enqueue
     * @param epochKeeper keeps an epoch on disk; called on the worker
     */
    public InstanceHands(
            Instance instance,
            Gate gate,
            Wire wire,
            AdvertPort adverts,
            VipKeeper vips,
            Aftermath aftermath,
            TakeoverWorker worker,
            TransitionLog history,
            Replication replication,
            Supplier<Standing> standing,
            Consumer<Long> epochKeeper,
            Mailbox mailbox,
            Witness witness,
            BiConsumer<Transition, ElectionState> hooks) {
        this.instance = instance;
        this.gate = gate;
        this.wire = wire;
        this.adverts = adverts;
        this.vips = vips;
        this.aftermath = aftermath;
        this.worker = worker;
        this.history = history;
        this.replication = replication;
        this.standing = standing;
        this.epochKeeper = epochKeeper;
        this.mailbox = mailbox;
        this.witness = witness;
        this.hooks = hooks;
    }

    /** What is done once the election has ended. */
    public void whenStopped(Runnable action) {
        whenStopped = action;
    }

    @Override
    public void sendAdvert(Advert advert, ElectionState now) {
        byte[] bytes = encode(advert, now);
        adverts.send(bytes);
        wire.send(leg -> adverts.seal(bytes));
    }

    @Override
    public void sendProbe(Advert advert, ElectionState now) {
        byte[] bytes = encode(advert, now);
        wire.send(leg -> adverts.seal(bytes));
    }

    private byte[] encode(Advert advert, ElectionState now) {
        return AdvertPort.encode(advert, instance.vrid(), now, standing.get(), System.nanoTime());
    }

    @Override
    public boolean wireBehind() {
        return wire.behind();
    }

    @Override
    public boolean openGate(long deadlineNanos) {
        gate.open(deadlineNanos);
        long now = System.nanoTime();
        boolean open = gate.isOpen(now);
        if (open) {
            vips.hold(deadlineNanos);
            history.mark(Timeline.GATE_OPEN, now, "");
        }
        return open;
    }

    @Override
    public boolean renewLease(long deadlineNanos, long nowNanos) {
        boolean held = gate.renew(deadlineNanos, nowNanos);
        if (held) {
            vips.hold(deadlineNanos);
        } else {
            vips.release();
        }
        return held;
    }

    @Override
    public void closeGate() {
        gate.close();
        vips.release();
    }

    @Override
    public void commit(long epoch, boolean planned) {
        worker.commit(epoch, planned);
    }

    @Override
    public void drainReplication(String successor, long epoch, long timeoutNanos) {
        replication.drain(
                successor,
                new EndedMastership(instance.vrid(), epoch),
                timeoutNanos,
                complete -> mailbox.tell(new Input.ReplicationDrained(complete)));
    }

    @Override
    public void announce(long epoch) {
        aftermath.announce(epoch);
    }

    @Override
    public void dropStaleFlows() {
        aftermath.dropStaleFlows();
    }

    @Override
    public void keepEpoch(long epoch) {
        worker.execute(() -> epochKeeper.accept(epoch));
    }

    @Override
    public void askWitness(long epoch, long known) {
        witness.ask(epoch, known);
    }

    @Override
    public void releaseWitness(long epoch) {
        witness.release(epoch);
    }

    @Override
    public void report(Transition transition, ElectionState now) {
        history.transition(transition);
        hooks.accept(transition, now);
        if (transition.to() == Role.CANDIDATE && transition.from() != Role.CANDIDATE) {
            begin(transition, now);
        } else if (transition.from() == Role.CANDIDATE && transition.to() != Role.MASTER) {
            history.mark(Timeline.ENDED, transition.atNanos(), transition.reason());
            worker.standBy();
        }
        log.info(
                "{}: {} -> {} epoch {}: {}",
                instance.name(),
                transition.from(),
                transition.to(),
                transition.epoch(),
                transition.reason());
    }

    private void begin(Transition transition, ElectionState now) {
        Timeline timeline =
                new Timeline(
                        transition.epoch(),
                        transition.reason(),
                        transition.atNanos(),
                        java.util.List.of());
        for (PeerView peer : now.facts().peers().values()) {
            if (peer.last().holdsGate() || peer.last().role() == Role.MASTER) {
                timeline =
                        timeline.with(
                                new Timeline.Mark(
                                        Timeline.LAST_ADVERT,
                                        peer.heardNanos(),
                                        peer.last().node()));
            }
        }
        history.begin(
                timeline.with(new Timeline.Mark(Timeline.DETECTED, transition.atNanos(), "")));
    }

    @Override
    public void stopped() {
        whenStopped.run();
    }
}
