package org.bridgewall.sync.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;

/**
 * A hello: who speaks, from which start of the process, in which session.
 *
 * @param boot id of the sending process, growing with each start
 * @param nonce chosen by the sender for this session
 * @param echo the receiver's nonce as last heard, 0 = none
 * @param confirmed the sender holds the session for established
 * @param features bit set
 * @param mode {@link ReplicationMode}
 * @param hashSeed what the sender hashes its records with
 */
public record HelloPart(
        String node,
        long boot,
        long nonce,
        long echo,
        boolean confirmed,
        int versionMin,
        int versionMax,
        long features,
        ReplicationMode mode,
        String software,
        long hashSeed) {

    private static final int MAX_TEXT = 255;

    byte[] toBytes() {
        return Hello.newBuilder()
                .setNode(node)
                .setBoot(boot)
                .setNonce(nonce)
                .setEcho(echo)
                .setConfirmed(confirmed)
                .setVersionMin(versionMin)
                .setVersionMax(versionMax)
                .setFeatures(features)
                .setModeValue(mode.wireValue())
                .setSoftware(software)
                .setHashSeed(hashSeed)
                .build()
                .toByteArray();
    }

    static HelloPart read(byte[] bytes, int offset, int length) throws MalformedFrameException {
        try {
            Hello hello = Hello.parseFrom(ByteBuffer.wrap(bytes, offset, length));
            if (hello.getNonce() == 0
                    || hello.getNode().isEmpty()
                    || hello.getNode().length() > MAX_TEXT
                    || hello.getSoftware().length() > MAX_TEXT) {
                throw new MalformedFrameException("hello");
            }
            return new HelloPart(
                    hello.getNode(),
                    hello.getBoot(),
                    hello.getNonce(),
                    hello.getEcho(),
                    hello.getConfirmed(),
                    hello.getVersionMin(),
                    hello.getVersionMax(),
                    hello.getFeatures(),
                    ReplicationMode.ofWireValue(hello.getModeValue()),
                    hello.getSoftware(),
                    hello.getHashSeed());
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedFrameException("hello: " + e.getMessage());
        }
    }
}
