package org.bridgewall.agent.bridge;

import java.nio.ByteBuffer;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetDevice;
import org.bridgewall.agent.linux.PacketSocket;

/**
 * A packet socket that follows its port by name: when the device is made anew, so is the socket.
 *
 * <p>Thread rule: any thread sends; one thread receives and refreshes. The lock is held for one
 * send or one exchange of a pointer, never while a socket is opened.
 */
final class PortSocket implements AutoCloseable {
    private final String port;
    private final Opener opener;
    private final Object lock = new Object();
    private PacketSocket socket;
    private boolean closed;

    /** Opens a socket on a port. */
    @FunctionalInterface
    interface Opener {
        PacketSocket open(String port) throws LinuxException;
    }

    PortSocket(String port, Opener opener) throws LinuxException {
        this.port = port;
        this.opener = opener;
        this.socket = opener.open(port);
    }

    String port() {
        return port;
    }

    /** Hardware address of the port. */
    byte[] mac() {
        synchronized (lock) {
            return socket.mac();
        }
    }

    /** Bytes sent or {@code -errno}, as {@link PacketSocket#send}. */
    int send(ByteBuffer frame) {
        synchronized (lock) {
            return closed ? -Errno.ENXIO : socket.send(frame);
        }
    }

    /** The socket to receive from; only for the thread that refreshes. */
    PacketSocket receiving() {
        synchronized (lock) {
            return socket;
        }
    }

    /**
     * Opens a new socket if the name now belongs to another device; keeps the old one if that
     * fails.
     */
    void refresh() {
        int ifindex = NetDevice.indexOf(port);
        if (ifindex == 0 || ifindex == receiving().ifindex()) {
            return;
        }
        PacketSocket fresh;
        try {
            fresh = opener.open(port);
        } catch (LinuxException e) {
            return; // The device has gone again: the next refresh looks anew.
        }
        PacketSocket old;
        synchronized (lock) {
            old = socket;
            socket = fresh;
        }
        old.close();
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (!closed) {
                closed = true;
                socket.close();
            }
        }
    }
}
