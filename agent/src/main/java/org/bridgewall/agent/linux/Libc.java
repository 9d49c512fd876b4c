package org.bridgewall.agent.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;

/**
 * The C library's calls, one to one. Each returns what C returns, or {@code -errno} on failure, so
 * that a caller on the hot path can test without an exception.
 *
 * <p>Thread rule: any thread; the captured errno lives in a segment of the calling thread.
 */
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO_VALUE =
            Linker.Option.captureStateLayout()
                    .varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MemorySegment NONE = MemorySegment.NULL;
    private static final ThreadLocal<MemorySegment> STATE =
            ThreadLocal.withInitial(
                    () -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    /**
     * Shapes that functions share: the linker makes code for each, some twenty milliseconds of a
     * start. What a function does not take lies in registers that it does not read, a narrow
     * integer is the low half of its register, and so is a narrow result; the variable arguments of
     * {@code syscall} and {@code open} lie in registers like all others (System V AMD64 3.2.3,
     * AAPCS64 6.8.2, RISC-V LP64).
     */
    private static final FunctionDescriptor BUFFER =
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);

    private static final FunctionDescriptor POINTER =
            FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT);

    /** For what is seldom called: an address is a number, so the caller keeps what lies there. */
    private static final FunctionDescriptor WORDS =
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private static final MethodHandle BIND = call("bind", BUFFER);
    private static final MethodHandle SEND = call("send", BUFFER);
    private static final MethodHandle RECV = call("recv", BUFFER);
    private static final MethodHandle WRITE = call("write", BUFFER);
    private static final MethodHandle READ = call("read", BUFFER);
    private static final MethodHandle RECVFROM = call("recvfrom", BUFFER);
    private static final MethodHandle RECVMMSG = call("recvmmsg", BUFFER);
    private static final MethodHandle POLL = call("poll", POINTER);
    private static final MethodHandle IF_NAMETOINDEX = call("if_nametoindex", POINTER);
    private static final MethodHandle OPEN = call("open", POINTER);
    private static final MethodHandle MUNMAP = call("munmap", POINTER);
    private static final MethodHandle SOCKET = call("socket", WORDS);
    private static final MethodHandle CLOSE = call("close", WORDS);
    private static final MethodHandle SETNS = call("setns", WORDS);
    private static final MethodHandle UNSHARE = call("unshare", WORDS);
    private static final MethodHandle SETPRIORITY = call("setpriority", WORDS);
    private static final MethodHandle EVENTFD = call("eventfd", WORDS);
    private static final MethodHandle MLOCKALL = call("mlockall", WORDS);
    private static final MethodHandle GETPAGESIZE = call("getpagesize", WORDS);
    private static final MethodHandle SETSOCKOPT = call("setsockopt", WORDS);
    private static final MethodHandle GETSOCKOPT = call("getsockopt", WORDS);
    private static final MethodHandle GETSOCKNAME = call("getsockname", WORDS);
    private static final MethodHandle MMAP = call("mmap", WORDS);
    private static final MethodHandle SCHED_SETSCHEDULER = call("sched_setscheduler", WORDS);
    private static final MethodHandle SYSCALL = call("syscall", WORDS);
    private static final MethodHandle STRERROR = call("strerror", WORDS);

    private Libc() {}

    static int socket(int domain, int type, int protocol) {
        return number("socket", SOCKET, domain, type, protocol, 0, 0, 0);
    }

    static int close(int fd) {
        return number("close", CLOSE, fd, 0, 0, 0, 0, 0);
    }

    static int setns(int fd, int nstype) {
        return number("setns", SETNS, fd, nstype, 0, 0, 0, 0);
    }

    static int unshare(int flags) {
        return number("unshare", UNSHARE, flags, 0, 0, 0, 0, 0);
    }

    static int setpriority(int which, int who, int nice) {
        return number("setpriority", SETPRIORITY, which, who, nice, 0, 0, 0);
    }

    static int eventfd(int initial, int flags) {
        return number("eventfd", EVENTFD, initial, flags, 0, 0, 0, 0);
    }

    static int bind(int fd, MemorySegment address, int length) {
        try {
            MemorySegment state = STATE.get();
            return result(
                    (int) (long) BIND.invokeExact(state, fd, address, (long) length, 0, NONE, NONE),
                    state);
        } catch (Throwable t) {
            throw broken("bind", t);
        }
    }

    static int getsockname(int fd, MemorySegment address, MemorySegment length) {
        try {
            return number(
                    "getsockname", GETSOCKNAME, fd, address.address(), length.address(), 0, 0, 0);
        } finally {
            Reference.reachabilityFence(address);
            Reference.reachabilityFence(length);
        }
    }

    static int setsockopt(int fd, int level, int option, MemorySegment value, int length) {
        try {
            return number("setsockopt", SETSOCKOPT, fd, level, option, value.address(), length, 0);
        } finally {
            Reference.reachabilityFence(value);
        }
    }

    static int getsockopt(int fd, int level, int option, MemorySegment value, MemorySegment len) {
        try {
            return number(
                    "getsockopt", GETSOCKOPT, fd, level, option, value.address(), len.address(), 0);
        } finally {
            Reference.reachabilityFence(value);
            Reference.reachabilityFence(len);
        }
    }

    static long send(int fd, MemorySegment buffer, long length, int flags) {
        try {
            MemorySegment state = STATE.get();
            return result(
                    (long) SEND.invokeExact(state, fd, buffer, length, flags, NONE, NONE), state);
        } catch (Throwable t) {
            throw broken("send", t);
        }
    }

    static long recv(int fd, MemorySegment buffer, long length, int flags) {
        try {
            MemorySegment state = STATE.get();
            return result(
                    (long) RECV.invokeExact(state, fd, buffer, length, flags, NONE, NONE), state);
        } catch (Throwable t) {
            throw broken("recv", t);
        }
    }

    static long write(int fd, MemorySegment bytes, long length) {
        try {
            MemorySegment state = STATE.get();
            return result((long) WRITE.invokeExact(state, fd, bytes, length, 0, NONE, NONE), state);
        } catch (Throwable t) {
            throw broken("write", t);
        }
    }

    static long read(int fd, MemorySegment bytes, long length) {
        try {
            MemorySegment state = STATE.get();
            return result((long) READ.invokeExact(state, fd, bytes, length, 0, NONE, NONE), state);
        } catch (Throwable t) {
            throw broken("read", t);
        }
    }

    static long recvfrom(
            int fd,
            MemorySegment buffer,
            long length,
            int flags,
            MemorySegment address,
            MemorySegment addressLength) {
        try {
            MemorySegment state = STATE.get();
            return result(
                    (long)
                            RECVFROM.invokeExact(
                                    state, fd, buffer, length, flags, address, addressLength),
                    state);
        } catch (Throwable t) {
            throw broken("recvfrom", t);
        }
    }

    static int recvmmsg(int fd, MemorySegment headers, int count, int flags) {
        try {
            MemorySegment state = STATE.get();
            return result(
                    (int)
                            (long)
                                    RECVMMSG.invokeExact(
                                            state, fd, headers, (long) count, flags, NONE, NONE),
                    state);
        } catch (Throwable t) {
            throw broken("recvmmsg", t);
        }
    }

    static int poll(MemorySegment pollfds, long count, int timeoutMillis) {
        try {
            MemorySegment state = STATE.get();
            return result(
                    (int) (long) POLL.invokeExact(state, pollfds, count, timeoutMillis), state);
        } catch (Throwable t) {
            throw broken("poll", t);
        }
    }

    /** Returns the mapping, or an address in {@code [-4095, -1]} that is {@code -errno}. */
    static MemorySegment mmap(long length, int protection, int flags, int fd, long offset) {
        long mapped = words("mmap", MMAP, 0, length, protection, flags, fd, offset);
        MemorySegment at = MemorySegment.ofAddress(mapped);
        return mapped < 0 ? at : at.reinterpret(length);
    }

    /** Bytes of a memory page: 4096, on some machines more. */
    static int getpagesize() {
        return number("getpagesize", GETPAGESIZE, 0, 0, 0, 0, 0, 0);
    }

    static int munmap(MemorySegment mapping, long length) {
        try {
            MemorySegment state = STATE.get();
            return result((int) (long) MUNMAP.invokeExact(state, mapping, length, 0), state);
        } catch (Throwable t) {
            throw broken("munmap", t);
        }
    }

    static int mlockall(int flags) {
        return number("mlockall", MLOCKALL, flags, 0, 0, 0, 0, 0);
    }

    static int schedSetscheduler(int tid, int policy, MemorySegment param) {
        try {
            return number(
                    "sched_setscheduler",
                    SCHED_SETSCHEDULER,
                    tid,
                    policy,
                    param.address(),
                    0,
                    0,
                    0);
        } finally {
            Reference.reachabilityFence(param);
        }
    }

    /** Returns the interface's index, or {@code -errno} where there is none of that name. */
    static int ifNametoindex(MemorySegment name) {
        try {
            MemorySegment state = STATE.get();
            int index = (int) (long) IF_NAMETOINDEX.invokeExact(state, name, 0L, 0);
            return index == 0 ? -(int) ERRNO_VALUE.get(state, 0L) : index;
        } catch (Throwable t) {
            throw broken("if_nametoindex", t);
        }
    }

    static int open(MemorySegment path, int flags) {
        try {
            MemorySegment state = STATE.get();
            return result((int) (long) OPEN.invokeExact(state, path, (long) flags, 0), state);
        } catch (Throwable t) {
            throw broken("open", t);
        }
    }

    /** A call without a wrapper in the C library, whose second argument is a structure. */
    static long syscall(long number, int first, MemorySegment structure, int last) {
        try {
            return words("syscall", SYSCALL, number, first, structure.address(), last, 0, 0);
        } finally {
            Reference.reachabilityFence(structure);
        }
    }

    static String strerror(int errno) {
        return MemorySegment.ofAddress(words("strerror", STRERROR, errno, 0, 0, 0, 0, 0))
                .reinterpret(256)
                .getString(0);
    }

    /** Of a function that returns an int. */
    private static int number(
            String name, MethodHandle f, long a, long b, long c, long d, long e, long g) {
        try {
            MemorySegment state = STATE.get();
            return result((int) (long) f.invokeExact(state, a, b, c, d, e, g), state);
        } catch (Throwable t) {
            throw broken(name, t);
        }
    }

    private static long words(
            String name, MethodHandle f, long a, long b, long c, long d, long e, long g) {
        try {
            MemorySegment state = STATE.get();
            return result((long) f.invokeExact(state, a, b, c, d, e, g), state);
        } catch (Throwable t) {
            throw broken(name, t);
        }
    }

    private static MethodHandle call(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, ERRNO);
    }

    private static int result(int value, MemorySegment state) {
        return value >= 0 ? value : -(int) ERRNO_VALUE.get(state, 0L);
    }

    private static long result(long value, MemorySegment state) {
        return value >= 0 ? value : -(int) ERRNO_VALUE.get(state, 0L);
    }

    private static IllegalStateException broken(String function, Throwable cause) {
        return new IllegalStateException("downcall of " + function, cause);
    }
}
