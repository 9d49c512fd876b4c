package org.bridgewall.agent.track;

/**
 * Turns single results into a judgement: so many good ones in a row make it well, so many bad ones
 * make it fail. Immutable, pure.
 *
 * @param well the judgement
 * @param against results in a row that speak against it
 */
record RiseFall(int rise, int fall, boolean well, int against) {
    static RiseFall initially(int rise, int fall, boolean well) {
        return new RiseFall(rise, fall, well, 0);
    }

    RiseFall take(boolean good) {
        if (good == well) {
            return new RiseFall(rise, fall, well, 0);
        }
        int now = against + 1;
        return now >= (well ? fall : rise)
                ? new RiseFall(rise, fall, !well, 0)
                : new RiseFall(rise, fall, well, now);
    }
}
