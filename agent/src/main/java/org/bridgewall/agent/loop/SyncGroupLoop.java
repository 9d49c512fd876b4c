package org.bridgewall.agent.loop;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bridgewall.core.election.ElectionConfig;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.group.GroupState;
import org.bridgewall.core.group.GroupStep;
import org.bridgewall.core.group.Member;
import org.bridgewall.core.group.Order;
import org.bridgewall.core.group.SyncGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sync group at work on this node: hears each member's election after each of its turns, and
 * tells the others what follows.
 *
 * <p>Thread rule: any thread. The members' election threads meet in a lock, for a step that neither
 * waits nor does input or output; what they are told is enqueued.
 */
public final class SyncGroupLoop {
    private static final Logger log = LoggerFactory.getLogger(SyncGroupLoop.class);

    private final String name;
    private final SyncGroup group;
    private final Map<String, Mailbox> members = new ConcurrentHashMap<>();
    private volatile GroupState state = GroupState.INITIAL;

    public SyncGroupLoop(String name, SyncGroup group) {
        this.name = name;
        this.group = group;
    }

    public String name() {
        return name;
    }

    /** What is known of the group. */
    public GroupState state() {
        return state;
    }

    /** Who is told what concerns a member. */
    public void join(String member, Mailbox mailbox) {
        members.put(member, mailbox);
    }

    /** A member's election has made a turn. */
    public void turned(String member, ElectionConfig config, ElectionState election, long now) {
        Member view = Member.of(config, election, now);
        GroupStep step;
        synchronized (this) {
            step = group.step(state, member, view, now);
            state = step.next();
        }
        for (Order order : step.orders()) {
            Mailbox mailbox = members.get(order.member());
            if (mailbox != null) {
                log.info("group {}: {} is told: {}", name, order.member(), order.input());
                mailbox.tell(order.input());
            }
        }
    }
}
