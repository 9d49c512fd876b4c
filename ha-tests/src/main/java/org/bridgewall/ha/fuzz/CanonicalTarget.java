package org.bridgewall.ha.fuzz;

import java.util.Arrays;
import org.bridgewall.sync.flow.MalformedFlowException;

/**
 * A reader of replicated records: fields 1 and 2 of the input are key and value. What it accepts,
 * written anew, is canonical: it reads back, and writing it once more gives the same bytes.
 */
abstract class CanonicalTarget implements FuzzTarget {
    /** Reads a record into {@link #record}. */
    abstract void decode(KeyValue input) throws MalformedFlowException;

    /** Writes what was read last. */
    abstract KeyValue encoded();

    /** What was read last, for people. */
    abstract Object record();

    @Override
    public final Shape shape() {
        return Shape.PROTOBUF;
    }

    @Override
    public final boolean accepts(byte[] input) {
        KeyValue given = KeyValue.read(input).orElse(null);
        if (given == null || !decoded(given)) {
            return false;
        }
        KeyValue first = encoded();
        if (!decoded(first)) {
            throw new PropertyBroken("refuses what it wrote of " + record());
        }
        KeyValue second = encoded();
        if (!Arrays.equals(first.key(), second.key())
                || !Arrays.equals(first.value(), second.value())) {
            throw new PropertyBroken("two spellings of " + record());
        }
        return true;
    }

    private boolean decoded(KeyValue input) {
        try {
            decode(input);
            return true;
        } catch (MalformedFlowException e) {
            return false;
        }
    }
}
