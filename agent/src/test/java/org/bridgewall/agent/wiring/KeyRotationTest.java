package org.bridgewall.agent.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bridgewall.agent.peer.AdvertPort;
import org.bridgewall.sync.session.PeerLinks;
import org.bridgewall.sync.session.SessionConfig;
import org.bridgewall.sync.session.SyncNode;
import org.bridgewall.sync.wire.Advert;
import org.bridgewall.sync.wire.AdvertCodec;
import org.bridgewall.sync.wire.AdvertRole;
import org.bridgewall.sync.wire.AesGcmSeal;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.KeyFile;
import org.bridgewall.sync.wire.KeyRing;
import org.bridgewall.sync.wire.Refusal;
import org.bridgewall.sync.wire.SealIdentity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The operator's procedure with files, as housekeeping sees them: each node's key file is replaced
 * step by step while both send adverts and replicate. Time is virtual; the looks at the file come
 * when housekeeping would take them.
 */
class KeyRotationTest {
    private static final long MILLI = 1_000_000L;
    private static final int VRID = 7;
    private static final String OLD = "a".repeat(64);
    private static final String NEW = "b".repeat(64);

    @TempDir Path directory;
    private End one;
    private End two;
    private long now;
    private int born;

    /** A node: its key file, its adverts, its replication. */
    private static final class End {
        final ArrayDeque<byte[]> inbox = new ArrayDeque<>();
        final ArrayDeque<byte[]> advertInbox = new ArrayDeque<>();
        final Path file;
        final AdvertPort adverts;
        final SyncNode node;
        final KeyRotation rotation;
        private final String name;
        private long sequence;
        private int heard;
        private End peer = this;

        End(String name, String peerName, Path directory) throws IOException {
            this.name = name;
            file = directory.resolve(name + ".key");
            replace(OLD);
            KeyRing keys = KeyFile.read(file);
            SealIdentity identity = new SealIdentity("lab", name, 1, List.of(peerName));
            adverts =
                    new AdvertPort(
                            List.of(new AdvertPort.Path("sync", peerName)),
                            new AesGcmSeal(FrameKind.ADVERT, identity, keys),
                            new AesGcmSeal(FrameKind.ADVERT, identity, keys));
            adverts.connect((path, bytes, length) ->
                    this.peer.advertInbox.add(Arrays.copyOf(bytes, length)));
            adverts.listen(VRID, (advert, path) -> heard++);
            node =
                    new SyncNode(
                            SessionConfig.defaults(name, 1),
                            name.hashCode(),
                            new AesGcmSeal(FrameKind.REPLICATION, identity, keys),
                            List.of(new PeerLinks(peerName, List.of("sync"))),
                            (path, bytes, length) ->
                                    this.peer.inbox.add(Arrays.copyOf(bytes, length)),
                            new SplittableRandom(name.hashCode()),
                            0);
            node.internal().markLoaded();
            rotation = new KeyRotation(file, List.of(adverts::rekey, node::rekey));
        }

        void replace(String... keys) throws IOException {
            Path fresh = file.resolveSibling(name + ".new");
            Files.writeString(fresh, String.join("\n", keys) + "\n");
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }

        void turn(long now) {
            for (int i = inbox.size(); i > 0; i--) {
                byte[] datagram = inbox.remove();
                node.onDatagram(0, datagram, 0, datagram.length, now);
            }
            for (int i = advertInbox.size(); i > 0; i--) {
                byte[] datagram = advertInbox.remove();
                adverts.receive(0, datagram, datagram.length);
            }
            node.poll(now);
        }

        void advertise() {
            adverts.send(
                    AdvertCodec.encode(
                            new Advert(
                                    name,
                                    VRID,
                                    1,
                                    ++sequence,
                                    AdvertRole.BACKUP,
                                    100,
                                    5,
                                    100_000_000,
                                    0,
                                    List.of(),
                                    "",
                                    false,
                                    false,
                                    0,
                                    3,
                                    -1,
                                    "",
                                    0,
                                    0,
                                    "",
                                    false)));
        }
    }

    @BeforeEach
    void twoNodes() throws IOException {
        one = new End("b1", "b2", directory);
        two = new End("b2", "b1", directory);
        one.peer = two;
        two.peer = one;
        run(1_000);
        assertThat(one.heard).isPositive().isEqualTo((int) two.sequence);
    }

    @Test
    void aKeyIsReplacedByItsFilesAndNeitherAnAdvertNorAFlowIsRefused() throws IOException {
        step(one, OLD, NEW);
        step(two, OLD, NEW);
        step(one, NEW, OLD);
        step(two, NEW, OLD);
        step(one, NEW);
        step(two, NEW);
        for (End end : List.of(one, two)) {
            assertThat(end.adverts.refusals().all().values()).allMatch(count -> count == 0);
            assertThat(end.node.refusals().all().values()).allMatch(count -> count == 0);
            assertThat(end.node.status().peers().getFirst().counters().sessions()).isEqualTo(1);
        }
        assertThat(one.heard).as("every advert").isEqualTo((int) two.sequence);
        assertThat(two.heard).as("every advert").isEqualTo((int) one.sequence);
        run(1_000);
        assertThat(two.node.external("b1").orElseThrow().size()).isGreaterThan(18_000);
        assertThat(two.node.session("b1").orElseThrow().proven()).isTrue();
    }

    /** The same files show that rotation is what keeps the peers together. */
    @Test
    void aNodeWhoseFileWasForgottenIsHeardNoMoreByEither() throws IOException {
        step(one, NEW);
        assertThat(two.adverts.refusals().get(Refusal.UNKNOWN_KEY)).isPositive();
        assertThat(two.node.refusals().get(Refusal.UNKNOWN_KEY)).isPositive();
        int before = two.heard;
        run(1_000);
        assertThat(two.heard).isEqualTo(before);
        step(two, NEW);
        run(1_000);
        assertThat(two.heard).isGreaterThan(before);
        assertThat(two.node.status().peers().getFirst().reachable()).isTrue();
    }

    @Test
    void aFileThatOthersMayReadChangesNothing() throws IOException {
        one.replace(NEW);
        Files.setPosixFilePermissions(one.file, PosixFilePermissions.fromString("rw-r-----"));
        run(3_000);
        assertThat(two.adverts.refusals().get(Refusal.UNKNOWN_KEY)).isZero();
        assertThat(two.node.refusals().get(Refusal.UNKNOWN_KEY)).isZero();
    }

    /** The operator replaces one file, and waits three seconds. */
    private void step(End end, String... keys) throws IOException {
        end.replace(keys);
        run(3_000);
    }

    private void run(int millis) {
        for (int i = 0; i < millis; i++, now += MILLI) {
            byte[] key = ("flow" + born++).getBytes(StandardCharsets.UTF_8);
            one.node.internal().put(1, key, 0, key.length, key, 0, key.length, 60, now);
            if (now % (50 * MILLI) == 0) {
                one.advertise();
                two.advertise();
            }
            if (now % (1_000 * MILLI) == 0) {
                one.rotation.look();
                two.rotation.look();
            }
            one.turn(now);
            two.turn(now);
        }
    }
}
