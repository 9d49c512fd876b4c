package org.bridgewall.agent.wiring;

import java.security.SecureRandom;
import org.bridgewall.agent.state.SaveOutcome;
import org.bridgewall.agent.state.StateDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who this process is.
 *
 * @param boot greater than that of any earlier process of the node: a counter kept on disk in the
 *     high half, random bits in the low half
 * @param hashSeed what this process hashes its records with: random, so that nobody can choose
 *     flows that collide; peers learn it from sealed hellos
 */
record NodeIdentity(long boot, long hashSeed) {
    private static final Logger log = LoggerFactory.getLogger(NodeIdentity.class);

    static NodeIdentity next(StateDirectory disk) {
        StateDirectory.Boot boot = disk.countBoot();
        if (boot.outcome() instanceof SaveOutcome.NotSaved notSaved) {
            log.warn("boot counter not kept on disk: {}", notSaved);
        }
        SecureRandom random = new SecureRandom();
        long low = Integer.toUnsignedLong(random.nextInt());
        return new NodeIdentity(boot.number() << 32 | low, random.nextLong());
    }
}
