/**
 * Kernel settings under {@code /proc/sys}: read, written, and checked against what the product
 * needs.
 *
 * <p>Files under {@code /proc/sys/net} belong to the network namespace of the thread that opens
 * them.
 */
@NullMarked
package org.bridgewall.agent.sysctl;

import org.jspecify.annotations.NullMarked;
