package org.bridgewall.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * bpf(2): maps that can be mapped into memory, classifier programs and their attachment to the
 * ingress of a network port through tcx (Linux 6.6), programs at netfilter hooks (Linux 6.4).
 * Structures and offsets are those of {@code union bpf_attr} in {@code linux/bpf.h}.
 *
 * <p>Thread rule: any thread. Attaching, detaching and querying take the kernel's rtnl lock and may
 * wait for it.
 */
public final class Bpf {
    private static final int MAP_CREATE = 0;
    private static final int PROG_LOAD = 5;
    private static final int PROG_ATTACH = 8;
    private static final int PROG_DETACH = 9;
    private static final int PROG_TEST_RUN = 10;
    private static final int PROG_GET_FD_BY_ID = 13;
    private static final int MAP_GET_FD_BY_ID = 14;
    private static final int OBJ_GET_INFO_BY_FD = 15;
    private static final int PROG_QUERY = 16;
    private static final int LINK_CREATE = 28;

    private static final int MAP_TYPE_ARRAY = 2;
    private static final int MAP_TYPE_RINGBUF = 27;
    private static final int PROG_TYPE_SCHED_CLS = 3;
    private static final int PROG_TYPE_NETFILTER = 32;
    private static final int NETFILTER = 45;
    private static final int TCX_INGRESS = 46;
    private static final int F_MMAPABLE = 1 << 10;
    private static final int F_REPLACE = 1 << 2;
    private static final int F_BEFORE = 1 << 3;

    private static final int ATTR_BYTES = 144;
    private static final int INFO_BYTES = 256;
    private static final int LOG_BYTES = 1 << 16;
    private static final int NAME_BYTES = 16;
    private static final int MAX_PROGRAMS = 64;
    private static final int MAX_MAPS = 16;
    private static final int INSTRUCTION_BYTES = 8;

    private Bpf() {}

    /** A loaded program as the kernel describes it ({@code struct bpf_prog_info}). */
    public record ProgramInfo(int id, String name, List<Integer> mapIds) {}

    /**
     * Creates an array map that mmap(2) accepts; every value starts as zeroes.
     *
     * @param name at most 15 characters of {@code [A-Za-z0-9_.]}
     * @return file descriptor
     */
    public static int createArrayMap(String name, int valueBytes, int entries)
            throws LinuxException {
        return createMap(name, MAP_TYPE_ARRAY, Integer.BYTES, valueBytes, entries, F_MMAPABLE);
    }

    /** Creates a ring buffer of so many bytes, a power of two; returns its file descriptor. */
    static int createRingBuffer(String name, int bytes) throws LinuxException {
        return createMap(name, MAP_TYPE_RINGBUF, 0, 0, bytes, 0);
    }

