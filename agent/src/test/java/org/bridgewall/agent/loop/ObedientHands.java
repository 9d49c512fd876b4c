package org.bridgewall.agent.loop;

import org.bridgewall.core.election.Advert;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.Transition;

/** Hands that do at once what is asked, and tell what they did. */
class ObedientHands implements Hands {
    final Mailbox mailbox = new Mailbox();
    volatile boolean open;

    @Override
    public boolean wireBehind() {
        return false;
    }

    @Override
    public void sendAdvert(Advert advert, ElectionState state) {}

    @Override
    public void sendProbe(Advert advert, ElectionState state) {}

    @Override
    public boolean openGate(long deadlineNanos) {
        open = true;
        return true;
    }

    @Override
    public boolean renewLease(long deadlineNanos, long nowNanos) {
        return open;
    }

    @Override
    public void closeGate() {
        open = false;
    }

    @Override
    public void commit(long epoch, boolean planned) {
        mailbox.tell(new Input.CommitFinished(epoch, true, ""));
    }

    @Override
    public void drainReplication(String successor, long epoch, long timeoutNanos) {
        mailbox.tell(new Input.ReplicationDrained(true));
    }

    @Override
    public void announce(long epoch) {}

    @Override
    public void dropStaleFlows() {}

    @Override
    public void keepEpoch(long epoch) {}

    @Override
    public void askWitness(long epoch, long known) {}

    @Override
    public void releaseWitness(long epoch) {}

    @Override
    public void report(Transition transition, ElectionState state) {}

    @Override
    public void stopped() {}
}
