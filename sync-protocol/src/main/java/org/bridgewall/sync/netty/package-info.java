/**
 * Datagrams in and out over several paths, with Netty: adverts on an event loop of their own, with
 * NIO where epoll is missing; replication on the thread that works on it, with epoll. The only
 * package of this module that knows Netty.
 *
 * <p>Invariants: the event loop's thread only enqueues; a send never blocks and never waits behind
 * another kind of datagram.
 */
@NullMarked
package org.bridgewall.sync.netty;

import org.jspecify.annotations.NullMarked;
