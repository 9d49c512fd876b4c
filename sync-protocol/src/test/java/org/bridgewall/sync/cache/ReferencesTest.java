package org.bridgewall.sync.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** When a peer is told of a record by a short name, and what it makes of it. */
class ReferencesTest {
    private final InternalCache cache = new InternalCache(7);
    private final ChangeCursor cursor = cache.openCursor();
    private final RecordView view = new RecordView();

    @Test
    void aChangeIsToldByReferenceOnceThePeerHasAcknowledgedTheRecord() {
        cursor.activate();
        put("1");
        assertThat(sent()).isFalse();
        put("2");
        assertThat(sent()).as("nothing is acknowledged yet").isFalse();
        acknowledge();
        put("3");
        assertThat(sent()).isTrue();
        acknowledge();
        put("a value of another size class, so that the record moves to another block");
        assertThat(sent()).isTrue();
    }

    @Test
    void aRemovalIsAlwaysToldByReference() {
        cursor.activate();
        put("1");
        assertThat(sent()).isFalse();
        remove();
        assertThat(sent()).isTrue();
        assertThat(view.removed()).isTrue();
    }

    @Test
    void whatWasBornAnewIsToldInFull() {
        cursor.activate();
        put("1");
        sent();
        acknowledge();
        remove();
        sent();
        put("2");
        assertThat(sent()).isFalse();
    }

    @Test
    void aNewSessionKnowsNothingOfWhatWasAcknowledgedBefore() {
        cursor.activate();
        put("1");
        sent();
        acknowledge();
        cursor.deactivate();
        cursor.activate();
        cursor.rewind();
        assertThat(sent()).as("sent again as it is").isFalse();
        put("2");
        assertThat(sent()).as("changed").isFalse();
        acknowledge();
        put("3");
        assertThat(sent()).isTrue();
    }

    @Test
    void whatGotLostIsToldInFull() {
        cursor.activate();
        put("1");
        sent();
        acknowledge();
        put("2");
        assertThat(sent()).isTrue();
        cursor.notUnderstood(lastAddress);
        cursor.viewForSending(lastAddress, view);
        assertThat(view.byReference()).isFalse();
    }

    @Test
    void eachPeerHasItsOwnKnowledge() {
        ChangeCursor other = cache.openCursor();
        cursor.activate();
        other.activate();
        put("1");
        sent();
        acknowledge();
        put("2");
        other.viewForSending(lastAddress, view);
        assertThat(view.byReference()).isFalse();
        cursor.viewForSending(lastAddress, view);
        assertThat(view.byReference()).isTrue();
    }

    @Test
    void aReferenceThatSeveralRecordsShareNamesNone() {
        RecordTable table = new RecordTable(RecordTable.COMMON_HEADER_BYTES);
        byte[] key = {1, 2, 3};
        long hash = 0x123456789abc0001L;
        int address = table.insert(hash, 1, key, 0, 1, 0);
        assertThat(table.findByReference(References.of(hash), 1)).isEqualTo(address);
        assertThat(table.findByReference(References.of(hash), 2)).as("another type").isZero();
        assertThat(table.findByReference(References.of(hash) + 1, 1)).isZero();
        table.insert(hash + 1, 1, key, 1, 1, 0);
        assertThat(table.findByReference(References.of(hash), 1)).isZero();
    }

    @Test
    void theReceiverChangesAndRemovesByReference() {
        ExternalCache replica = new ExternalCache(7, 0);
        byte[] key = bytes("key");
        replica.put(1, key, 0, 3, bytes("one"), 0, 3, 60, 0);
        long root = replica.digests().root();
        long reference = References.of(replica.keyHash(1, key, 0, 3));
        assertThat(replica.knows(1, reference, 3)).isTrue();
        assertThat(replica.knows(1, reference, 1022)).as("larger than any record").isFalse();
        assertThat(replica.knows(1, reference + 1, 3)).isFalse();
        replica.putReferenced(1, reference, bytes("other"), 0, 5, 50, 0);
        assertThat(replica.find(1, key, 0, 3, 0, view)).isTrue();
        assertThat(new String(view.value(), StandardCharsets.UTF_8)).isEqualTo("other");
        assertThat(view.timeoutSeconds()).isEqualTo(50);
        replica.putReferenced(1, reference, bytes("one"), 0, 3, 50, 0);
        assertThat(replica.digests().root()).isEqualTo(root);
        assertThat(replica.removeReferenced(1, reference)).isTrue();
        assertThat(replica.digests().root()).isZero();
        assertThat(replica.removeReferenced(1, reference)).isFalse();
    }

    private int lastAddress;

    /** Sends the next record; whether it was named by reference. */
    private boolean sent() {
        cursor.nextTurn();
        lastAddress = cursor.nextUnsent(Long.MAX_VALUE);
        assertThat(lastAddress).as("something is to be sent").isNotZero();
        cursor.viewForSending(lastAddress, view);
        cursor.advance();
        return view.byReference();
    }

    private void acknowledge() {
        cursor.acknowledged(lastAddress, cache.versionAt(lastAddress));
    }

    private void put(String value) {
        byte[] v = bytes(value);
        cache.put(1, bytes("key"), 0, 3, v, 0, v.length, 60, 0);
    }

    private void remove() {
        cache.remove(1, bytes("key"), 0, 3, 0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
