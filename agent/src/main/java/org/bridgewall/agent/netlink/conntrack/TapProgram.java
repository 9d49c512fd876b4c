package org.bridgewall.agent.netlink.conntrack;

import static org.bridgewall.agent.linux.BpfAssembler.*;
import static org.bridgewall.agent.netlink.conntrack.Ctnetlink.*;

import org.bridgewall.agent.linux.BpfAssembler;

/**
 * The program of a {@link TcpTap}, for each packet that is forwarded: if it changed the state of a
 * TCP connection, and the policy has the kernel make no event of that, the connection as it is goes
 * into a ring buffer. States to which only a SYN or a FIN leads are left out, as the policy does
 * with events. It lets every packet pass.
 *
 * <p>A record is the head of {@code struct nf_ct_ext}, which says what extensions the connection
 * has, and as much of {@code struct nf_conn} as is needed.
 */
final class TapProgram {
    static final String NAME = "bw_tap";

    /** What the kernel wants for {@code bpf_probe_read_kernel}; of this program alone. */
    static final String LICENCE = "Dual MIT/GPL";

    /** {@code IPCT_REPLY}, {@code IPCT_ASSURED}, {@code IPCT_PROTOINFO}. */
    private static final int EVENTS = 1 << 3 | 1 << 4 | 1 << 5;

    private static final int ACCEPT = 1;
    private static final int PROBE_READ_KERNEL = 113;
    private static final int RINGBUF_OUTPUT = 130;

    /** Of the stack, which has 512 bytes; the record lies below it. */
    private static final int SCRATCH_BYTES = 64;

    private static final int STACK_BYTES = 512;
    private static final int SCRATCH = -SCRATCH_BYTES;

    private TapProgram() {}

    static int recordBytes(ConnectionLayout layout) {
        return layout.extensionHeaderBytes() + layout.bytes();
    }

    /** Whether the program can be written for this kernel. */
    static boolean fits(ConnectionLayout layout) {
        return recordBytes(layout) + SCRATCH_BYTES <= STACK_BYTES
                && layout.eventBytes() <= SCRATCH_BYTES;
    }

    /**
     * @param ring where records go
     * @param lost an array map whose first word counts those that found no room
     */
    static byte[] instructions(ConnectionLayout layout, int ring, int lost) {
        int record = SCRATCH - recordBytes(layout);
        int connection = record + layout.extensionHeaderBytes();
        BpfAssembler code = new BpfAssembler();
        code.load64(R1, R1, layout.skbInContext())
                .load64(R7, R1, layout.connectionInSkb())
                .and(R7, -8)
                .jumpIfEqual(R7, 0, "pass");
        read(code, SCRATCH, Long.BYTES, R7, layout.extensions());
        code.load64(R8, R10, SCRATCH).jumpIfEqual(R8, 0, "pass");
        read(code, record, layout.extensionHeaderBytes(), R8, 0);
        code.load8(R9, R10, record + layout.events())
                .jumpIfEqual(R9, 0, "pass")
                .addRegister(R8, R9);
        read(code, SCRATCH, layout.eventBytes(), R8, 0);
        code.load64(R1, R10, SCRATCH + layout.eventsPending())
                .and(R1, EVENTS)
                .jumpIfEqual(R1, 0, "pass")
                .load16(R1, R10, SCRATCH + layout.eventMask())
                .and(R1, EVENTS)
                .jumpIfNotEqual(R1, 0, "pass");
        read(code, connection, layout.bytes(), R7, 0);
        return code.load8(R1, R10, connection + layout.original() + layout.tupleProtocol())
                .jumpIfNotEqual(R1, IPPROTO_TCP, "pass")
                .load8(R1, R10, connection + layout.tcpState())
                .jumpIfEqual(R1, TCP_CONNTRACK_ESTABLISHED, "tell")
                .jumpIfEqual(R1, TCP_CONNTRACK_CLOSE_WAIT, "tell")
                .jumpIfEqual(R1, TCP_CONNTRACK_TIME_WAIT, "tell")
                .jumpIfNotEqual(R1, TCP_CONNTRACK_CLOSE, "pass")
                .label("tell")
                .map(R1, ring)
                .move(R2, R10)
                .add(R2, record)
                .set(R3, recordBytes(layout))
                .set(R4, 0)
                .call(RINGBUF_OUTPUT)
                .jumpIfEqual(R0, 0, "pass")
                .mapValue(R1, lost)
                .set(R2, 1)
                .atomicAdd64(R1, 0, R2)
                .label("pass")
                .set(R0, ACCEPT)
                .exit()
                .assemble();
    }

    /** Copies kernel memory at {@code register + offset} to the stack; what is unreadable is 0. */
    private static void read(BpfAssembler code, int to, int bytes, int register, int offset) {
        code.move(R1, R10)
                .add(R1, to)
                .set(R2, bytes)
                .move(R3, register)
                .add(R3, offset)
                .call(PROBE_READ_KERNEL);
    }
}
