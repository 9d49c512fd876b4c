package org.bridgewall.agent.loop;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bridgewall.agent.bridge.LearnedHost;

/**
 * The hosts for which the switches aim at this node.
 *
 * <p>Thread rule: any thread.
 */
public interface OwnHosts {
    /** All of them; completed on the replication thread. */
    CompletableFuture<List<LearnedHost>> all();

    /** Takes over hosts that this node has just announced. */
    void adopt(List<LearnedHost> announced);
}
