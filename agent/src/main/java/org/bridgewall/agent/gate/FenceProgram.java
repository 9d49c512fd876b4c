package org.bridgewall.agent.gate;

import static org.bridgewall.agent.linux.BpfAssembler.R0;
import static org.bridgewall.agent.linux.BpfAssembler.R1;
import static org.bridgewall.agent.linux.BpfAssembler.R10;
import static org.bridgewall.agent.linux.BpfAssembler.R2;
import static org.bridgewall.agent.linux.BpfAssembler.R3;
import static org.bridgewall.agent.linux.BpfAssembler.R4;
import static org.bridgewall.agent.linux.BpfAssembler.R6;
import static org.bridgewall.agent.linux.BpfAssembler.R7;
import static org.bridgewall.agent.linux.BpfAssembler.R8;
import static org.bridgewall.agent.linux.BpfAssembler.R9;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bridgewall.agent.bridge.BpduWatch;
import org.bridgewall.agent.bridge.WireHeader;
import org.bridgewall.agent.linux.Bpf;
import org.bridgewall.agent.linux.BpfAssembler;
import org.bridgewall.agent.linux.LinuxException;

/**
 * The classifier on the ingress of every data port. It tells the agent what concerns it, whether
 * the gate is open or not: the instance's probes whole, in a ring buffer of the port's own; of a
 * spanning tree when it last spoke. So no packet socket need look at each frame that crosses. Then,
 * for each frame:
 *
 * <ol>
 *   <li>closed: refuse;
 *   <li>past the deadline: write 0 in its place, if it still is the one just read, and refuse. From
 *       then on no renewal succeeds. So a candidate's probe, sent before it opens its own gate,
 *       also makes sure that a lease which has run out here cannot be revived by an agent that was
 *       frozen;
 *   <li>one of this process's own probes, at another leg than it left through: a second path
 *       crosses. Close and refuse;
 *   <li>else pass on to the next program ({@code TCX_NEXT}).
 * </ol>
 *
 * <p>All arithmetic is on absolute {@code bpf_ktime_get_ns()} times, the clock of {@link
 * System#nanoTime()}.
 */
final class FenceProgram {
    /** Program name, by which a later process recognises its predecessor's fence. */
    static final String NAME = "bw_fence";

    static final int TCX_NEXT = -1;
    static final int TCX_DROP = 2;

    private static final int KTIME_GET_NS = 5;
    private static final int SKB_LOAD_BYTES = 26;
    private static final int RINGBUF_RESERVE = 131;
    private static final int RINGBUF_SUBMIT = 132;

    /** {@code struct __sk_buff}, {@code linux/bpf.h}. */
    private static final int SKB_LEN = 0;

    private static final int SKB_PROTOCOL = 16;

    private static final int SKB_IFINDEX = 40;

    /** The header's 16 bytes from the magic to the cookie, copied to the stack. */
    private static final int COPY_BYTES = WireHeader.PAYLOAD_OFFSET - WireHeader.MAGIC_OFFSET;

    /**
     * {@code ETH_P_802_2}, {@code linux/if_ether.h}: the kernel's word for a length in its place.
     */
    private static final int LLC = 4;

    /** Where the frame's beginning is copied to on the stack, to see whether it is to be heard. */
    private static final int HEAD = -32;

    private static final int COPY = -COPY_BYTES;
    private static final int LEG = COPY + WireHeader.LEG_OFFSET - WireHeader.MAGIC_OFFSET;
    private static final int COOKIE = COPY + WireHeader.COOKIE_OFFSET - WireHeader.MAGIC_OFFSET;

    private FenceProgram() {}

    /** Loads the program over a lease page, for one port; returns its descriptor. */
    static int load(int mapFd, PortEar ear) throws LinuxException {
        return Bpf.loadClassifier(NAME, instructions(mapFd, ear), "Apache-2.0");
    }

    static byte[] instructions(int mapFd, PortEar ear) {
        BpfAssembler code = new BpfAssembler();
        code.move(R6, R1)
                .mapValue(R7, mapFd)
                .load32(R1, R6, SKB_PROTOCOL)
                .jumpIfEqual(R1, networkOrder(WireHeader.ETHERTYPE), "probe")
                .jumpIfNotEqual(R1, networkOrder(LLC), "lease");
        noteTree(code, ear);
        code.label("probe");
        hearProbe(code, ear);
        code.label("lease")
                .load64(R8, R7, offset(LeasePage.DEADLINE))
                .jumpIfEqual(R8, 0, "refuse")
                .call(KTIME_GET_NS)
                .jumpIfRegisterBelow(R0, R8, "leased");
        latchExpiry(code);
        code.label("leased")
                .load32(R1, R6, SKB_PROTOCOL)
                .jumpIfNotEqual(R1, networkOrder(WireHeader.ETHERTYPE), "pass");
        guardAgainstLoop(code);
        return code.label("refuse")
                .set(R1, 1)
                .atomicAdd64(R7, offset(LeasePage.REFUSED), R1)
                .set(R0, TCX_DROP)
                .exit()
                .label("pass")
                .set(R0, TCX_NEXT)
                .exit()
                .assemble();
    }

