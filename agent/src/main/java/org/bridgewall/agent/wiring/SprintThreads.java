package org.bridgewall.agent.wiring;

import io.netty.util.concurrent.DefaultThreadFactory;
import org.bridgewall.agent.linux.Sprint;

/** Makes Netty's threads members of the sprint. */
final class SprintThreads extends DefaultThreadFactory {
    private final Sprint sprint;

    SprintThreads(String name, Sprint sprint) {
        super(name, true);
        this.sprint = sprint;
    }

    @Override
    public Thread newThread(Runnable work) {
        return super.newThread(sprint.member(work));
    }
}
