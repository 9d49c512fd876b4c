/**
 * The wire: protobuf schema, frames in and out of byte arrays, adverts, and the seal (AES-GCM)
 * around both. The only package that knows protobuf.
 *
 * <p>Invariants: data frames are written and read by hand, without an object per record, and are
 * valid protobuf of {@code replication.proto}; nothing read from the network is applied before the
 * whole frame has been found well-formed.
 */
@NullMarked
package org.bridgewall.sync.wire;

import org.jspecify.annotations.NullMarked;
