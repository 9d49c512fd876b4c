package org.bridgewall.sync.cache;

/** Receives records one by one; the view is reused for the next. */
@FunctionalInterface
public interface RecordVisitor {
    void record(RecordView view);
}
