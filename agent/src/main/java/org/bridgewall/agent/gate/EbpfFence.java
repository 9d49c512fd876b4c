package org.bridgewall.agent.gate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bridgewall.agent.linux.Bpf;
import org.bridgewall.agent.linux.Bpf.ProgramInfo;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetDevice;

/**
 * The kernel's side of the eBPF gate: one lease map, and on each port a {@link FenceProgram} over
 * it, before all other programs.
 *
 * <p>An earlier process's fence is recognised by its program's name and by the map's name, which
 * carries the layout's version and the instance. Its map is kept, hence its lease; its programs are
 * exchanged, since they speak into that process's ears. Programs of others are left alone. A
 * program is exchanged by putting the new one first and taking the old one away after: never is a
 * port without.
 *
 * <p>Thread rule: any thread of the network namespace; calls may wait for the kernel's rtnl lock.
 */
final class EbpfFence {
    private static final String MAP_PREFIX = "bw_lease1_";

    private final int mapFd;
    private final LeasePage page;
    private final Map<String, PortEar> ears = new LinkedHashMap<>();

    /** The id of the program that was last put on a port. */
    private final Map<String, Integer> programs = new ConcurrentHashMap<>();

    private EbpfFence(int vrid, List<String> ports, int mapFd) throws LinuxException {
        this.mapFd = mapFd;
        this.page = new LeasePage(Bpf.map(mapFd, LeasePage.BYTES));
        for (String port : ports) {
            ears.put(port, PortEar.create(vrid, ears.size(), page));
        }
    }

    /** Takes over the map of an earlier process where a port still has it, or makes a new one. */
    static EbpfFence adoptOrCreate(int vrid, List<String> ports) throws LinuxException {
        String name = MAP_PREFIX + vrid;
        for (String port : ports) {
            Optional<Integer> map = findMap(NetDevice.requireIndex(port), name);
            if (map.isPresent()) {
                return new EbpfFence(vrid, ports, map.get());
            }
        }
        return new EbpfFence(vrid, ports, Bpf.createArrayMap(name, LeasePage.BYTES, 1));
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

    LeasePage page() {
        return page;
    }

    /** What the fence hears on each port, in their order. */
    List<PortEar> ears() {
        return List.copyOf(ears.values());
    }

    /**
     * Makes sure that the first program on the port is this fence.
     *
     * @return true if there was no fence on it before, of whatever process
     */
    boolean attach(String port) throws LinuxException {
        int ifindex = NetDevice.requireIndex(port);
        List<ProgramInfo> before = programsOn(ifindex);
        if (!before.isEmpty() && isOurs(port, before.getFirst())) {
            return false;
        }
        int program = FenceProgram.load(mapFd, Objects.requireNonNull(ears.get(port)));
        try {
            Bpf.attachFirst(ifindex, program);
            programs.put(port, Bpf.programInfo(program).id());
        } finally {
            Bpf.close(program);
        }
        boolean bare = true;
        for (ProgramInfo each : before) {
            if (isFence(each)) {
                detach(ifindex, each);
                bare = false;
            }
        }
        return bare;
    }

    /** Whether frames on the port meet this fence first; the answer is a reason if they do not. */
    Optional<FenceGap> gap(String port) {
        int ifindex = NetDevice.indexOf(port);
        if (ifindex == 0) {
            return Optional.of(new FenceGap(port, "no such interface", false));
        }
        try {
            List<ProgramInfo> standing = programsOn(ifindex);
            if (standing.isEmpty() || standing.stream().noneMatch(each -> isOurs(port, each))) {
                return Optional.of(new FenceGap(port, "no fence on its ingress", true));
            }
            if (!isOurs(port, standing.getFirst())) {
                String name = standing.getFirst().name();
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

    private boolean isOurs(String port, ProgramInfo each) {
        Integer id = programs.get(port);
        return id != null && each.id() == id;
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
                if (Bpf.mapName(fd).equals(name)) {
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
