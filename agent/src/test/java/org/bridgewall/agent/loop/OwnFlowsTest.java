package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowSource;
import org.junit.jupiter.api.Test;

class OwnFlowsTest {
    /** A flow in each of the zones 0, 7 and 8, in turn. */
    private static final FlowSource MIXED =
            new FlowSource() {
                private static final int[] ZONES = {0, 7, 8};

                @Override
                public int size() {
                    return 9;
                }

                @Override
                public boolean read(int index, Flow into) {
                    into.clear();
                    into.zone = ZONES[index % ZONES.length];
                    return true;
                }
            };

    @Test
    void instanceWithAZoneSeesNoOther() {
        FlowSource own = OwnFlows.of(Optional.of(7)).among(MIXED);
        Flow flow = new Flow();
        int seen = 0;
        for (int i = 0; i < own.size(); i++) {
            if (own.read(i, flow)) {
                assertThat(flow.zone).isEqualTo(7);
                seen++;
            }
        }
        assertThat(seen).isEqualTo(3);
    }

    @Test
    void instanceThatIsAloneHasThemAll() {
        FlowSource own = OwnFlows.of(Optional.empty()).among(MIXED);
        Flow flow = new Flow();
        for (int i = 0; i < own.size(); i++) {
            assertThat(own.read(i, flow)).isTrue();
        }
    }
}
