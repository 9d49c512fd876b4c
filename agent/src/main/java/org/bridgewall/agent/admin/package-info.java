/**
 * The agent's side of {@code agentctl}: a unix socket, commands by name, the status report and its
 * verdict.
 *
 * <p>The protocol is JSON, one document a line. A request is {@code {"command": "status",
 * "arguments": {...}, "output": "json"}}; the reply is any number of {@code {"progress": "text"}}
 * lines, then one {@code {"result": ..., "level": "OK"}} or {@code {"error": {"code": "...",
 * "message": "..."}}}. With {@code "output": "text"} the result is one string, rendered here for
 * the eye, so that the client stays thin and never disagrees with the agent about a shape. A
 * connection may carry one request after the other.
 *
 * <p>Invariants: a slow or silent client holds up nobody; nothing here blocks the threads that
 * elect or replicate, since commands only read published snapshots and enqueue inputs.
 */
@NullMarked
package org.bridgewall.agent.admin;

import org.jspecify.annotations.NullMarked;
