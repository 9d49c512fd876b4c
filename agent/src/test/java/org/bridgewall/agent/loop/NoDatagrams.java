package org.bridgewall.agent.loop;

import org.bridgewall.sync.netty.DatagramInput;
import org.bridgewall.sync.netty.DatagramReceiver;

/** A node whose peers are silent. */
record NoDatagrams() implements DatagramInput {
    @Override
    public void open() {}

    @Override
    public int drain(DatagramReceiver receiver, int limit) {
        return 0;
    }

    @Override
    public boolean unsent() {
        return false;
    }

    @Override
    public int[] descriptors() {
        return new int[0];
    }

    @Override
    public void close() {}
}