    private static void noteTree(BpfAssembler code, PortEar ear) {
        byte[] group = BpduWatch.group();
        copyHead(code, group.length);
        unlessTo(group, code, "lease");
        code.call(KTIME_GET_NS).store64(R7, offset(LeasePage.TREES + ear.leg()), R0).jump("lease");
    }

    /**
     * As a socket filter would let it through: the rest of what a probe must be, the agent checks.
     */
    private static void hearProbe(BpfAssembler code, PortEar ear) {
        code.load32(R8, R6, SKB_LEN)
                .jumpIfBelow(R8, WireHeader.PAYLOAD_OFFSET, "lease")
                .jumpIfAbove(R8, WireHeader.MAX_FRAME_BYTES, "lease");
        copyHead(code, WireHeader.PAYLOAD_OFFSET);
        unlessTo(WireHeader.probeGroup(), code, "lease");
        code.load8(R1, R10, HEAD + WireHeader.VRID_OFFSET)
                .jumpIfNotEqual(R1, ear.vrid(), "lease")
                .map(R1, ear.ring().descriptor())
                .set(R2, PortEar.RECORD_BYTES)
                .set(R3, 0)
                .call(RINGBUF_RESERVE)
                .jumpIfEqual(R0, 0, "lease")
                .move(R9, R0)
                .store32(R9, 0, R8)
                .move(R1, R6)
                .set(R2, 0)
                .move(R3, R9)
                .add(R3, PortEar.FRAME_OFFSET)
                .move(R4, R8)
                .call(SKB_LOAD_BYTES)
                .move(R1, R9)
                .set(R2, 0)
                .call(RINGBUF_SUBMIT);
    }

    private static void copyHead(BpfAssembler code, int bytes) {
        code.move(R1, R6)
                .set(R2, 0)
                .move(R3, R10)
                .add(R3, HEAD)
                .set(R4, bytes)
                .call(SKB_LOAD_BYTES)
                .jumpIfNotEqual(R0, 0, "lease");
    }

    private static void unlessTo(byte[] group, BpfAssembler code, String target) {
        ByteBuffer address = ByteBuffer.wrap(group).order(ByteOrder.nativeOrder());
        for (int at = 0; at < group.length; at += Short.BYTES) {
            code.load16(R1, R10, HEAD + at)
                    .jumpIfNotEqual(R1, Short.toUnsignedInt(address.getShort(at)), target);
        }
    }

    private static void latchExpiry(BpfAssembler code) {
        code.move(R0, R8)
                .set(R1, 0)
                .compareExchange64(R7, offset(LeasePage.DEADLINE), R1)
                .jumpIfRegistersDiffer(R0, R8, "refuse")
                .set(R1, 1)
                .atomicAdd64(R7, offset(LeasePage.EXPIRIES), R1)
                .jump("refuse");
    }

    private static void guardAgainstLoop(BpfAssembler code) {
        code.move(R1, R6)
                .set(R2, WireHeader.MAGIC_OFFSET)
                .move(R3, R10)
                .add(R3, COPY)
                .set(R4, COPY_BYTES)
                .call(SKB_LOAD_BYTES)
                .jumpIfNotEqual(R0, 0, "pass")
                .load8(R1, R10, LEG)
                .and(R1, WireHeader.MAX_LEGS - 1)
                .shiftLeft(R1, 4)
                .move(R2, R7)
                .addRegister(R2, R1)
                .load64(R3, R2, offset(LeasePage.LEGS))
                .jumpIfEqual(R3, 0, "pass")
                .load64(R4, R10, COOKIE)
                .jumpIfRegistersDiffer(R3, R4, "pass")
                .load64(R3, R2, offset(LeasePage.LEGS + 1))
                .load32(R4, R6, SKB_IFINDEX)
                .jumpIfRegistersEqual(R3, R4, "refuse")
                .set(R1, 0)
                .store64(R7, offset(LeasePage.DEADLINE), R1)
                .set(R1, 1)
                .atomicAdd64(R7, offset(LeasePage.TRIPS), R1);
    }

    private static int offset(int word) {
        return word * Long.BYTES;
    }

    /** A 16-bit value as a load from the network's byte order shows it on this machine. */
    private static int networkOrder(int value) {
        byte[] wire = {(byte) (value >> 8), (byte) value};
        return Short.toUnsignedInt(ByteBuffer.wrap(wire).order(ByteOrder.nativeOrder()).getShort());
    }
}
