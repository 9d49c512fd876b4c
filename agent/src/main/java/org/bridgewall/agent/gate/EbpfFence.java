package org.bridgewall.agent.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bridgewall.agent.linux.Bpf;
import org.bridgewall.agent.linux.Bpf.ProgramInfo;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetDevice;

/**
 * The kernel's side of the eBPF gate: one lease map, and on each port a {@link FenceProgram} over
 * it, before all other programs.
 *
 * <p>A fence is recognised by its program's name and tag (the digest of the code) and by the map's
 * name, which carries the layout's version and the instance. Programs of others are left alone. A
 * program is exchanged by putting the new one first and taking the old one away after: never is a
 * port without.
 *
 * <p>Thread rule: any thread of the network namespace; calls may wait for the kernel's rtnl lock.
 */
final class EbpfFence {
    private static final String MAP_PREFIX = "bw_lease1_";

    private final int mapFd;
    private final int mapId;
    private final long tag;

    private EbpfFence(int mapFd) throws LinuxException {
        this.mapFd = mapFd;
        this.mapId = Bpf.mapInfo(mapFd).id();
        this.tag = tagOfOurs();
    }

    /** Takes over the map of an earlier process where a port still has it, or makes a new one. */
    static EbpfFence adoptOrCreate(int vrid, List<String> ports) throws LinuxException {
        String name = MAP_PREFIX + vrid;
        for (String port : ports) {
            Optional<Integer> map = findMap(NetDevice.requireIndex(port), name);
            if (map.isPresent()) {
                return new EbpfFence(map.get());
            }
        }
        return new EbpfFence(Bpf.createArrayMap(name, LeasePage.BYTES, 1));
    }

    /** The lease page of a fence that stands on one of the ports, without touching it. */
    static Optional<LeasePage> adopt(int vrid, List<String> ports) throws LinuxException {
        if (!isSupported(ports)) {
            return Optional.empty();
        }
        for (String port : ports) {
            Optional<Integer> map = findMap(NetDevice.requireIndex(port), MAP_PREFIX + vrid);
            if (map.isPresent()) {
                LeasePage page = new LeasePage(Bpf.map(map.get(), LeasePage.BYTES));
                Bpf.close(map.get());
                return Optional.of(page);
            }
        }
        return Optional.empty();
    }

    /** Whether this kernel can be asked for tcx programs at all. */
    static boolean isSupported(List<String> ports) throws LinuxException {
        int ifindex = NetDevice.requireIndex(ports.getFirst());
        try {
            Bpf.programsOn(ifindex);
            return true;
        } catch (LinuxException e) {
            return false;
        }
    }

    LeasePage page() throws LinuxException {
        return new LeasePage(Bpf.map(mapFd, LeasePage.BYTES));
    }

    /**
     * Makes sure that the first program on the port is this fence.
     *
     * @return true if something had to be done
     */
    boolean attach(String port) throws LinuxException {
        int ifindex = NetDevice.requireIndex(port);
        List<ProgramInfo> before = programsOn(ifindex);
        if (!before.isEmpty() && isCurrent(before.getFirst())) {
            return false;
        }
        int program = FenceProgram.load(mapFd);
        try {
            Bpf.attachFirst(ifindex, program);
        } finally {
            Bpf.close(program);
        }
        for (ProgramInfo each : before) {
            if (isFence(each)) {
                detach(ifindex, each);
            }
        }
        return true;
    }

    /** Whether frames on the port meet this fence first; the answer is a reason if they do not. */
    Optional<FenceGap> gap(String port) {
        int ifindex = NetDevice.indexOf(port);
        if (ifindex == 0) {
            return Optional.of(new FenceGap(port, "no such interface", false));
        }
        try {
            List<ProgramInfo> programs = programsOn(ifindex);
            if (programs.isEmpty() || programs.stream().noneMatch(this::isCurrent)) {
                return Optional.of(new FenceGap(port, "no fence on its ingress", true));
            }
            if (!isCurrent(programs.getFirst())) {
                String name = programs.getFirst().name();
                return Optional.of(
                        new FenceGap(port, "program " + name + " runs before the fence", true));
            }
            return Optional.empty();
        } catch (LinuxException e) {
            return Optional.of(new FenceGap(port, String.valueOf(e.getMessage()), true));
        }
    }

    /** Takes every fence off a port, of whatever instance and version. */
    static void remove(String port) throws LinuxException {
        int ifindex = NetDevice.indexOf(port);
        if (ifindex == 0) {
            return;
        }
        for (ProgramInfo each : programsOn(ifindex)) {
            if (isFence(each)) {
                detach(ifindex, each);
            }
        }
    }

    private static boolean isFence(ProgramInfo program) {
        return program.name().equals(FenceProgram.NAME);
    }

    private boolean isCurrent(ProgramInfo each) {
        return isFence(each) && each.tag() == tag && each.mapIds().contains(mapId);
    }

    private long tagOfOurs() throws LinuxException {
        int program = FenceProgram.load(mapFd);
        try {
            return Bpf.programInfo(program).tag();
        } finally {
            Bpf.close(program);
        }
    }

    private static void detach(int ifindex, ProgramInfo each) throws LinuxException {
        int program = Bpf.openProgram(each.id());
        try {
            Bpf.detach(ifindex, program);
        } finally {
            Bpf.close(program);
        }
    }

    private static Optional<Integer> findMap(int ifindex, String name) throws LinuxException {
        for (ProgramInfo each : programsOn(ifindex)) {
            if (!isFence(each)) {
                continue;
            }
            for (int id : each.mapIds()) {
                int fd = Bpf.openMap(id);
                if (Bpf.mapInfo(fd).name().equals(name)) {
                    return Optional.of(fd);
                }
                Bpf.close(fd);
            }
        }
        return Optional.empty();
    }

    private static List<ProgramInfo> programsOn(int ifindex) throws LinuxException {
        List<ProgramInfo> programs = new ArrayList<>();
        for (int id : Bpf.programsOn(ifindex)) {
            int fd = Bpf.openProgram(id);
            try {
                programs.add(Bpf.programInfo(fd));
            } finally {
                Bpf.close(fd);
            }
        }
        return programs;
    }
}
