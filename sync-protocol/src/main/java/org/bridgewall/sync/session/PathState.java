package org.bridgewall.sync.session;

/** What is known of a path, end to end. */
public enum PathState {
    /** Both ends hear each other. */
    UP,
    /** The peer is heard, but says that it does not hear this node. */
    ONE_WAY,
    /** Nothing is heard. */
    DOWN
}
