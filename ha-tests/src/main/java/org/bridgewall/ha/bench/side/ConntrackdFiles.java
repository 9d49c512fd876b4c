package org.bridgewall.ha.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.bridgewall.ha.lab.Site;

/**
 * What conntrackd and keepalived read. The first is Debian's {@code
 * /usr/share/doc/conntrackd/examples/sync/ftfw/conntrackd.conf} with addresses, paths and, for
 * tables of 500,000 flows, larger limits; the second its {@code sync/keepalived.conf} without
 * addresses to move, which a bridge has not; the script is its {@code primary-backup.sh} in short,
 * and raises or lowers the ports of the bridge, which is what makes a node forward.
 */
final class ConntrackdFiles {
    private final Site site;

    ConntrackdFiles(Site site) {
        this.site = site;
    }

    Path directory(String node) throws IOException {
        return Files.createDirectories(site.directory(node));
    }

    Path socket(String node) throws IOException {
        return directory(node).resolve("conntrackd.ctl");
    }

    Path lock(String node) throws IOException {
        return directory(node).resolve("conntrackd.lock");
    }

    Path configuration(String node) throws IOException {
        return directory(node).resolve("conntrackd.conf");
    }

    void conntrackd(String node) throws IOException {
        Files.writeString(
                configuration(node),
                """
                Sync {
                    Mode FTFW {
                    }
                    Multicast {
                        IPv4_address 225.0.0.50
                        Group 3780
                        IPv4_interface %s
                        Interface sync0
                        SndSocketBuffer 1249280
                        RcvSocketBuffer 1249280
                        Checksum on
                    }
                }
                General {
                    HashSize 262144
                    HashLimit 1048576
                    LogFile %s
                    LockFile %s
                    UNIX {
                        Path %s
                    }
                    NetlinkBufferSize 2097152
                    NetlinkBufferSizeMaxGrowth 8388608
                    Filter From Userspace {
                        Protocol Accept {
                            TCP
                            SCTP
                            DCCP
                        }
                        Address Ignore {
                            IPv4_address 127.0.0.1
                            IPv4_address 10.99.0.1
                            IPv4_address 10.99.0.2
                            IPv4_address 10.98.0.1
                            IPv4_address 10.98.0.2
                        }
                    }
                }
                """
                        .formatted(
                                Wires.sync(node),
                                directory(node).resolve("conntrackd.log"),
                                lock(node),
                                socket(node)));
    }

    Path keepalived(String node) throws IOException {
        Path script = script(node);
        return Files.writeString(
                directory(node).resolve("keepalived.conf"),
                """
                global_defs {
                    script_user root
                    enable_script_security
                }
                vrrp_instance VI_1 {
                    interface mgmt0
                    state BACKUP
                    virtual_router_id 61
                    priority %d
                    advert_int 1
                    notify_master "%s primary"
                    notify_backup "%s backup"
                    notify_fault "%s fault"
                }
                """
                        .formatted(node.equals("b1") ? 120 : 100, script, script, script));
    }

    private Path script(String node) throws IOException {
        Path script =
                Files.writeString(
                        directory(node).resolve("primary-backup.sh"),
                        """
                        #!/bin/sh
                        daemon="/usr/sbin/conntrackd -C %s"
                        case "$1" in
                        primary)
                            $daemon -c
                            $daemon -f
                            $daemon -R
                            $daemon -B
                            ip link set up0 up
                            ip link set dn0 up
                            ;;
                        backup)
                            ip link set up0 down
                            ip link set dn0 down
                            $daemon -t
                            $daemon -n
                            ;;
                        fault)
                            ip link set up0 down
                            ip link set dn0 down
                            $daemon -t
                            ;;
                        esac
                        """
                                .formatted(configuration(node)));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }
}
