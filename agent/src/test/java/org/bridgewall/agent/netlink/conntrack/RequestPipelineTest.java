package org.bridgewall.agent.netlink.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.NetlinkError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestPipelineTest {
    private static final int FULL = RequestBatch.MAX_REQUESTS;

    private final List<Integer> sent = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> senders = Collections.synchronizedList(new ArrayList<>());
    private final List<String> settled = new ArrayList<>();
    private final RequestSender sender = RequestSender.start();

    @AfterEach
    void end() {
        sender.close();
    }

    @Test
    void requestsGoInTheirOrderAndEachIsSettledOnTheCallersThread() throws IOException {
        try (RequestPipeline pipeline = pipeline(3, this::exchange)) {
            requests(pipeline, 10 * FULL + 5);
            pipeline.finish();
        }

        assertThat(sent).containsExactlyElementsOf(numbers(1, 10 * FULL + 5));
        assertThat(settled).hasSize(11);
        assertThat(senders).doesNotContain(Thread.currentThread());
    }

    @Test
    void fewRequestsNeedNoSecondThread() throws IOException {
        try (RequestPipeline pipeline = pipeline(3, this::exchange)) {
            requests(pipeline, FULL - 1);
            pipeline.finish();
        }

        assertThat(sent).hasSize(FULL - 1);
        assertThat(senders).containsOnly(Thread.currentThread());
    }

    @Test
    void refusalsKeepTheirBatch() throws IOException {
        RequestTransport refusesTheLast =
                batch -> {
                    exchange(batch);
                    batch.failed(
                            batch.size() - 1, new NetlinkError(Errno.ENOENT, "no such master"));
                };
        try (RequestPipeline pipeline = pipeline(2, refusesTheLast)) {
            requests(pipeline, 4 * FULL);
            pipeline.finish();
        }

        assertThat(settled)
                .containsExactly(
                        FULL + " of " + FULL,
                        2 * FULL + " of " + FULL,
                        3 * FULL + " of " + FULL,
                        4 * FULL + " of " + FULL);
    }

    @Test
    void aSocketThatFailsEndsItAll() throws IOException {
        RequestTransport breaks =
                batch -> {
                    exchange(batch);
                    if (sent.size() >= 3 * FULL) {
                        throw new IOException("sendmsg: no buffer space");
                    }
                };

        assertThatThrownBy(
                        () -> {
                            try (RequestPipeline pipeline = pipeline(3, breaks)) {
                                requests(pipeline, 20 * FULL);
                                pipeline.finish();
                            }
                        })
                .isInstanceOf(IOException.class)
                .hasMessage("sendmsg: no buffer space");
        // What had been handed over is still taken, so that the rooms can be used again.
        assertThat(sent).hasSizeBetween(3 * FULL, 6 * FULL);

        sent.clear();
        try (RequestPipeline next = pipeline(3, this::exchange)) {
            requests(next, 2 * FULL);
            next.finish();
        }
        assertThat(sent).containsExactlyElementsOf(numbers(1, 2 * FULL));
    }

    private RequestPipeline pipeline(int rooms, RequestTransport transport) {
        return new RequestPipeline(
                transport,
                sender,
                Stream.generate(RequestBatch::new).limit(rooms).toList(),
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
        senders.add(Thread.currentThread());
        for (int i = 0; i < batch.size(); i++) {
            sent.add(batch.firstSequence() + i);
        }
    }

    private static void requests(RequestPipeline pipeline, int count) throws IOException {
        for (int i = 1; i <= count; i++) {
            RequestBatch batch = pipeline.current();
            batch.tag(i);
            batch.writer().begin(Message.ERROR, 0, batch.nextSequence());
            batch.writer().end();
            if (batch.isFull()) {
                pipeline.submit();
            }
        }
    }

    private static List<Integer> numbers(int from, int to) {
        return java.util.stream.IntStream.rangeClosed(from, to).boxed().toList();
    }
}
