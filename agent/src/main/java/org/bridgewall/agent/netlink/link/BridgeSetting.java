package org.bridgewall.agent.netlink.link;

import java.util.EnumMap;
import java.util.Map;
import org.bridgewall.agent.netlink.Attributes;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.MessageWriter;

/**
 * A number that is set on a bridge ({@code linux/if_link.h IFLA_BR_*}). Times are in hundredths of
 * a second.
 */
public enum BridgeSetting {
    FORWARD_DELAY(1, Width.U32),
    HELLO_TIME(2, Width.U32),
    MAX_AGE(3, Width.U32),
    /** How long a silent MAC stays learned. */
    AGEING_TIME(4, Width.U32),
    /** 0 off, 1 on (the kernel answers 2 where a user-space daemon has taken over). */
    STP_STATE(5, Width.U32),
    /** 0-65535; the lowest becomes root. */
    PRIORITY(6, Width.U16),
    VLAN_FILTERING(7, Width.U8),
    /** Which of 01:80:c2:00:00:0X to forward, a bit for each X. */
    GROUP_FORWARD_MASK(9, Width.U16),
    MULTICAST_SNOOPING(23, Width.U8),
    NF_CALL_IPTABLES(36, Width.U8),
    NF_CALL_IP6TABLES(37, Width.U8),
    NF_CALL_ARPTABLES(38, Width.U8);

    private static final BridgeSetting[] ALL = values();

    private final int type;
    private final Width width;

    BridgeSetting(int type, Width width) {
        this.type = type;
        this.width = width;
    }

    static void write(Map<BridgeSetting, Integer> settings, MessageWriter writer) {
        for (BridgeSetting setting : ALL) {
            Integer value = settings.get(setting);
            if (value != null) {
                setting.width.write(writer, setting.type, value);
            }
        }
    }

    static Map<BridgeSetting, Integer> read(Attributes a) throws MalformedNetlinkException {
        Map<BridgeSetting, Integer> settings = new EnumMap<>(BridgeSetting.class);
        while (a.next()) {
            for (BridgeSetting setting : ALL) {
                if (setting.type == a.type()) {
                    settings.put(setting, setting.width.read(a));
                }
            }
        }
        return settings;
    }
}
