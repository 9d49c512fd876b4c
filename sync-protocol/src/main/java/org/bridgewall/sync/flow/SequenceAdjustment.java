package org.bridgewall.sync.flow;

/**
 * What a NAT helper added to the sequence numbers of one direction ({@code ctattr_seqadj}). A
 * mutable holder; all values are unsigned 32 bit, in host order. All zero means: none.
 */
public final class SequenceAdjustment {
    /** {@code CTA_SEQADJ_CORRECTION_POS}. */
    public int correctionPosition;

    /** {@code CTA_SEQADJ_OFFSET_BEFORE}, signed in the kernel. */
    public int offsetBefore;

    /** {@code CTA_SEQADJ_OFFSET_AFTER}, signed in the kernel. */
    public int offsetAfter;

    public boolean isPresent() {
        return (correctionPosition | offsetBefore | offsetAfter) != 0;
    }

    public void clear() {
        correctionPosition = 0;
        offsetBefore = 0;
        offsetAfter = 0;
    }

    public void copyFrom(SequenceAdjustment other) {
        correctionPosition = other.correctionPosition;
        offsetBefore = other.offsetBefore;
        offsetAfter = other.offsetAfter;
    }
}
