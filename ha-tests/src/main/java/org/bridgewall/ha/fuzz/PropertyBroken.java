package org.bridgewall.ha.fuzz;

/** Something did not hold that must hold for every input. */
public final class PropertyBroken extends RuntimeException {
    public PropertyBroken(String what) {
        super(what);
    }
}
