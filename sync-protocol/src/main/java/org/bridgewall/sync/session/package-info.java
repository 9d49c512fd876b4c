/**
 * The replication session with one peer, without any IO: datagrams and the time go in, datagrams
 * come out. {@link org.bridgewall.sync.session.SyncNode} is all sessions of a node.
 *
 * <p>How it works, in one direction:
 *
 * <ol>
 *   <li>The sender walks its cache in the order of changes and packs the current state of records
 *       into numbered datagrams. It remembers per datagram in flight only which records, in which
 *       version.
 *   <li>The receiver applies datagrams in ascending order. A number that was overtaken is missing
 *       for good: should it still arrive, it is dropped. So the receiver always holds, per record,
 *       the last state it was told, and needs no tombstones and no buffers.
 *   <li>The acknowledgement names what is missing. The sender queues those records again if they
 *       did not change since (if they did, the newer state travels anyway).
 *   <li>Heartbeats close the gap behind the last datagram and carry the digest of all that was
 *       sent. A receiver that misses nothing compares: equal is the proof. If not, it sends its
 *       bucket digests, and the sender repairs the buckets that differ: each repair datagram holds
 *       all the live records of one range of hashes, so the receiver drops what else it has there.
 * </ol>
 *
 * <p>A first contact, a restart of either side and an outage that was too long are all mended by
 * step 4. Fresh changes go before repairs. Nothing here grows with the length of an outage.
 *
 * <p>Invariants: no clock, no threads, no sockets, no randomness but injected.
 */
@NullMarked
package org.bridgewall.sync.session;

import org.jspecify.annotations.NullMarked;
