package org.bridgewall.agent.netlink.link;

import org.bridgewall.agent.netlink.Attributes;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.MessageWriter;

/** How many bits an attribute's number has; all in native order. */
enum Width {
    U8,
    U16,
    U32;

    void write(MessageWriter writer, int type, int value) {
        switch (this) {
            case U8 -> writer.attributeU8(type, value);
            case U16 -> writer.attributeU16(type, value);
            case U32 -> writer.attributeU32(type, value);
        }
    }

    int read(Attributes a) throws MalformedNetlinkException {
        return switch (this) {
            case U8 -> a.u8();
            case U16 -> a.u16();
            case U32 -> a.u32();
        };
    }
}
