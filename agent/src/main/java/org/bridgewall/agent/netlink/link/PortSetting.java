package org.bridgewall.agent.netlink.link;

import java.util.EnumMap;
import java.util.Map;
import org.bridgewall.agent.netlink.Attributes;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.MessageWriter;

/**
 * A number that is set on a bridge port ({@code linux/if_link.h IFLA_BRPORT_*}); 0 and 1 are off
 * and on.
 */
public enum PortSetting {
    /**
     * A {@link PortState#kernelValue()}. Not a fence: with STP off the kernel sets a port to
     * forwarding by itself whenever its carrier comes back.
     */
    STATE(1, Width.U8),
    PRIORITY(2, Width.U16),
    COST(3, Width.U32),
    HAIRPIN(4, Width.U8),
    BPDU_GUARD(5, Width.U8),
    /** Whether source addresses are learned. */
    LEARNING(8, Width.U8),
    UNICAST_FLOOD(9, Width.U8),
    MULTICAST_FLOOD(27, Width.U8),
    BROADCAST_FLOOD(30, Width.U8),
    /** Which of 01:80:c2:00:00:0X to forward, a bit for each X. */
    GROUP_FORWARD_MASK(31, Width.U16),
    ISOLATED(33, Width.U8);

    private static final PortSetting[] ALL = values();

    private final int type;
    private final Width width;

    PortSetting(int type, Width width) {
        this.type = type;
        this.width = width;
    }

    static void write(Map<PortSetting, Integer> settings, MessageWriter writer) {
        for (PortSetting setting : ALL) {
            Integer value = settings.get(setting);
            if (value != null) {
                setting.width.write(writer, setting.type, value);
            }
        }
    }

    static Map<PortSetting, Integer> read(Attributes a) throws MalformedNetlinkException {
        Map<PortSetting, Integer> settings = new EnumMap<>(PortSetting.class);
        while (a.next()) {
            for (PortSetting setting : ALL) {
                if (setting.type == a.type()) {
                    settings.put(setting, setting.width.read(a));
                }
            }
        }
        return settings;
    }
}
