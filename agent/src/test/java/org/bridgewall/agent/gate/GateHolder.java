package org.bridgewall.agent.gate;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.locks.LockSupport;
import org.bridgewall.agent.bridge.ProbeIdentity;
import org.bridgewall.agent.ring.Ring;

/**
 * A process that fences the ports of its namespace and holds a lease of 200 ms, renewed each 20 ms,
 * until it is killed or the renewal is refused. Says {@code open} and {@code lost} on its standard
 * output.
 */
final class GateHolder {
    static final long LEASE_NANOS = 200_000_000L;
    private static final long RENEW_NANOS = 20_000_000L;

    private GateHolder() {}

    public static void main(String[] arguments) throws IOException {
        GateOptions options =
                new GateOptions(51, Ring.PORTS, new ProbeIdentity(2, new SecureRandom()));
        Gate gate = Gates.install(FenceChoice.valueOf(arguments[0]), options);
        gate.open(System.nanoTime() + LEASE_NANOS);
        System.out.println("open");
        long now;
        do {
            LockSupport.parkNanos(RENEW_NANOS);
            now = System.nanoTime();
        } while (gate.renew(now + LEASE_NANOS, now));
        System.out.println("lost");
    }
}