    private static int createMap(
            String name, int type, int keyBytes, int valueBytes, int entries, int flags)
            throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(ATTR_BYTES, 8);
            attr.set(JAVA_INT_UNALIGNED, 0, type);
            attr.set(JAVA_INT_UNALIGNED, 4, keyBytes);
            attr.set(JAVA_INT_UNALIGNED, 8, valueBytes);
            attr.set(JAVA_INT_UNALIGNED, 12, entries);
            attr.set(JAVA_INT_UNALIGNED, 16, flags);
            putName(attr, 28, name);
            return checked("bpf(BPF_MAP_CREATE, " + name + ")", MAP_CREATE, attr);
        }
    }

    /**
     * Loads a classifier; a refusal carries the verifier's log.
     *
     * @param instructions {@code struct bpf_insn} array in native byte order
     * @return file descriptor
     */
    public static int loadClassifier(String name, byte[] instructions, String licence)
            throws LinuxException {
        return load(PROG_TYPE_SCHED_CLS, 0, name, instructions, licence);
    }

    /** As {@link #loadClassifier}, for a netfilter hook (Linux 6.4). */
    public static int loadNetfilter(String name, byte[] instructions, String licence)
            throws LinuxException {
        return load(PROG_TYPE_NETFILTER, NETFILTER, name, instructions, licence);
    }

    private static int load(
            int type, int attachType, String name, byte[] instructions, String licence)
            throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate(instructions.length, 8);
            MemorySegment.copy(instructions, 0, code, JAVA_BYTE, 0, instructions.length);
            MemorySegment log = arena.allocate(LOG_BYTES);
            MemorySegment attr = arena.allocate(ATTR_BYTES, 8);
            attr.set(JAVA_INT_UNALIGNED, 0, type);
            attr.set(JAVA_INT_UNALIGNED, 4, instructions.length / INSTRUCTION_BYTES);
            attr.set(JAVA_LONG_UNALIGNED, 8, code.address());
            attr.set(JAVA_LONG_UNALIGNED, 16, arena.allocateFrom(licence).address());
            attr.set(JAVA_INT_UNALIGNED, 24, 1);
            attr.set(JAVA_INT_UNALIGNED, 28, LOG_BYTES);
            attr.set(JAVA_LONG_UNALIGNED, 32, log.address());
            putName(attr, 48, name);
            attr.set(JAVA_INT_UNALIGNED, 68, attachType);
            int fd = call(PROG_LOAD, attr);
            if (fd < 0) {
                throw new LinuxException(
                        "bpf(BPF_PROG_LOAD, " + name + ")", -fd, log.getString(0).strip());
            }
            return fd;
        }
    }

    /**
     * Attaches a program to a hook of the calling thread's network namespace, until the descriptor
     * is closed, which the end of the process does too.
     *
     * @param family {@code NFPROTO_IPV4} (2) or {@code NFPROTO_IPV6} (10)
     * @param hook {@code enum nf_inet_hooks}
     * @param priority among the hook's programs; no two of eBPF may have the same (EBUSY)
     * @return file descriptor of the link
     */
    public static int attachNetfilter(int programFd, int family, int hook, int priority)
            throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(ATTR_BYTES, 8);
            attr.set(JAVA_INT_UNALIGNED, 0, programFd);
            attr.set(JAVA_INT_UNALIGNED, 8, NETFILTER);
            attr.set(JAVA_INT_UNALIGNED, 16, family);
            attr.set(JAVA_INT_UNALIGNED, 20, hook);
            attr.set(JAVA_INT_UNALIGNED, 24, priority);
            return checked(
                    "bpf(BPF_LINK_CREATE, netfilter, family " + family + ", hook " + hook + ")",
                    LINK_CREATE,
                    attr);
        }
    }

    /** Attaches a program to the port's ingress, before all others; it outlives this process. */
    public static void attachFirst(int ifindex, int programFd) throws LinuxException {
        attach(ifindex, programFd, F_BEFORE, 0);
    }

    /** Puts a program in the place of another in one step: no frame passes between the two. */
    public static void replace(int ifindex, int programFd, int oldProgramFd) throws LinuxException {
        attach(ifindex, programFd, F_REPLACE, oldProgramFd);
    }

    private static void attach(int ifindex, int programFd, int flags, int oldProgramFd)
            throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = target(arena, ifindex, programFd);
            attr.set(JAVA_INT_UNALIGNED, 12, flags);
            attr.set(JAVA_INT_UNALIGNED, 16, oldProgramFd);
            checked(
                    "bpf(BPF_PROG_ATTACH, tcx ingress of ifindex " + ifindex + ")",
                    PROG_ATTACH,
                    attr);
        }
    }

    public static void detach(int ifindex, int programFd) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            checked(
                    "bpf(BPF_PROG_DETACH, tcx ingress of ifindex " + ifindex + ")",
                    PROG_DETACH,
                    target(arena, ifindex, programFd));
        }
    }

    private static MemorySegment target(Arena arena, int ifindex, int programFd) {
        MemorySegment attr = arena.allocate(ATTR_BYTES, 8);
        attr.set(JAVA_INT_UNALIGNED, 0, ifindex);
        attr.set(JAVA_INT_UNALIGNED, 4, programFd);
        attr.set(JAVA_INT_UNALIGNED, 8, TCX_INGRESS);
        return attr;
    }

    /** Ids of the programs on the port's ingress, in the order in which the kernel runs them. */
    public static List<Integer> programsOn(int ifindex) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ids = arena.allocate((long) MAX_PROGRAMS * Integer.BYTES, 8);
            MemorySegment attr = arena.allocate(ATTR_BYTES, 8);
            attr.set(JAVA_INT_UNALIGNED, 0, ifindex);
            attr.set(JAVA_INT_UNALIGNED, 4, TCX_INGRESS);
            attr.set(JAVA_LONG_UNALIGNED, 16, ids.address());
            attr.set(JAVA_INT_UNALIGNED, 24, MAX_PROGRAMS);
            int result = call(PROG_QUERY, attr);
            if (result == -Errno.ENOENT) {
                return List.of();
            }
            if (result < 0) {
                throw new LinuxException(
                        "bpf(BPF_PROG_QUERY, tcx ingress of ifindex " + ifindex + ")", -result);
            }
            return ints(ids, attr.get(JAVA_INT_UNALIGNED, 24));
        }
    }

    /** Opens a program by id; the descriptor is the caller's. */
    public static int openProgram(int id) throws LinuxException {
        return openById(PROG_GET_FD_BY_ID, "bpf(BPF_PROG_GET_FD_BY_ID, " + id + ")", id);
    }

    /** Opens a map by id; the descriptor is the caller's. */
    public static int openMap(int id) throws LinuxException {
        return openById(MAP_GET_FD_BY_ID, "bpf(BPF_MAP_GET_FD_BY_ID, " + id + ")", id);
    }

    private static int openById(int command, String operation, int id) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(ATTR_BYTES, 8);
            attr.set(JAVA_INT_UNALIGNED, 0, id);
            return checked(operation, command, attr);
        }
    }

    public static ProgramInfo programInfo(int fd) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mapIds = arena.allocate((long) MAX_MAPS * Integer.BYTES, 8);
            MemorySegment info = arena.allocate(INFO_BYTES, 8);
            info.set(JAVA_INT_UNALIGNED, 52, MAX_MAPS);
            info.set(JAVA_LONG_UNALIGNED, 56, mapIds.address());
            describe(arena, fd, info);
            return new ProgramInfo(
                    info.get(JAVA_INT_UNALIGNED, 4),
                    info.getString(64),
                    ints(mapIds, Math.min(MAX_MAPS, info.get(JAVA_INT_UNALIGNED, 52))));
        }
    }

    /** The name that a map was created with ({@code struct bpf_map_info}). */
    public static String mapName(int fd) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(INFO_BYTES, 8);
            describe(arena, fd, info);
            return info.getString(24);
        }
    }

    private static void describe(Arena arena, int fd, MemorySegment info) throws LinuxException {
        MemorySegment attr = arena.allocate(ATTR_BYTES, 8);
        attr.set(JAVA_INT_UNALIGNED, 0, fd);
        attr.set(JAVA_INT_UNALIGNED, 4, INFO_BYTES);
        attr.set(JAVA_LONG_UNALIGNED, 8, info.address());
        checked("bpf(BPF_OBJ_GET_INFO_BY_FD)", OBJ_GET_INFO_BY_FD, attr);
    }

    /**
     * Runs a classifier once in the kernel on a frame made up for it, as if the loopback device had
     * received it; nothing is sent.
     *
     * @return the program's verdict, such as {@code TCX_DROP}
     */
    public static int run(int programFd, byte[] frame) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(frame.length, 8);
            MemorySegment.copy(frame, 0, data, JAVA_BYTE, 0, frame.length);
            MemorySegment attr = arena.allocate(ATTR_BYTES, 8);
            attr.set(JAVA_INT_UNALIGNED, 0, programFd);
            attr.set(JAVA_INT_UNALIGNED, 8, frame.length);
            attr.set(JAVA_LONG_UNALIGNED, 16, data.address());
            attr.set(JAVA_INT_UNALIGNED, 32, 1);
            checked("bpf(BPF_PROG_TEST_RUN)", PROG_TEST_RUN, attr);
            return attr.get(JAVA_INT_UNALIGNED, 4);
        }
    }

    /** Maps the first value of an array map for reading and writing. */
    public static MappedLongs map(int mapFd, int valueBytes) throws LinuxException {
        return MappedLongs.of(mapFd, valueBytes);
    }

    /** Closes a descriptor of a program or a map; what is attached stays attached. */
    public static void close(int fd) {
        Libc.close(fd);
    }

    private static int checked(String operation, int command, MemorySegment attr)
            throws LinuxException {
        int result = call(command, attr);
        if (result < 0) {
            throw new LinuxException(operation, -result);
        }
        return result;
    }

    private static int call(int command, MemorySegment attr) {
        return (int) SystemCall.BPF.call(command, attr, (int) attr.byteSize());
    }

    private static void putName(MemorySegment attr, long offset, String name) {
        if (name.length() >= NAME_BYTES) {
            throw new IllegalArgumentException(
                    "name: " + name + " (expected: at most " + (NAME_BYTES - 1) + " characters)");
        }
        attr.setString(offset, name);
    }

    private static List<Integer> ints(MemorySegment array, int count) {
        List<Integer> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(array.get(JAVA_INT_UNALIGNED, (long) i * Integer.BYTES));
        }
        return List.copyOf(values);
    }
}
