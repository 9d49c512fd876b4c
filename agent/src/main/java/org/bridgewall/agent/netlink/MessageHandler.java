package org.bridgewall.agent.netlink;

/** Takes the messages of an answer, a dump or a multicast group, on the receiving thread. */
@FunctionalInterface
public interface MessageHandler {
    /**
     * Takes one message.
     *
     * @param message valid only during the call
     */
    void message(Message message) throws MalformedNetlinkException;

    /**
     * The dump begins once more, because the table changed under it: all messages so far are void.
     */
    default void restarted() {}
}
