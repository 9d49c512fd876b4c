package org.bridgewall.ha.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Frames that two nodes exchange in a conversation of all kinds: to begin mutation with. */
final class ExampleDatagrams {
    private ExampleDatagrams() {}

    /** The frames, without the seal; the session's id is always the same. */
    static List<byte[]> frames() {
        TwoNodes nodes = new TwoNodes();
        List<byte[]> frames = new ArrayList<>();
        nodes.listen(frames::add);
        nodes.talk();
        List<byte[]> some = new ArrayList<>();
        for (int i = 0; i < frames.size(); i += Math.max(1, frames.size() / 60)) {
            byte[] frame = frames.get(i);
            some.add(Arrays.copyOf(frame, frame.length));
        }
        return some;
    }
}
