package org.bridgewall.agent.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * A classic BPF program that the kernel runs on every message before it is queued on a socket
 * ({@code linux/filter.h}, {@code SO_ATTACH_FILTER}); what it returns is how many bytes are kept, 0
 * drops the message.
 *
 * <p>Loads are in network byte order, whatever the machine: a native-order field of a netlink
 * header is compared with its bytes swapped on a little-endian machine.
 *
 * @param instructions 1 to 4096 of them; the last must return
 */
public record SocketFilter(List<Instruction> instructions) {
    /** {@code BPF_LD | BPF_W | BPF_ABS}: load the 32 bits at offset k. */
    public static final int LOAD_WORD = 0x20;

    /** {@code BPF_LD | BPF_H | BPF_ABS}: load the 16 bits at offset k. */
    public static final int LOAD_HALF = 0x28;

    /** {@code BPF_LD | BPF_B | BPF_ABS}: load the byte at offset k. */
    public static final int LOAD_BYTE = 0x30;

    /** {@code BPF_LD | BPF_IMM}: load the constant k. */
    public static final int LOAD_CONSTANT = 0x00;

    /** {@code BPF_LDX | BPF_IMM}: load the constant k into the index register. */
    public static final int LOAD_INDEX_CONSTANT = 0x01;

    /** {@code BPF_LD | BPF_W | BPF_IND}: load the 32 bits at offset index register + k. */
    public static final int LOAD_WORD_AT_INDEX = 0x40;

    /** {@code BPF_LD | BPF_H | BPF_IND}: load the 16 bits at offset index register + k. */
    public static final int LOAD_HALF_AT_INDEX = 0x48;

    /** {@code BPF_LD | BPF_B | BPF_IND}: load the byte at offset index register + k. */
    public static final int LOAD_BYTE_AT_INDEX = 0x50;

    /** {@code BPF_MISC | BPF_TAX}: copy the accumulator into the index register. */
    public static final int TO_INDEX = 0x07;

    /**
     * k for {@link #LOAD_WORD}, {@code SKF_AD_OFF + SKF_AD_NLATTR}: the offset of the netlink
     * attribute whose type is in the index register, searched from the offset in the accumulator
     * on; 0 where there is none.
     */
    public static final int NETLINK_ATTRIBUTE = -0x1000 + 12;

    /** As {@link #NETLINK_ATTRIBUTE}, within the attribute at the offset in the accumulator. */
    public static final int NESTED_ATTRIBUTE = -0x1000 + 16;

    /** {@code BPF_ALU | BPF_AND | BPF_K}. */
    public static final int AND = 0x54;

    /** {@code BPF_JMP | BPF_JA}: skip k instructions. */
    public static final int JUMP = 0x05;

    /** {@code BPF_JMP | BPF_JEQ | BPF_K}. */
    public static final int JUMP_IF_EQUAL = 0x15;

    /** {@code BPF_JMP | BPF_JGE | BPF_K}, unsigned. */
    public static final int JUMP_IF_AT_LEAST = 0x35;

    /** {@code BPF_JMP | BPF_JSET | BPF_K}. */
    public static final int JUMP_IF_ANY_BIT = 0x45;

    /** {@code BPF_RET | BPF_K}. */
    public static final int RETURN = 0x06;

    /** Keep the whole message. */
    public static final int WHOLE = -1;

    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int INSTRUCTION_BYTES = 8;

    public SocketFilter {
        instructions = List.copyOf(instructions);
        if (instructions.isEmpty() || instructions.size() > 4096) {
            throw new IllegalArgumentException(
                    "instructions: " + instructions.size() + " (expected: 1-4096)");
        }
    }

    /**
     * One {@code struct sock_filter}.
     *
     * @param code one of the constants of {@link SocketFilter}, or any other of the kernel's
     * @param jumpTrue instructions to skip when a comparison holds, 0-255
     * @param jumpFalse instructions to skip when it does not, 0-255
     */
    public record Instruction(int code, int jumpTrue, int jumpFalse, int k) {
        /** An instruction that does not jump. */
        public Instruction(int code, int k) {
            this(code, 0, 0, k);
        }
    }

    /** Attaches the program to a socket; it takes the place of one attached before. */
    void attach(int fd) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment program =
                    arena.allocate((long) instructions.size() * INSTRUCTION_BYTES, 8);
            long at = 0;
            for (Instruction each : instructions) {
                program.set(ValueLayout.JAVA_SHORT, at, (short) each.code());
                program.set(ValueLayout.JAVA_BYTE, at + 2, (byte) each.jumpTrue());
                program.set(ValueLayout.JAVA_BYTE, at + 3, (byte) each.jumpFalse());
                program.set(ValueLayout.JAVA_INT, at + 4, each.k());
                at += INSTRUCTION_BYTES;
            }
            MemorySegment fprog = arena.allocate(16, 8);
            fprog.set(ValueLayout.JAVA_SHORT, 0, (short) instructions.size());
            fprog.set(ValueLayout.ADDRESS, 8, program);
            int error = Libc.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, fprog, 16);
            if (error < 0) {
                throw new LinuxException("setsockopt(SO_ATTACH_FILTER)", -error);
            }
        }
    }
}
