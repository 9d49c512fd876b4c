/**
 * What is replicated of one connection: {@link org.bridgewall.sync.flow.Flow} and its canonical
 * bytes. Pure: no IO, no clock, no thread, no protobuf library; the schema of the bytes is {@code
 * flow.proto}.
 *
 * <p>Invariant: two flows that the kernel would treat alike have the same bytes on every node, so
 * that digests over them may be compared. What differs between nodes without meaning (counters,
 * ids, window internals, local status bits, the ever-falling timeout) is therefore never in them.
 */
@NullMarked
package org.bridgewall.sync.flow;

import org.jspecify.annotations.NullMarked;
