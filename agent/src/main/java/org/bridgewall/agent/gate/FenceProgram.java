package org.bridgewall.agent.gate;

import static org.bridgewall.agent.gate.BpfAssembler.R0;
import static org.bridgewall.agent.gate.BpfAssembler.R1;
import static org.bridgewall.agent.gate.BpfAssembler.R10;
import static org.bridgewall.agent.gate.BpfAssembler.R2;
import static org.bridgewall.agent.gate.BpfAssembler.R3;
import static org.bridgewall.agent.gate.BpfAssembler.R4;
import static org.bridgewall.agent.gate.BpfAssembler.R6;
import static org.bridgewall.agent.gate.BpfAssembler.R7;
import static org.bridgewall.agent.gate.BpfAssembler.R8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bridgewall.agent.bridge.WireHeader;
import org.bridgewall.agent.linux.Bpf;
import org.bridgewall.agent.linux.LinuxException;

/**
 * The classifier on the ingress of every data port. For each frame:
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

    /** {@code struct __sk_buff}, {@code linux/bpf.h}. */
    private static final int SKB_PROTOCOL = 16;

    private static final int SKB_IFINDEX = 40;

    /** The header's 16 bytes from the magic to the cookie, copied to the stack. */
    private static final int COPY_BYTES = WireHeader.PAYLOAD_OFFSET - WireHeader.MAGIC_OFFSET;

    private static final int COPY = -COPY_BYTES;
    private static final int LEG = COPY + WireHeader.LEG_OFFSET - WireHeader.MAGIC_OFFSET;
    private static final int COOKIE = COPY + WireHeader.COOKIE_OFFSET - WireHeader.MAGIC_OFFSET;

    private FenceProgram() {}

    /** Loads the program over a lease page; returns its descriptor. */
    static int load(int mapFd) throws LinuxException {
        return Bpf.loadClassifier(NAME, instructions(mapFd), "Apache-2.0");
    }

    static byte[] instructions(int mapFd) {
        BpfAssembler code = new BpfAssembler();
        code.move(R6, R1)
                .mapValue(R7, mapFd)
                .load64(R8, R7, offset(LeasePage.DEADLINE))
                .jumpIfEqual(R8, 0, "refuse")
                .call(KTIME_GET_NS)
                .jumpIfBelow(R0, R8, "leased");
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
