package org.bridgewall.agent.bridge;

/** The wire of an instance without data ports: nothing is sent and nothing heard. */
public final class SilentWire implements Wire {
    @Override
    public int send(Payloads payloads) {
        return 0;
    }

    @Override
    public boolean behind() {
        return false;
    }

    @Override
    public long ignoredFrames() {
        return 0;
    }

    @Override
    public void close() {}
}
