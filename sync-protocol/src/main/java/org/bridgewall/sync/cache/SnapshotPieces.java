package org.bridgewall.sync.cache;

import java.util.function.Consumer;

/**
 * A snapshot on its way to a reader, a piece at a time. The first piece is small, so that the
 * reader can begin at once; each is twice as large as the one before, up to a limit.
 *
 * <p>Thread rule: one thread; the pieces are for any.
 */
final class SnapshotPieces {
    /** One datagram to the kernel. */
    private static final int FIRST_RECORDS = 256;

    private static final int MAX_RECORDS = 2_048;

    private final Consumer<RecordSnapshot> reader;
    private int pieceRecords = FIRST_RECORDS;
    private RecordSnapshot.Builder piece = new RecordSnapshot.Builder(FIRST_RECORDS);

    SnapshotPieces(Consumer<RecordSnapshot> reader) {
        this.reader = reader;
    }

    /** Copies one record, after those before. */
    void add(RecordView view) {
        piece.add(view);
        if (piece.size() == pieceRecords) {
            reader.accept(piece.build());
            pieceRecords = Math.min(pieceRecords * 2, MAX_RECORDS);
            piece = new RecordSnapshot.Builder(pieceRecords);
        }
    }

    /** Nothing more comes: hands over what is left. */
    void end() {
        if (piece.size() > 0) {
            reader.accept(piece.build());
        }
    }
}
