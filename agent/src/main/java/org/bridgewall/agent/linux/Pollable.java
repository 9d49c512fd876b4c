package org.bridgewall.agent.linux;

/** Something of the kernel's that {@link PacketPoll} can wait for. */
public interface Pollable {
    /** The descriptor that is readable while something waits there. */
    int descriptor();
}
