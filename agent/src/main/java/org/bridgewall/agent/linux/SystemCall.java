package org.bridgewall.agent.linux;

import java.lang.foreign.MemorySegment;

/**
 * System calls that the C library does not wrap, by their numbers ({@code
 * arch/x86/entry/syscalls/syscall_64.tbl}, {@code include/uapi/asm-generic/unistd.h}).
 */
enum SystemCall {
    BPF(321, 280),
    SCHED_SETATTR(314, 274);

    private final long number;

    SystemCall(int x86, int generic) {
        number =
                switch (System.getProperty("os.arch", "")) {
                    case "amd64", "x86_64" -> x86;
                    case "aarch64", "riscv64" -> generic;
                    default -> -1;
                };
    }

    /**
     * Calls it.
     *
     * @return what the kernel returned, or -errno; ENOSYS on an architecture unknown here
     */
    long call(int first, MemorySegment structure, int last) {
        return number < 0 ? -Errno.ENOSYS : Libc.syscall(number, first, structure, last);
    }
}
