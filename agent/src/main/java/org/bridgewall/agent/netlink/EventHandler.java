package org.bridgewall.agent.netlink;

import java.io.IOException;

/** Takes what the kernel announces to a multicast group. Called on the listening thread only. */
public interface EventHandler extends MessageHandler {
    /**
     * Announcements are lost: what is known is out of date, and only a dump tells the truth. Called
     * after the queue has been emptied, and once at the start.
     */
    void resynchronise() throws IOException;

    /** The listener cannot go on; nothing more will come. */
    void failed(IOException cause);
}
