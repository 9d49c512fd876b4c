package org.bridgewall.agent.hooks;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bridgewall.agent.config.NotifyConfig;
import org.bridgewall.core.election.Role;
import org.bridgewall.core.election.Transition;

/**
 * What a program is told. Immutable.
 *
 * @param priority in force
 * @param skipped notices that were left out before this one, because too many waited
 */
record Notice(
        String node,
        String instance,
        NotifyConfig.State state,
        Transition transition,
        int priority,
        int skipped) {

    /** The state that a transition leads to; empty: programs are not told of it. */
    static Optional<NotifyConfig.State> state(Transition transition) {
        if (transition.kind() == Transition.Kind.REMARK) {
            return Optional.empty();
        }
        return switch (transition.to()) {
            case MASTER -> Optional.of(NotifyConfig.State.MASTER);
            case BACKUP -> Optional.of(NotifyConfig.State.BACKUP);
            case CANDIDATE -> Optional.of(NotifyConfig.State.CANDIDATE);
            case FAULT -> Optional.of(NotifyConfig.State.FAULT);
            case INIT ->
                    transition.from() == Role.INIT
                            ? Optional.empty()
                            : Optional.of(NotifyConfig.State.STOP);
        };
    }

    Notice after(int others) {
        return new Notice(node, instance, state, transition, priority, skipped + others);
    }

    Map<String, String> environment() {
        Map<String, String> all = new TreeMap<>();
        all.put("BRIDGEWALL_NODE", node);
        all.put("BRIDGEWALL_INSTANCE", instance);
        all.put("BRIDGEWALL_STATE", state.name());
        all.put("BRIDGEWALL_PREVIOUS", transition.from().name());
        all.put("BRIDGEWALL_NUMBER", Long.toString(transition.number()));
        all.put("BRIDGEWALL_EPOCH", Long.toString(transition.epoch()));
        all.put("BRIDGEWALL_REASON", transition.reason());
        all.put("BRIDGEWALL_PRIORITY", Integer.toString(priority));
        all.put("BRIDGEWALL_SKIPPED", Integer.toString(skipped));
        return all;
    }
}
