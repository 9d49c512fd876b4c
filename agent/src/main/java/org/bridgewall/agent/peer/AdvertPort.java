package org.bridgewall.agent.peer;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.sync.wire.Advert;
import org.bridgewall.sync.wire.AdvertCodec;
import org.bridgewall.sync.wire.AesGcmSeal;
import org.bridgewall.sync.wire.DatagramSeal;
import org.bridgewall.sync.wire.MalformedFrameException;
import org.bridgewall.sync.wire.Refusal;
import org.bridgewall.sync.wire.RefusalCounters;
import org.jspecify.annotations.Nullable;

/**
 * Where the adverts of all instances of this node leave and come in. Each copy is sealed on its
 * own, since a sealed datagram is accepted once; the sequence inside shows that copies are one
 * advert.
 *
 * <p>Thread rule: any thread. Sealing and opening have a lock each, so that a flood of forged
 * datagrams never delays an advert that leaves.
 */
public final class AdvertPort {
    private static final int MAX_BYTES = 2048;

    private final List<Path> paths;
    private final Map<Integer, AdvertListener> listeners = new ConcurrentHashMap<>();
    private final Object sealing = new Object();
    private final DatagramSeal seal;
    private final byte[] sealed = new byte[MAX_BYTES];
    private final Object opening = new Object();
    private final DatagramSeal unseal;
    private final byte[] opened = new byte[MAX_BYTES];
    private volatile Output output = (path, datagram, length) -> {};

    /** One path to one peer. */
    public record Path(String name, String peer) {}

    /** Sends a datagram on a path, given by its index; never blocks. */
    @FunctionalInterface
    public interface Output {
        void send(int path, byte[] datagram, int length);
    }

    /**
     * Makes a port.
     *
     * @param paths in the order of their indices
     * @param seal seals and nothing else
     * @param unseal opens and nothing else
     */
    public AdvertPort(List<Path> paths, DatagramSeal seal, DatagramSeal unseal) {
        this.paths = List.copyOf(paths);
        this.seal = seal;
        this.unseal = unseal;
    }

    /** From now on adverts leave through this; before, there is no path yet. */
    public void connect(Output sockets) {
        output = sockets;
    }

    /** From now on adverts of the instance go to the listener. */
    public void listen(int vrid, AdvertListener listener) {
        listeners.put(vrid, listener);
    }

    /** Sends an advert on every path. */
    public void send(byte[] advert) {
        synchronized (sealing) {
            for (int path = 0; path < paths.size(); path++) {
                int length = seal.seal(advert, advert.length, sealed);
                output.send(path, sealed, length);
            }
        }
    }

    /** An advert sealed for a frame on the data segments. */
    public byte[] seal(byte[] advert) {
        synchronized (sealing) {
            int length = seal.seal(advert, advert.length, sealed);
            return java.util.Arrays.copyOf(sealed, length);
        }
    }

    /** The bytes of an advert, before the seal. */
    public static byte[] encode(
            org.bridgewall.core.election.Advert advert,
            int vrid,
            ElectionState state,
            Standing standing,
            long now) {
        return AdvertCodec.encode(AdvertTranslator.toWire(advert, vrid, state, standing, now));
    }

    /** Takes a datagram from a path. */
    public void receive(int path, byte[] datagram, int length) {
        Path from = paths.get(path);
        Advert advert = open(datagram, length);
        if (advert != null && advert.node().equals(from.peer())) {
            hand(advert, from.name());
        }
    }

    /** Takes the payload of a frame that came straight over the segment of a leg. */
    public void receiveFrame(byte[] payload, int leg) {
        Advert advert = open(payload, payload.length);
        if (advert != null) {
            hand(advert, WirePath.name(leg));
        }
    }

    private void hand(Advert advert, String path) {
        AdvertListener listener = listeners.get(advert.vrid());
        if (listener != null) {
            listener.heard(advert, path);
        }
    }

    private @Nullable Advert open(byte[] datagram, int length) {
        synchronized (opening) {
            int bytes = length > MAX_BYTES ? -1 : unseal.open(datagram, 0, length, opened);
            if (bytes < 0) {
                return null;
            }
            try {
                Advert advert = AdvertCodec.decode(opened, 0, bytes);
                if (advert.node().equals(unseal.sender())) {
                    return advert;
                }
                unseal.refusals().count(Refusal.WRONG_PATH);
            } catch (MalformedFrameException e) {
                unseal.refusals().count(Refusal.MALFORMED);
            }
            return null;
        }
    }

    /**
     * A replication session has shown which process of a peer is the present one: adverts of any
     * other are refused, and of this one taken even if the peer's count of starts went back.
     */
    public void confirm(String peer, long boot) {
        synchronized (opening) {
            if (unseal instanceof AesGcmSeal sealed) {
                sealed.confirm(peer, boot);
            }
        }
    }

    /** What was refused, by reason. */
    public RefusalCounters refusals() {
        return unseal.refusals();
    }

    /** The election's form of an advert. */
    public static org.bridgewall.core.election.Advert decide(Advert advert) {
        return AdvertTranslator.toCore(advert);
    }
}
