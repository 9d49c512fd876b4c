package org.bridgewall.sync.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;

/** {@link Advert} to bytes and back ({@code advert.proto}). Stateless. */
public final class AdvertCodec {
    private static final int MAX_TEXT = 255;

    private AdvertCodec() {}

    /** Encodes an advert. */
    public static byte[] encode(Advert advert) {
        AdvertMessage.Builder message =
                AdvertMessage.newBuilder()
                        .setNode(advert.node())
                        .setVrid(advert.vrid())
                        .setBoot(advert.boot())
                        .setSequence(advert.sequence())
                        .setRole(toWire(advert.role()))
                        .setPriority(advert.priority())
                        .setEpoch(advert.epoch())
                        .setAdvertIntervalNanos(advert.advertIntervalNanos())
                        .setLeaseRemainingNanos(advert.leaseRemainingNanos())
                        .setHandoverTo(advert.handoverTo())
                        .setPrepared(advert.prepared())
                        .setReplicaProven(advert.replicaProven())
                        .setReplicaLagNanos(advert.replicaLagNanos())
                        .setPolicyVersion(advert.policyVersion())
                        .setConfigHash(advert.configHash())
                        .setReason(advert.reason())
                        .setFlowsInternal(advert.flowsInternal())
                        .setFlowsExternal(advert.flowsExternal())
                        .setSoftware(advert.software())
                        .setAsksHandover(advert.asksHandover());
        for (HeardPeer heard : advert.heard()) {
            message.addHeard(
                    Heard.newBuilder()
                            .setNode(heard.node())
                            .setPath(heard.path())
                            .setBoot(heard.boot())
                            .setAgeNanos(heard.ageNanos()));
        }
        return message.build().toByteArray();
    }

    /**
     * Decodes an advert.
     *
     * @throws MalformedFrameException if the bytes are no advert, or one of a role unknown here
     */
    public static Advert decode(byte[] bytes, int offset, int length)
            throws MalformedFrameException {
        try {
            AdvertMessage message = AdvertMessage.parseFrom(ByteBuffer.wrap(bytes, offset, length));
            check(message);
            return new Advert(
                    message.getNode(),
                    message.getVrid(),
                    message.getBoot(),
                    message.getSequence(),
                    fromWire(message.getRole()),
                    message.getPriority(),
                    message.getEpoch(),
                    message.getAdvertIntervalNanos(),
                    message.getLeaseRemainingNanos(),
                    message.getHeardList().stream().map(AdvertCodec::heard).toList(),
                    message.getHandoverTo(),
                    message.getPrepared(),
                    message.getReplicaProven(),
                    message.getReplicaLagNanos(),
                    message.getPolicyVersion(),
                    message.getConfigHash(),
                    message.getReason(),
                    message.getFlowsInternal(),
                    message.getFlowsExternal(),
                    message.getSoftware(),
                    message.getAsksHandover());
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedFrameException("advert: " + e.getMessage());
        }
    }

    private static void check(AdvertMessage message) throws MalformedFrameException {
        if (message.getNode().isEmpty()
                || message.getNode().length() > MAX_TEXT
                || message.getVrid() < 1
                || message.getVrid() > 255
                || message.getPriority() < 0
                || message.getPriority() > 255
                || message.getSequence() < 1
                || message.getAdvertIntervalNanos() < 1
                || message.getLeaseRemainingNanos() < 0
                || message.getReplicaLagNanos() < 0
                || message.getHandoverTo().length() > MAX_TEXT
                || message.getHeardList().stream().anyMatch(h -> h.getAgeNanos() < 0)) {
            throw new MalformedFrameException("advert: value out of range");
        }
    }

    private static HeardPeer heard(Heard heard) {
        return new HeardPeer(
                heard.getNode(), heard.getPath(), heard.getBoot(), heard.getAgeNanos());
    }

    private static Role toWire(AdvertRole role) {
        return switch (role) {
            case INIT -> Role.ROLE_INIT;
            case BACKUP -> Role.ROLE_BACKUP;
            case CANDIDATE -> Role.ROLE_CANDIDATE;
            case MASTER -> Role.ROLE_MASTER;
            case FAULT -> Role.ROLE_FAULT;
        };
    }

    private static AdvertRole fromWire(Role role) throws MalformedFrameException {
        return switch (role) {
            case ROLE_INIT -> AdvertRole.INIT;
            case ROLE_BACKUP -> AdvertRole.BACKUP;
            case ROLE_CANDIDATE -> AdvertRole.CANDIDATE;
            case ROLE_MASTER -> AdvertRole.MASTER;
            case ROLE_FAULT -> AdvertRole.FAULT;
            case ROLE_UNSPECIFIED, UNRECOGNIZED ->
                    throw new MalformedFrameException("advert: role " + role);
        };
    }
}
