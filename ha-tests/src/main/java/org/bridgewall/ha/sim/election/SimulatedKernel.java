package org.bridgewall.ha.sim.election;

/** What survives the agent: the gate's deadline, the legs' carrier, the epoch on disk. */
final class SimulatedKernel {
    /** Absolute deadline; 0: closed. */
    long gateDeadline;

    boolean uplinkUp = true;
    boolean screenedUp = true;
    long epochOnDisk;

    boolean gateOpen(long now) {
        return gateDeadline != 0 && gateDeadline - now > 0;
    }

    /** Whether frames cross this node from leg to leg. */
    boolean forwards(long now) {
        return gateOpen(now) && uplinkUp && screenedUp;
    }
}
