package org.bridgewall.agent.loop;

import java.util.ArrayList;
import java.util.List;
import org.bridgewall.sync.cache.RecordSnapshot;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.flow.Expectation;
import org.bridgewall.sync.flow.ExpectationCodec;
import org.bridgewall.sync.flow.MalformedFlowException;

/** Snapshots of the external caches of all peers, read as expectations. */
final class SnapshotExpectations {
    private SnapshotExpectations() {}

    /**
     * All that are readable and not past their time, which no traffic prolongs, unlike a flow's.
     */
    static List<Expectation> of(List<RecordSnapshot> snapshots) {
        List<Expectation> expectations = new ArrayList<>();
        ExpectationCodec codec = new ExpectationCodec();
        for (RecordSnapshot snapshot : snapshots) {
            snapshot.forEach(view -> add(codec, view, expectations));
        }
        return expectations;
    }

    private static void add(ExpectationCodec codec, RecordView view, List<Expectation> to) {
        Expectation expectation = new Expectation();
        try {
            codec.decodeKey(view.bytes(), view.keyOffset(), view.keyLength(), expectation);
            codec.decodeValue(view.bytes(), view.valueOffset(), view.valueLength(), expectation);
        } catch (MalformedFlowException e) {
            return; // as with flows: what cannot be read is not there
        }
        expectation.timeoutSeconds = view.timeoutSeconds();
        if (expectation.timeoutSeconds > 0) {
            to.add(expectation);
        }
    }
}
