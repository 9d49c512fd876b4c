package org.bridgewall.agent.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether the cluster store can be reached, and since when. Thread rule: any thread. */
public final class StoreLink {
    private volatile State state = new State(false, null);

    private record State(boolean connected, @Nullable Instant since) {}

    /** It came or went. */
    public void changed(boolean connected) {
        if (state.connected() != connected || state.since() == null) {
            state = new State(connected, Instant.now());
        }
    }

    public boolean connected() {
        return state.connected();
    }

    public @Nullable Instant since() {
        return state.since();
    }
}
