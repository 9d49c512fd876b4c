package org.bridgewall.agent.loop;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bridgewall.core.election.Input;
import org.jspecify.annotations.Nullable;

/** What an election is told, in order. Thread rule: any thread tells, the election's takes. */
public final class Mailbox {
    private final LinkedBlockingQueue<Input> inputs = new LinkedBlockingQueue<>();

    /** Enqueues what has happened. */
    public void tell(Input input) {
        inputs.add(input);
    }

    /** The next input, or null when none came within the time. */
    @Nullable Input await(long nanos) throws InterruptedException {
        return inputs.poll(nanos, TimeUnit.NANOSECONDS);
    }

    /** The next input that is there already, or null. */
    @Nullable Input poll() {
        return inputs.poll();
    }
}
