package org.bridgewall.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.junit.jupiter.api.Test;

class NetlinkChannelTest {
    private static final int ROW = 16;

    private final List<FakeKernel.Request> requests = new ArrayList<>();

    private interface Answers {
        List<byte[]> to(FakeKernel.Request request);
    }

    private NetlinkChannel channel(Answers answers) {
        return new NetlinkChannel(
                new FakeKernel(request -> {
                    requests.add(request);
                    return answers.to(request);
                }));
    }

    private static byte[] row(int flags, int sequence, int value) {
        return FakeKernel.message(ROW, flags, sequence, (byte) value, (byte) 0, (byte) 0, (byte) 0);
    }

    @Test
    void anAcknowledgedRequestReturns() throws Exception {
        NetlinkChannel channel = channel(r -> List.of(FakeKernel.error(0, r.sequence())));
        channel.execute("set it", channel.request(19, Message.F_CREATE));
        assertThat(requests.getFirst().flags())
                .isEqualTo(Message.F_REQUEST | Message.F_ACK | Message.F_CREATE);
    }

    @Test
    void aRefusalNamesTheOperationAndTheErrno() {
        NetlinkChannel channel =
                channel(r -> List.of(FakeKernel.error(Errno.ENODEV, r.sequence())));
        assertThatThrownBy(() -> channel.execute("set link x up", channel.request(19)))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV))
                .hasMessage("set link x up: No such device (errno 19)");
    }

    @Test
    void theKernelsOwnWordsAreInTheException() {
        // As 6.18 answers RTM_NEWLINK of kind bridge with an address of 3 bytes.
        byte[] payload =
                Hex.bytes(
                        """
                        eaffffff                                # -EINVAL
                        28000000 1000 0506 01000000 00000000    # the request's header, capped
                        1100 0100 496e76616c6964204d414300 00 000000
                        0800 0200 20000000
                        """);
        NetlinkChannel channel =
                channel(r ->
                        List.of(
                                FakeKernel.message(
                                        Message.ERROR,
                                        Message.F_CAPPED | Message.F_ACK_TLVS,
                                        r.sequence(),
                                        payload)));
        assertThatThrownBy(() -> channel.execute("create bridge x", channel.request(16)))
                .hasMessage(
                        "create bridge x: Invalid argument (errno 22): Invalid MAC (at byte 32)");
    }

    @Test
    void anAnswerToAnEarlierRequestIsSkipped() throws Exception {
        NetlinkChannel channel =
                channel(r ->
                        List.of(
                                FakeKernel.error(Errno.EINVAL, r.sequence() - 1),
                                FakeKernel.error(0, r.sequence())));
        channel.execute("set it", channel.request(19));
    }

    @Test
    void silenceIsATimeOut() {
        NetlinkChannel channel = channel(r -> List.of());
        assertThatThrownBy(() -> channel.execute("set it", channel.request(19)))
                .isInstanceOfSatisfying(
                        LinuxException.class,
                        e -> assertThat(e.errno()).isEqualTo(Errno.ETIMEDOUT));
    }

    @Test
    void aDumpHandsOverEveryDatagramUntilDone() throws Exception {
        NetlinkChannel channel =
                channel(r ->
                        List.of(
                                row(Message.F_MULTI, r.sequence(), 1),
                                row(Message.F_MULTI, r.sequence(), 2),
                                FakeKernel.done(0, r.sequence())));
        List<Integer> rows = new ArrayList<>();
        channel.dump("list", channel.request(18), m -> rows.add(m.u32(0)));
        assertThat(rows).containsExactly(1, 2);
        assertThat(requests.getFirst().flags()).isEqualTo(Message.F_REQUEST | Message.F_DUMP);
    }

    private static final class Rows implements MessageHandler {
        private final List<Integer> rows = new ArrayList<>();
        private int restarts;

        @Override
        public void message(Message message) throws MalformedNetlinkException {
            rows.add(message.u32(0));
        }

        @Override
        public void restarted() {
            restarts++;
            rows.clear();
        }
    }

    @Test
    void anInterruptedDumpIsRepeated() throws Exception {
        NetlinkChannel channel =
                channel(r -> {
                    int interrupted = requests.size() < 3 ? Message.F_DUMP_INTR : 0;
                    return List.of(
                            row(Message.F_MULTI, r.sequence(), requests.size()),
                            FakeKernel.done(interrupted, r.sequence()));
                });
        Rows rows = new Rows();
        channel.dump("list", channel.request(18), rows);
        assertThat(rows.rows).containsExactly(3);
        assertThat(rows.restarts).isEqualTo(2);
        assertThat(requests).extracting(FakeKernel.Request::sequence).doesNotHaveDuplicates();
    }

    @Test
    void aDumpThatNeverSettlesIsAnError() {
        NetlinkChannel channel =
                channel(r -> List.of(FakeKernel.done(Message.F_DUMP_INTR, r.sequence())));
        assertThatThrownBy(() -> channel.dump("list", channel.request(18), new Rows()))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY));
    }

    @Test
    void aMalformedRowDoesNotBreakTheNextDump() throws Exception {
        NetlinkChannel channel =
                channel(r -> {
                    byte[] first =
                            requests.size() == 1
                                    ? FakeKernel.message(ROW, 0, r.sequence())
                                    : row(0, r.sequence(), 8);
                    return List.of(first, FakeKernel.done(0, r.sequence()));
                });
        assertThatThrownBy(() -> channel.dump("list", channel.request(18), new Rows()))
                .isInstanceOf(MalformedNetlinkException.class);
        Rows rows = new Rows();
        channel.dump("list", channel.request(18), rows);
        assertThat(rows.rows).containsExactly(8);
    }
}
