package org.bridgewall.core.policy;

import java.util.List;

/** A named set of hosts and networks that rules give rights to. */
public record Group(String name, List<Member> members, Position at) {
    public Group {
        members = List.copyOf(members);
    }
}
