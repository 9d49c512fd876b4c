package org.bridgewall.ha.fuzz;

import java.util.List;

/**
 * A reader of foreign bytes, and what must hold whatever the bytes are. Thread rule: one owner; one
 * object sees many inputs, as the reader does.
 */
public interface FuzzTarget {
    /** Name on the command line and of the corpus directory. */
    String name();

    /** How inputs are built, so that mutation can stay close to what is valid. */
    Shape shape();

    /** Valid inputs to begin with. */
    List<byte[]> examples();

    /**
     * Feeds one input and checks what must hold.
     *
     * @return whether it was accepted; false = refused in the declared way
     * @throws PropertyBroken or anything else: a bug
     */
    boolean accepts(byte[] input);

    /** Heap bytes that an input may cost at most. */
    default long allocationBoundBytes(int inputBytes) {
        return (1L << 20) + 1024L * inputBytes;
    }
}
