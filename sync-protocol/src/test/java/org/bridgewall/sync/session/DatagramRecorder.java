package org.bridgewall.sync.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.bridgewall.sync.flow.FlowBytes;
import org.bridgewall.sync.flow.RandomFlows;
import org.bridgewall.sync.wire.Advert;
import org.bridgewall.sync.wire.AdvertCodec;
import org.bridgewall.sync.wire.AdvertRole;
import org.bridgewall.sync.wire.DatagramSeal;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.HeardPeer;

/**
 * Records what this version sends, at its release: run {@link #main} with the directory {@code
 * src/test/resources/datagrams/VERSION}. The same code writes the same bytes.
 *
 * <p>The conversation has hellos, flows and records of other types, changes, removals, losses and
 * what is sent again, digests, a divergence and its repair.
 */
final class DatagramRecorder {
    private static final long MILLI = 1_000_000L;

    private final List<Recording.Arrival> arrivals = new ArrayList<>();
    private final ArrayDeque<byte[]> toA = new ArrayDeque<>();
    private final ArrayDeque<byte[]> toB = new ArrayDeque<>();
    private final SyncNode a;
    private final SyncNode b;
    private boolean lossy;
    private int sent;
    private long nowNanos;

    private DatagramRecorder(boolean sealed, boolean compact) {
        a =
                RecordedNodes.node(
                        "a",
                        "b",
                        sealed,
                        compact,
                        (path, bytes, length) -> toB.add(copy(bytes, length)));
        b =
                RecordedNodes.node(
                        "b",
                        "a",
                        sealed,
                        compact,
                        (path, bytes, length) -> toA.add(copy(bytes, length)));
    }

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Files.createDirectories(directory);
        record(false).write(directory.resolve("replication-plain.txt"));
        record(true).write(directory.resolve("replication-sealed.txt"));
        Files.writeString(directory.resolve("adverts.txt"), adverts(), StandardCharsets.US_ASCII);
    }

    private static byte[] copy(byte[] bytes, int length) {
        return Arrays.copyOf(bytes, length);
    }

    static Recording record(boolean sealed) {
        return record(sealed, true);
    }

    /**
     * @param compact with compact records; without, as the first version sent
     */
    static Recording record(boolean sealed, boolean compact) {
        DatagramRecorder recorder = new DatagramRecorder(sealed, compact);
        recorder.talk();
        return new Recording(recorder.arrivals, RecordedNodes.held(recorder.b, "a"));
    }

    private void talk() {
        RandomFlows flows = new RandomFlows(new SplittableRandom(1));
        List<FlowBytes> some = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            some.add(FlowBytes.of(flows.next()));
            put(1, some.getLast().key(), some.getLast().value());
        }
        put(2, text("expectation"), text("any bytes"));
        put(3, text("host"), text("port"));
        put(4, text("ban"), new byte[0]);
        put(200, text("of a later version"), text("?"));
        run(300);
        lossy = true;
        for (int i = 0; i < 6; i++) {
            put(1, some.get(i).key(), some.get(i + 6).value());
            run(15);
        }
        lossy = false;
        remove(1, some.get(11).key());
        remove(3, text("host"));
        run(300);
        b.external("a").orElseThrow().clear();
        run(600);
    }

    private void run(long millis) {
        for (long end = nowNanos + millis * MILLI; nowNanos < end; nowNanos += MILLI) {
            while (!toA.isEmpty()) {
                byte[] datagram = toA.remove();
                a.onDatagram(0, datagram, 0, datagram.length, nowNanos);
            }
            while (!toB.isEmpty()) {
                arrive(toB.remove());
            }
            a.poll(nowNanos);
            b.poll(nowNanos);
        }
    }

    private void arrive(byte[] datagram) {
        sent++;
        if (!lossy || sent % 3 != 0) {
            arrivals.add(new Recording.Arrival(nowNanos, datagram));
            b.onDatagram(0, datagram, 0, datagram.length, nowNanos);
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void put(int type, byte[] key, byte[] value) {
        a.internal().put(type, key, 0, key.length, value, 0, value.length, 300, nowNanos);
    }

    private void remove(int type, byte[] key) {
        a.internal().remove(type, key, 0, key.length, nowNanos);
    }

    /** Adverts: {@code plain HEX} and {@code sealed HEX}, in the order of {@link #ADVERTS}. */
    private static String adverts() {
        DatagramSeal plain = RecordedNodes.seal(FrameKind.ADVERT, "a", "b", false);
        DatagramSeal sealed = RecordedNodes.seal(FrameKind.ADVERT, "a", "b", true);
        StringBuilder text = new StringBuilder();
        for (Advert advert : ADVERTS) {
            text.append("plain ").append(datagram(plain, advert)).append('\n');
            text.append("sealed ").append(datagram(sealed, advert)).append('\n');
        }
        return text.toString();
    }

    private static String datagram(DatagramSeal seal, Advert advert) {
        byte[] frame = AdvertCodec.encode(advert);
        byte[] room = new byte[frame.length + DatagramSeal.MAX_OVERHEAD_BYTES];
        return HexFormat.of().formatHex(room, 0, seal.seal(frame, frame.length, room));
    }

    /** What the recorded adverts say; a component added later has its default there. */
    static final List<Advert> ADVERTS =
            List.of(
                    advert(1, AdvertRole.BACKUP, List.of()),
                    advert(
                            2,
                            AdvertRole.MASTER,
                            List.of(
                                    new HeardPeer("b", "sync", 3, 4),
                                    new HeardPeer("b", "mgmt", 3, 5))));

    private static Advert advert(long sequence, AdvertRole role, List<HeardPeer> heard) {
        return new Advert(
                "a",
                7,
                RecordedNodes.identity("a", "b").boot(),
                sequence,
                role,
                100,
                5,
                100_000_000,
                250_000_000,
                heard,
                "b",
                true,
                true,
                17,
                3,
                -1,
                "won the election",
                1000,
                2000,
                "recorded",
                true);
    }
}
