package org.bridgewall.agent.config;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What all nodes of a cluster must say alike about an instance; adverts carry its hash. */
public final class ConfigAgreement {
    private ConfigAgreement() {}

    /** First eight bytes of SHA-256 over {@link #text}, big-endian. */
    public static long hash(AgentConfig agent, InstanceConfig instance) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text(agent, instance).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is in every Java", e);
        }
    }

    private static String group(InstanceConfig instance) {
        String partial = instance.syncGroupPartial() ? " partial" : "";
        return instance.syncGroup().map(name -> "sync_group " + name + partial + "\n").orElse("");
    }

    /** The agreed values, one a line: for people who look for the difference. */
    public static String text(AgentConfig agent, InstanceConfig instance) {
        return """
        cluster %s
        instance %s
        vrid %d
        mode %s
        advert_interval %s
        lease %s
        lone_lease %s
        preempt %s
        bpdu %s
        conntrack_zone %s
        replication %s
        """
                .formatted(
                        agent.cluster(),
                        instance.name(),
                        instance.vrid(),
                        Scalar.written(instance.mode()),
                        Durations.format(instance.advertInterval()),
                        Durations.format(instance.lease()),
                        Durations.format(instance.loneLease()),
                        instance.preempt(),
                        Scalar.written(instance.bpdu()),
                        instance.conntrackZone().map(String::valueOf).orElse("any"),
                        Scalar.written(agent.replication().mode()))
                // Lines that only some have: nodes without agree with older ones.
                .concat(group(instance))
                .concat(witness(instance.witness()));
    }

    /** Nothing where there is none: what nodes that know of none say. */
    private static String witness(WitnessConfig witness) {
        return witness.asked()
                ? "witness %s %s\n"
                        .formatted(
                                Scalar.written(witness.source()),
                                Scalar.written(witness.unreachable()))
                : "";
    }
}
