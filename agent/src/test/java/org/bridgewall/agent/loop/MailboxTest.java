package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bridgewall.core.election.Input;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private static final Input COPY = new Input.TableShared(1);
    private static final Input NEWS = new Input.TableShared(2);
    private static final long MINUTE = 60_000_000_000L;

    @Test
    void whatIsLeftWakesNobodyAndIsTakenFirst() throws Exception {
        Mailbox mailbox = new Mailbox();
        CompletableFuture<Input> taken = new CompletableFuture<>();
        Thread taker =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            try {
                                taken.complete(mailbox.await(MINUTE));
                            } catch (InterruptedException e) {
                                taken.completeExceptionally(e);
                            }
                        });
        await().until(() -> taker.getState() == Thread.State.TIMED_WAITING);
        mailbox.leave(COPY);
        Thread.sleep(50);
        assertThat(taken).isNotDone();
        mailbox.tell(NEWS);
        assertThat(taken.get(10, TimeUnit.SECONDS)).isEqualTo(COPY);
        assertThat(mailbox.poll()).isEqualTo(NEWS);
        assertThat(mailbox.poll()).isNull();
    }

    @Test
    void nothingIsTakenWhenTheTimeIsOver() throws Exception {
        assertThat(new Mailbox().await(1_000_000)).isNull();
    }
}
