/**
 * What is replicated and what is held for others: keyed records in byte slabs, their digests, and
 * the order in which changes are sent.
 *
 * <p>Invariants: a record is (type, key, value, timeout); key and value are opaque canonical bytes;
 * the digest covers type, key and value, never the timeout. No object per record. Everything here
 * belongs to one thread, the replication thread, but for {@link
 * org.bridgewall.sync.cache.RecordSnapshot}, which is an immutable copy.
 */
@NullMarked
package org.bridgewall.sync.cache;

import org.jspecify.annotations.NullMarked;
