package org.bridgewall.agent.netlink.conntrack;

import static com.google.common.util.concurrent.Uninterruptibles.awaitUninterruptibly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.NetlinkError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RequestSeriesTest {
    private static final int FULL = RequestBatch.MAX_REQUESTS;

    private final RequestBatch[] room = {
        new RequestBatch(), new RequestBatch(), new RequestBatch()
    };
    private final List<Integer> sent = new ArrayList<>();
    private final List<String> settled = new ArrayList<>();

    @Test
    void requestsGoInTheirOrderAndEachBatchIsSettled() throws IOException {
        requests(series(this::exchange), 10 * FULL + 5);

        assertThat(sent).containsExactlyElementsOf(numbers(1, 10 * FULL + 5));
        assertThat(settled).hasSize(11).last().isEqualTo("none of 5");
    }

    @Test
    void longRequestsMakeSmallerBatches() throws IOException {
        byte[] attribute = new byte[ConntrackEncoder.MAX_MESSAGE_BYTES - 20];
        try (RequestSeries series = series(this::exchange)) {
            for (int i = 1; i <= FULL; i++) {
                RequestBatch batch = series.current();
                batch.tag(i);
                batch.writer().begin(Message.ERROR, 0, batch.nextSequence());
                batch.writer().attributeBytes(1, attribute);
                batch.writer().end();
                if (batch.isFull()) {
                    series.submit();
                }
            }
            series.finish();
        }

        assertThat(sent).containsExactlyElementsOf(numbers(1, FULL));
        assertThat(settled).hasSizeBetween(3, 4);
    }

    @Test
    void whatIsEmptyIsNotSent() throws IOException {
        RequestSeries series = series(this::exchange);
        series.finish();
        requests(series, FULL);

        assertThat(settled).containsExactly("none of " + FULL);
    }

    @Test
    @Timeout(20)
    void theNextBatchIsWrittenWhileTheKernelWorksOnOne() throws IOException {
        CountDownLatch written = new CountDownLatch(1);
        RequestTransport slow =
                batch -> {
                    awaitUninterruptibly(written);
                    exchange(batch);
                };
        try (RequestSeries series = series(slow)) {
            write(series, 2 * FULL + 5);
            assertThat(settled).isEmpty();
            written.countDown();
            series.finish();
        }

        assertThat(sent).containsExactlyElementsOf(numbers(1, 2 * FULL + 5));
        assertThat(settled).hasSize(3);
    }

    @Test
    @Timeout(20)
    void closedHalfwayItSendsNoMore() throws IOException {
        try (RequestSeries series = series(this::exchange)) {
            write(series, FULL + 5);
        }
        int before = sent.size();
        assertThat(before).isIn(0, FULL);

        requests(series(this::exchange), 1);
        assertThat(sent).hasSize(before + 1);
    }

    @Test
    void refusalsKeepTheirRequest() throws IOException {
        RequestTransport refusesTheLast =
                batch -> {
                    exchange(batch);
                    batch.failed(
                            batch.size() - 1, new NetlinkError(Errno.ENOENT, "no such master"));
                };
        requests(series(refusesTheLast), 3 * FULL);

        assertThat(settled)
                .containsExactly(
                        FULL + " of " + FULL, 2 * FULL + " of " + FULL, 3 * FULL + " of " + FULL);
    }

    @Test
    void aSocketThatFailsEndsItAllAndTheRoomCanBeUsedAgain() throws IOException {
        RequestTransport breaks =
                batch -> {
                    exchange(batch);
                    if (sent.size() >= 3 * FULL) {
                        throw new IOException("sendmsg: no buffer space");
                    }
                };

        assertThatThrownBy(() -> requests(series(breaks), 20 * FULL))
                .isInstanceOf(IOException.class)
                .hasMessage("sendmsg: no buffer space");
        assertThat(sent).hasSize(3 * FULL);

        sent.clear();
        requests(series(this::exchange), 2 * FULL);
        assertThat(sent).containsExactlyElementsOf(numbers(1, 2 * FULL));
    }

    private RequestSeries series(RequestTransport transport) {
        return new RequestSeries(
                transport,
                room,
                batch -> {
                    String failed =
                            batch.failures().isEmpty()
                                    ? "none"
                                    : String.valueOf(
                                            batch.tagOf(batch.failures().getFirst().request()));
                    settled.add(failed + " of " + batch.size());
                });
    }

    private void exchange(RequestBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            sent.add(batch.firstSequence() + i);
        }
    }

    private static void requests(RequestSeries series, int count) throws IOException {
        try (series) {
            write(series, count);
            series.finish();
        }
    }

    private static void write(RequestSeries series, int count) throws IOException {
        for (int i = 1; i <= count; i++) {
            RequestBatch batch = series.current();
            batch.tag(i);
            batch.writer().begin(Message.ERROR, 0, batch.nextSequence());
            batch.writer().end();
            if (batch.isFull()) {
                series.submit();
            }
        }
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }
}
