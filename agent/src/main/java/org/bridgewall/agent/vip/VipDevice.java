package org.bridgewall.agent.vip;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.bridgewall.agent.bridge.VipAnnouncement;
import org.bridgewall.agent.bridge.VipWatch;
import org.bridgewall.agent.config.AddressPrefix;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.netlink.address.InterfaceAddress;
import org.bridgewall.agent.netlink.address.InterfaceAddresses;
import org.bridgewall.agent.netlink.link.Link;
import org.bridgewall.agent.netlink.link.Links;
import org.jspecify.annotations.Nullable;

/**
 * The virtual addresses on one device.
 *
 * <p>Thread rule: one thread at a time.
 */
final class VipDevice implements AutoCloseable {
    private final String device;
    private final Links links;
    private final List<AddressPrefix> addresses;
    private final List<InetAddress> announced = new ArrayList<>();
    private final VipAnnouncement announcement;
    private final VipWatch watch;

    @SuppressWarnings("MustBeClosedChecker")
    VipDevice(String device, Links links, List<AddressPrefix> addresses) throws LinuxException {
        this.device = device;
        this.links = links;
        this.addresses = List.copyOf(addresses);
        addresses.forEach(a -> announced.add(a.address()));
        announcement = new VipAnnouncement(device);
        try {
            watch = new VipWatch(device);
        } catch (LinuxException e) {
            announcement.close();
            throw e;
        }
    }

    int size() {
        return addresses.size();
    }

    /** Sets all, or prolongs them. */
    void set(InterfaceAddresses kernel, long validSeconds) throws IOException {
        int index = links.get(device).index();
        for (AddressPrefix each : addresses) {
            kernel.set(address(each, index, validSeconds));
        }
    }

    void remove(InterfaceAddresses kernel) throws IOException {
        int index = links.get(device).index();
        for (AddressPrefix each : addresses) {
            kernel.remove(address(each, index, 0));
        }
    }

    private static InterfaceAddress address(AddressPrefix each, int index, long validSeconds) {
        return new InterfaceAddress(
                each.address(), each.length(), index, VipKeeper.PROTOCOL, validSeconds);
    }

    /** Those of ours that are in the list. */
    List<InterfaceAddress> present(List<InterfaceAddress> all) throws IOException {
        int index = links.find(device).map(Link::index).orElse(0);
        return all.stream()
                .filter(a -> a.interfaceIndex() == index)
                .filter(a -> addresses.contains(new AddressPrefix(a.address(), a.prefixLength())))
                .toList();
    }

    void announce() {
        announcement.announce(announced);
    }

    @Nullable String claims() {
        return watch.claims(announced);
    }

    @Override
    public void close() {
        announcement.close();
        watch.close();
    }
}
