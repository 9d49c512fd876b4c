/**
 * Frames on the bridge's own wires: probes with the adverts in them, relearn frames, announcements
 * of virtual addresses.
 *
 * <p>Invariants: frames leave through the ports, never through the bridge, so that they go out
 * while the gate is closed; what arrives is seen before the gate judges it; nothing here opens or
 * closes the gate.
 */
@NullMarked
package org.bridgewall.agent.bridge;

import org.jspecify.annotations.NullMarked;
