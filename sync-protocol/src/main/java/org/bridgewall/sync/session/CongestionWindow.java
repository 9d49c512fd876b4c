package org.bridgewall.sync.session;

/**
 * How many datagrams may be in flight: slow start, additive increase, halved once per round of
 * losses (after RFC 5681). Never below a floor, since the link is usually the peer's own cable.
 */
final class CongestionWindow {
    private static final int FLOOR = 16;
    private static final int START = 64;

    private final int max;
    private double window = START;
    private double threshold;
    private int peerWindow;
    private long recoverUntil;

    CongestionWindow(int max) {
        this.max = max;
        reset();
    }

    void reset() {
        window = Math.min(START, max);
        threshold = max;
        peerWindow = max;
        recoverUntil = 0;
    }

    void delivered() {
        window = Math.min(max, window + (window < threshold ? 1 : 1 / window));
    }

    /**
     * A datagram was lost.
     *
     * @param sent last number sent so far; losses up to it belong to the same round
     */
    void lost(long sequence, long sent) {
        if (sequence > recoverUntil) {
            recoverUntil = sent;
            threshold = Math.max(FLOOR, window / 2);
            window = threshold;
        }
    }

    void peerAllows(int datagrams) {
        peerWindow = datagrams == 0 ? max : Math.min(max, datagrams);
    }

    int size() {
        return (int) Math.min(window, peerWindow);
    }
}
