/**
 * System calls of Linux through the FFM API: the only importer of {@code java.lang.foreign}.
 *
 * <p>Everything above sees {@link java.nio.ByteBuffer}s, file descriptors and {@link
 * org.bridgewall.agent.linux.LinuxException}; nothing above sees a memory segment. Downcalls are
 * ordinary (never critical): a system call may block, and the cost of the call itself is a few
 * nanoseconds.
 */
@NullMarked
package org.bridgewall.agent.linux;

import org.jspecify.annotations.NullMarked;
