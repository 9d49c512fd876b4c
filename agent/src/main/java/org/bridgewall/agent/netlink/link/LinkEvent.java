package org.bridgewall.agent.netlink.link;

import java.io.IOException;

/** What a {@link LinkMonitor} reports. */
public sealed interface LinkEvent {
    /** An interface is new or differs from what was reported last; at the start, each one. */
    record LinkChanged(Link link) implements LinkEvent {}

    /** An interface is gone. */
    record LinkRemoved(Link last) implements LinkEvent {}

    /** The monitor has ended with an error; what it reported is out of date from now on. */
    record LinkMonitorFailed(IOException cause) implements LinkEvent {}
}
