package org.bridgewall.agent.loop;

import java.util.List;
import java.util.Optional;
import org.bridgewall.sync.flow.Expectation;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowSource;

/**
 * Which flows belong to one instance. Several instances of a node share the kernel's table and the
 * caches; each has a conntrack zone of its own, and touches nothing outside it. Immutable.
 *
 * <p>Thread rule: any thread.
 */
public final class OwnFlows {
    private final Optional<Integer> zone;

    private OwnFlows(Optional<Integer> zone) {
        this.zone = zone;
    }

    /**
     * The flows of a zone.
     *
     * @param zone empty: all, for an instance that is alone on its node
     */
    public static OwnFlows of(Optional<Integer> zone) {
        return new OwnFlows(zone);
    }

    /** Whether a flow is one of the instance's. */
    boolean has(Flow flow) {
        return zone.isEmpty() || flow.zone == zone.get();
    }

    /** Of expectations, only the instance's. */
    List<Expectation> expectations(List<Expectation> all) {
        return all.stream().filter(e -> zone.isEmpty() || e.zone == zone.get()).toList();
    }

    /** Of a source, only the instance's. */
    FlowSource among(FlowSource all) {
        return new FlowSource() {
            @Override
            public int size() {
                return all.size();
            }

            @Override
            public boolean read(int index, Flow into) {
                return all.read(index, into) && has(into);
            }
        };
    }
}
