package org.bridgewall.agent.netlink.bridge;

import java.io.IOException;
import java.util.List;

/** What an {@link FdbMonitor} reports. */
public sealed interface FdbEvent {
    /** The whole truth: at the start and after an overrun. What is not in it is forgotten. */
    record FdbListed(List<FdbEntry> entries) implements FdbEvent {
        public FdbListed {
            entries = List.copyOf(entries);
        }
    }

    /** An address is new, or has moved to this port. */
    record FdbLearned(FdbEntry entry) implements FdbEvent {}

    /** An address has aged out or was flushed. */
    record FdbForgotten(FdbEntry entry) implements FdbEvent {}

    /** The monitor has ended with an error; what it reported is out of date from now on. */
    record FdbMonitorFailed(IOException cause) implements FdbEvent {}
}
