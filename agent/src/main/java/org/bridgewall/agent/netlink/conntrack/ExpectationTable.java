package org.bridgewall.agent.netlink.conntrack;

import static org.bridgewall.agent.netlink.conntrack.Ctnetlink.*;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.MessageHandler;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.agent.netlink.NetlinkChannel;
import org.bridgewall.sync.flow.Expectation;

/**
 * The kernel's expectation table: read it, and write what another node's helpers expect. There are
 * few (a helper holds one or some per control connection), so each costs a system call.
 *
 * <p>An expectation hangs on its master: it can be written only after that flow, and goes with it.
 *
 * <p>Thread rule: one thread.
 */
public final class ExpectationTable implements AutoCloseable {
    private final NetlinkChannel channel;
    private final int portId;

    private ExpectationTable(NetlinkChannel channel, int portId) {
        this.channel = channel;
        this.portId = portId;
    }

    /** Opens a socket in the calling thread's network namespace. */
    public static ExpectationTable open() throws LinuxException {
        NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.NETFILTER);
        return new ExpectationTable(NetlinkChannel.over(socket), socket.portId());
    }

    /** The socket's address: give it to {@link ConntrackEvents#open} to have its echo dropped. */
    public int portId() {
        return portId;
    }

    /**
     * Reads all expectations.
     *
     * @param handler each is new; its zone is 0, since the kernel does not tell it
     */
    public void list(Consumer<Expectation> handler) throws IOException {
        List<Expectation> all = new ArrayList<>();
        MessageWriter request = channel.request(expectationType(IPCTNL_MSG_EXP_GET));
        request.u8(0).u8(0).u16be(0).end();
        channel.dump("dump expectations", request, collect(all));
        all.forEach(handler);
    }

    /**
     * Whether a flow expects something of the same tuple and mask: tells apart flows of the same
     * addresses in different zones.
     *
     * @param zone of the flow in its original direction
     */
    public boolean expectedInZone(Expectation expectation, int zone) throws IOException {
        List<Expectation> ofMaster = new ArrayList<>();
        // For a flow without helper the kernel begins no dump, and says so only if asked to answer.
        MessageWriter request = channel.request(expectationType(IPCTNL_MSG_EXP_GET), Message.F_ACK);
        request.u8(expectation.tuple.family).u8(0).u16be(0);
        TupleAttributes.write(
                request, CTA_EXPECT_MASTER, expectation.master, TupleAttributes.NO_ZONE);
        if (zone != 0) {
            request.attributeU16be(CTA_EXPECT_ZONE, zone);
        }
        try {
            channel.dump("dump expectations of a flow", request.end(), collect(ofMaster));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
        return ofMaster.stream()
                .anyMatch(each ->
                        each.tuple.equals(expectation.tuple) && each.mask.equals(expectation.mask));
    }

    private static MessageHandler collect(List<Expectation> into) {
        return new MessageHandler() {
            @Override
            public void message(Message message) throws MalformedNetlinkException {
                if (message.type() == expectationType(IPCTNL_MSG_EXP_NEW)) {
                    Expectation expectation = new Expectation();
                    ExpectationMessages.read(message, expectation);
                    into.add(expectation);
                }
            }

            @Override
            public void restarted() {
                into.clear();
            }
        };
    }

    /** What became of a commit: {@code attempted == created + alreadyThere + failures.size()}. */
    public record Result(
            int attempted, int created, int alreadyThere, List<ConntrackFailure> failures) {
        public Result {
            failures = List.copyOf(failures);
        }
    }

    /**
     * Writes expectations, whose masters must be there, with what remains of their time. One that
     * lives stays as it is.
     *
     * @throws IOException if the socket fails; what the kernel refuses is in the result
     */
    public Result commit(List<Expectation> expectations) throws IOException {
        int created = 0;
        int there = 0;
        List<ConntrackFailure> failures = new ArrayList<>();
        for (Expectation expectation : expectations) {
            try {
                create(expectation);
                created++;
            } catch (LinuxException e) {
                if (e.errno() == Errno.EEXIST) {
                    there++;
                } else {
                    failures.add(
                            new ConntrackFailure(
                                    expectation.toString(),
                                    e.errno(),
                                    String.valueOf(e.getMessage())));
                }
            }
        }
        return new Result(expectations.size(), created, there, failures);
    }

    private void create(Expectation expectation) throws IOException {
        int type = expectationType(IPCTNL_MSG_EXP_NEW);
        MessageWriter request = channel.request(type, Message.F_CREATE | Message.F_EXCL);
        ExpectationMessages.create(request, expectation);
        channel.execute("create", request.end());
        request = channel.request(type);
        ExpectationMessages.setTimeout(request, expectation);
        channel.execute("set timeout", request.end());
    }

    /** Deletes expectations; one that is not there is fine. */
    public void delete(List<Expectation> expectations) throws IOException {
        for (Expectation expectation : expectations) {
            MessageWriter request = channel.request(expectationType(IPCTNL_MSG_EXP_DELETE));
            ExpectationMessages.identify(request, expectation);
            try {
                channel.execute("delete " + expectation, request.end());
            } catch (LinuxException e) {
                if (e.errno() != Errno.ENOENT) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        channel.close();
    }
}
