package org.bridgewall.ha.fuzz;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bridgewall.agent.bridge.ProbeIdentity;
import org.bridgewall.agent.bridge.WireFrames;
import org.bridgewall.agent.bridge.WireHeader;
import org.bridgewall.sync.wire.AdvertCodec;
import org.bridgewall.sync.wire.AdvertRole;

/**
 * The reader of frames from the data segments, where anybody can speak. What it delivers lies
 * within the frame; what stands behind the frame is never read.
 */
final class WireTarget implements FuzzTarget {
    private static final int VRID = 51;
    private static final int LEGS = 2;
    private static final int BEHIND = 64;

    private final ProbeIdentity identity = new ProbeIdentity(LEGS, new SecureRandom());
    private final WireFrames frames = new WireFrames(VRID, identity);

    @Override
    public String name() {
        return "wire";
    }

    @Override
    public Shape shape() {
        return Shape.BYTES;
    }

    @Override
    public boolean accepts(byte[] input) {
        byte[] with = Arrays.copyOf(input, input.length + BEHIND);
        List<byte[]> delivered = new ArrayList<>();
        boolean accepted =
                frames.deliver(
                        with,
                        input.length,
                        "up0",
                        0,
                        (port, own, leg, payload, nanos) -> {
                            if (leg < 0 || leg >= WireHeader.MAX_LEGS || (own && leg >= LEGS)) {
                                throw new PropertyBroken("leg " + leg);
                            }
                            delivered.add(payload);
                        });
        if (delivered.size() != (accepted ? 1 : 0)) {
            throw new PropertyBroken(accepted + ", but delivered " + delivered.size());
        }
        for (byte[] payload : delivered) {
            int end = WireHeader.PAYLOAD_OFFSET + payload.length;
            if (end > input.length
                    || !Arrays.equals(
                            payload, Arrays.copyOfRange(input, WireHeader.PAYLOAD_OFFSET, end))) {
                throw new PropertyBroken("payload of " + payload.length + " bytes");
            }
        }
        return accepted;
    }

    @Override
    public List<byte[]> examples() {
        List<byte[]> all = new ArrayList<>();
        byte[] advert = AdvertCodec.encode(ExampleAdverts.advert(AdvertRole.MASTER, List.of()));
        for (byte[] payload : new byte[][] {new byte[0], advert}) {
            for (int leg = 0; leg < LEGS; leg++) {
                ByteBuffer frame = frames.probe(leg, payload);
                byte[] bytes = new byte[frame.remaining()];
                frame.get(bytes);
                all.add(bytes);
            }
        }
        return all;
    }
}
