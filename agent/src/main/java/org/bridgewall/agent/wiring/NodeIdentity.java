package org.bridgewall.agent.wiring;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
 * @param hashSeed the same on all nodes of the cluster
 */
record NodeIdentity(long boot, long hashSeed) {
    private static final Logger log = LoggerFactory.getLogger(NodeIdentity.class);

    static NodeIdentity next(StateDirectory disk, String cluster) {
        StateDirectory.Boot boot = disk.countBoot();
        if (boot.outcome() instanceof SaveOutcome.NotSaved notSaved) {
            log.warn("boot counter not kept on disk: {}", notSaved);
        }
        long random = Integer.toUnsignedLong(new SecureRandom().nextInt());
        return new NodeIdentity(boot.number() << 32 | random, seed(cluster));
    }

    private static long seed(String cluster) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(cluster.getBytes(StandardCharsets.UTF_8));
            return java.nio.ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
