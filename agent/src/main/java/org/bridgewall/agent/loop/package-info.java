/**
 * The threads that own state: the election's, the replication's, and the worker that commits.
 *
 * <p>The election thread alone steps the election, opens, renews and closes the gate and sends
 * adverts; it never waits for anything else. The replication thread alone touches the caches and
 * the sync session. What must wait (a commit, a dump, frames to the switches) runs on the takeover
 * worker. Everybody else only enqueues.
 */
@NullMarked
package org.bridgewall.agent.loop;

import org.jspecify.annotations.NullMarked;
