/**
 * Datagrams in and out over several paths, with Netty: epoll where there is one, else NIO. The only
 * package of this module that knows Netty.
 *
 * <p>Invariants: event-loop threads only enqueue; a send never blocks and never waits behind
 * another kind of datagram (adverts and replication have sockets and event loops of their own).
 */
@NullMarked
package org.bridgewall.sync.netty;

import org.jspecify.annotations.NullMarked;
