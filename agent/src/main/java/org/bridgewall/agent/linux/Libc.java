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
     * Shapes that functions share: the linker makes code for each, some ten milliseconds of a
     * start. What a function does not take lies in registers that it does not read, and a narrow
     * integer is the low half of its register (System V AMD64 3.2.3, AAPCS64 6.8.2).
     */
    private static final FunctionDescriptor NUMBERS =
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);

    private static final FunctionDescriptor BUFFER =
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
    private static final FunctionDescriptor OPTION =
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);

    private static final MethodHandle SOCKET = call("socket", NUMBERS);
    private static final MethodHandle CLOSE = call("close", NUMBERS);
    private static final MethodHandle SETNS = call("setns", NUMBERS);
    private static final MethodHandle UNSHARE = call("unshare", NUMBERS);
    private static final MethodHandle SETPRIORITY = call("setpriority", NUMBERS);
    private static final MethodHandle EVENTFD = call("eventfd", NUMBERS);
    private static final MethodHandle MLOCKALL = call("mlockall", NUMBERS);
    private static final MethodHandle GETPAGESIZE = call("getpagesize", NUMBERS);
    private static final MethodHandle BIND = call("bind", BUFFER);
    private static final MethodHandle SEND = call("send", BUFFER);
    private static final MethodHandle RECV = call("recv", BUFFER);
    private static final MethodHandle WRITE = call("write", BUFFER);
    private static final MethodHandle READ = call("read", BUFFER);
    private static final MethodHandle RECVFROM = call("recvfrom", BUFFER);
    private static final MethodHandle RECVMMSG = call("recvmmsg", BUFFER);
    private static final MethodHandle SETSOCKOPT = call("setsockopt", OPTION);
    private static final MethodHandle GETSOCKOPT = call("getsockopt", OPTION);
    private static final MethodHandle GETSOCKNAME =
            call("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle POLL =
            call("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle MMAP =
            call(
                    "mmap",
                    FunctionDescriptor.of(
                            ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle SCHED_SETSCHEDULER =
            call(
                    "sched_setscheduler",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle IF_NAMETOINDEX =
            call("if_nametoindex", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle SYSCALL =
            call(
                    "syscall",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT),
                    Linker.Option.firstVariadicArg(1));

    /** Not made before one of them is called. */
    private static final class Rare {
        private static final MethodHandle MUNMAP =
                call("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
        private static final MethodHandle OPEN =
                call(
                        "open",
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                        Linker.Option.firstVariadicArg(2));
        private static final MethodHandle STRERROR =
                LINKER.downcallHandle(
                        LINKER.defaultLookup().findOrThrow("strerror"),
                        FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    private Libc() {}

    static int socket(int domain, int type, int protocol) {
        try {
            MemorySegment state = STATE.get();
            return result((int) SOCKET.invokeExact(state, domain, type, protocol), state);
        } catch (Throwable t) {
            throw broken("socket", t);
        }
    }

    static int close(int fd) {
        try {
            MemorySegment state = STATE.get();
            return result((int) CLOSE.invokeExact(state, fd, 0, 0), state);
        } catch (Throwable t) {
            throw broken("close", t);
        }
    }

    static int setns(int fd, int nstype) {
        try {
            MemorySegment state = STATE.get();
            return result((int) SETNS.invokeExact(state, fd, nstype, 0), state);
        } catch (Throwable t) {
            throw broken("setns", t);
        }
    }

    static int setpriority(int which, int who, int nice) {
        try {
            MemorySegment state = STATE.get();
            return result((int) SETPRIORITY.invokeExact(state, which, who, nice), state);
        } catch (Throwable t) {
            throw broken("setpriority", t);
        }
    }

    static int unshare(int flags) {
        try {
            MemorySegment state = STATE.get();
            return result((int) UNSHARE.invokeExact(state, flags, 0, 0), state);
        } catch (Throwable t) {
            throw broken("unshare", t);
        }
    }

    static int eventfd(int initial, int flags) {
        try {
            MemorySegment state = STATE.get();
            return result((int) EVENTFD.invokeExact(state, initial, flags, 0), state);
        } catch (Throwable t) {
            throw broken("eventfd", t);
        }
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
            MemorySegment state = STATE.get();
            return result((int) GETSOCKNAME.invokeExact(state, fd, address, length), state);
        } catch (Throwable t) {
            throw broken("getsockname", t);
        }
    }

    static int setsockopt(int fd, int level, int option, MemorySegment value, int length) {
        try {
            MemorySegment state = STATE.get();
            return result(
                    (int)
                            SETSOCKOPT.invokeExact(
                                    state,
                                    fd,
                                    level,
                                    option,
                                    value,
                                    MemorySegment.ofAddress(length)),
                    state);
        } catch (Throwable t) {
            throw broken("setsockopt", t);
        }
    }

    static int getsockopt(int fd, int level, int option, MemorySegment value, MemorySegment len) {
        try {
            MemorySegment state = STATE.get();
            return result(
                    (int) GETSOCKOPT.invokeExact(state, fd, level, option, value, len), state);
        } catch (Throwable t) {
            throw broken("getsockopt", t);
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
            return result((int) POLL.invokeExact(state, pollfds, count, timeoutMillis), state);
        } catch (Throwable t) {
            throw broken("poll", t);
        }
    }

    /** Returns the mapping, or an address in {@code [-4095, -1]} that is {@code -errno}. */
    static MemorySegment mmap(long length, int protection, int flags, int fd, long offset) {
        try {
            MemorySegment state = STATE.get();
            MemorySegment mapped =
                    (MemorySegment)
                            MMAP.invokeExact(state, NONE, length, protection, flags, fd, offset);
            if (mapped.address() == -1L) {
                return MemorySegment.ofAddress(-(long) (int) ERRNO_VALUE.get(state, 0L));
            }
            return mapped.reinterpret(length);
        } catch (Throwable t) {
            throw broken("mmap", t);
        }
    }

    /** Bytes of a memory page: 4096, on some machines more. */
    static int getpagesize() {
        try {
            return (int) GETPAGESIZE.invokeExact(STATE.get(), 0, 0, 0);
        } catch (Throwable t) {
            throw broken("getpagesize", t);
        }
    }

    static int munmap(MemorySegment mapping, long length) {
        try {
            MemorySegment state = STATE.get();
            return result((int) Rare.MUNMAP.invokeExact(state, mapping, length), state);
        } catch (Throwable t) {
            throw broken("munmap", t);
        }
    }

    static int mlockall(int flags) {
        try {
            MemorySegment state = STATE.get();
            return result((int) MLOCKALL.invokeExact(state, flags, 0, 0), state);
        } catch (Throwable t) {
            throw broken("mlockall", t);
        }
    }

    static int schedSetscheduler(int tid, int policy, MemorySegment param) {
        try {
            MemorySegment state = STATE.get();
            return result((int) SCHED_SETSCHEDULER.invokeExact(state, tid, policy, param), state);
        } catch (Throwable t) {
            throw broken("sched_setscheduler", t);
        }
    }

    /** Returns the interface's index, or {@code -errno} where there is none of that name. */
    static int ifNametoindex(MemorySegment name) {
        try {
            MemorySegment state = STATE.get();
            int index = (int) IF_NAMETOINDEX.invokeExact(state, name);
            return index == 0 ? -(int) ERRNO_VALUE.get(state, 0L) : index;
        } catch (Throwable t) {
            throw broken("if_nametoindex", t);
        }
    }

    static int open(MemorySegment path, int flags) {
        try {
            MemorySegment state = STATE.get();
            return result((int) Rare.OPEN.invokeExact(state, path, flags), state);
        } catch (Throwable t) {
            throw broken("open", t);
        }
    }

    /** A call without a wrapper in the C library, whose second argument is a structure. */
    static long syscall(long number, int first, MemorySegment structure, int last) {
        try {
            MemorySegment state = STATE.get();
            return result((long) SYSCALL.invokeExact(state, number, first, structure, last), state);
        } catch (Throwable t) {
            throw broken("syscall " + number, t);
        }
    }

    static String strerror(int errno) {
        try {
            return ((MemorySegment) Rare.STRERROR.invokeExact(errno)).reinterpret(256).getString(0);
        } catch (Throwable t) {
            throw broken("strerror", t);
        }
    }

    private static MethodHandle call(
            String name, FunctionDescriptor descriptor, Linker.Option... more) {
        Linker.Option[] options = java.util.Arrays.copyOf(more, more.length + 1);
        options[more.length] = ERRNO;
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
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
