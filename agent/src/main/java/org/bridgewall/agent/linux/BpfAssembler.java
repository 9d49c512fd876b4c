package org.bridgewall.agent.linux;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes eBPF instructions ({@code struct bpf_insn}, RFC 9669) with labels for jumps. Forward jumps
 * only, which is all that a classifier needs.
 *
 * <p>Thread rule: one thread.
 */
public final class BpfAssembler {
    public static final int R0 = 0;
    public static final int R1 = 1;
    public static final int R2 = 2;
    public static final int R3 = 3;
    public static final int R4 = 4;
    public static final int R6 = 6;
    public static final int R7 = 7;
    public static final int R8 = 8;
    public static final int R9 = 9;

    /** Frame pointer: the stack lies below it. */
    public static final int R10 = 10;

    /** RFC 9669 section 4.3, {@code BPF_ADD} and {@code BPF_CMPXCHG} under {@code BPF_ATOMIC}. */
    private static final int ATOMIC_ADD = 0x00;

    private static final int ATOMIC_COMPARE_EXCHANGE = 0xf1;

    /** Source register of {@code lddw} that means: a map. */
    private static final int PSEUDO_MAP = 1;

    /** Source register of {@code lddw} that means: address of a map's first value. */
    private static final int PSEUDO_MAP_VALUE = 2;

    private record Instruction(
            int code, int dst, int src, int offset, int immediate, String target) {}

    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();

    public BpfAssembler label(String name) {
        labels.put(name, instructions.size());
        return this;
    }

    /** {@code dst = map}, for a helper that takes one. */
    public BpfAssembler map(int dst, int mapFd) {
        return wide(dst, PSEUDO_MAP, mapFd);
    }

    /** {@code dst = &map[0]}. */
    public BpfAssembler mapValue(int dst, int mapFd) {
        return wide(dst, PSEUDO_MAP_VALUE, mapFd);
    }

    private BpfAssembler wide(int dst, int meaning, int mapFd) {
        add(0x18, dst, meaning, 0, mapFd);
        return add(0x00, 0, 0, 0, 0);
    }

    /** {@code dst = src}. */
    public BpfAssembler move(int dst, int src) {
        return add(0xbf, dst, src, 0, 0);
    }

    /** {@code dst = immediate}. */
    public BpfAssembler set(int dst, int immediate) {
        return add(0xb7, dst, 0, 0, immediate);
    }

    /** {@code dst += immediate}. */
    public BpfAssembler add(int dst, int immediate) {
        return add(0x07, dst, 0, 0, immediate);
    }

    /** {@code dst += src}. */
    public BpfAssembler addRegister(int dst, int src) {
        return add(0x0f, dst, src, 0, 0);
    }

    /** {@code dst &= immediate}. */
    public BpfAssembler and(int dst, int immediate) {
        return add(0x57, dst, 0, 0, immediate);
    }

    /** {@code dst <<= bits}. */
    public BpfAssembler shiftLeft(int dst, int bits) {
        return add(0x67, dst, 0, 0, bits);
    }

    /** {@code dst = *(u8 *)(src + offset)}. */
    public BpfAssembler load8(int dst, int src, int offset) {
        return add(0x71, dst, src, offset, 0);
    }

    /** {@code dst = *(u16 *)(src + offset)}. */
    public BpfAssembler load16(int dst, int src, int offset) {
        return add(0x69, dst, src, offset, 0);
    }

    /** {@code dst = *(u32 *)(src + offset)}. */
    public BpfAssembler load32(int dst, int src, int offset) {
        return add(0x61, dst, src, offset, 0);
    }

    /** {@code dst = *(u64 *)(src + offset)}. */
    public BpfAssembler load64(int dst, int src, int offset) {
        return add(0x79, dst, src, offset, 0);
    }

    /** {@code *(u32 *)(dst + offset) = src}. */
    public BpfAssembler store32(int dst, int offset, int src) {
        return add(0x63, dst, src, offset, 0);
    }

    /** {@code *(u64 *)(dst + offset) = src}. */
    public BpfAssembler store64(int dst, int offset, int src) {
        return add(0x7b, dst, src, offset, 0);
    }

    /** {@code *(u64 *)(dst + offset) += src}, in one step. */
    public BpfAssembler atomicAdd64(int dst, int offset, int src) {
        return add(0xdb, dst, src, offset, ATOMIC_ADD);
    }

    /** {@code if *(u64 *)(dst + offset) == r0 then = src; r0 = what was there}, in one step. */
    public BpfAssembler compareExchange64(int dst, int offset, int src) {
        return add(0xdb, dst, src, offset, ATOMIC_COMPARE_EXCHANGE);
    }

    public BpfAssembler call(int helper) {
        return add(0x85, 0, 0, 0, helper);
    }

    public BpfAssembler jump(String target) {
        return jump(0x05, 0, 0, 0, target);
    }

    public BpfAssembler jumpIfEqual(int dst, int immediate, String target) {
        return jump(0x15, dst, 0, immediate, target);
    }

    public BpfAssembler jumpIfNotEqual(int dst, int immediate, String target) {
        return jump(0x55, dst, 0, immediate, target);
    }

    /** Unsigned {@code dst > immediate}. */
    public BpfAssembler jumpIfAbove(int dst, int immediate, String target) {
        return jump(0x25, dst, 0, immediate, target);
    }

    /** Unsigned {@code dst < immediate}. */
    public BpfAssembler jumpIfBelow(int dst, int immediate, String target) {
        return jump(0xa5, dst, 0, immediate, target);
    }

    public BpfAssembler jumpIfRegistersEqual(int dst, int src, String target) {
        return jump(0x1d, dst, src, 0, target);
    }

    public BpfAssembler jumpIfRegistersDiffer(int dst, int src, String target) {
        return jump(0x5d, dst, src, 0, target);
    }

    /** Unsigned {@code dst < src}. */
    public BpfAssembler jumpIfRegisterBelow(int dst, int src, String target) {
        return jump(0xad, dst, src, 0, target);
    }

    public BpfAssembler exit() {
        return add(0x95, 0, 0, 0, 0);
    }

    /** The instructions in this machine's byte order. */
    public byte[] assemble() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at < instructions.size(); at++) {
            Instruction each = instructions.get(at);
            bytes.writeBytes(
                    encode(each, each.target.isEmpty() ? each.offset : distance(at, each)));
        }
        return bytes.toByteArray();
    }

    private int distance(int at, Instruction jump) {
        Integer target = labels.get(jump.target);
        if (target == null || target <= at) {
            throw new IllegalStateException("no label after the jump to it: " + jump.target);
        }
        return target - at - 1;
    }

    private static byte[] encode(Instruction each, int offset) {
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        int registers = little ? each.dst | each.src << 4 : each.dst << 4 | each.src;
        return ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .put((byte) each.code)
                .put((byte) registers)
                .putShort((short) offset)
                .putInt(each.immediate)
                .array();
    }

    private BpfAssembler add(int code, int dst, int src, int offset, int immediate) {
        instructions.add(new Instruction(code, dst, src, offset, immediate, ""));
        return this;
    }

    private BpfAssembler jump(int code, int dst, int src, int immediate, String target) {
        instructions.add(new Instruction(code, dst, src, 0, immediate, target));
        return this;
    }
}
