package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class HandoverTurnsTest {
    private final HandoverTurns turns = new HandoverTurns();

    private CompletableFuture<Boolean> second() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return turns.begin();
            } catch (InterruptedException e) {
                throw new CompletionException(e);
            }
        });
    }

    @Test
    void theSecondGoesOnWhenTheFirstHasEnded() throws Exception {
        assertThat(turns.busy()).isFalse();
        assertThat(turns.begin()).isTrue();
        CompletableFuture<Boolean> second = second();
        assertThat(turns.busy()).isTrue();
        turns.end();
        assertThat(second.join()).isTrue();
        assertThat(turns.busy()).isTrue();
        turns.end();
        assertThat(turns.busy()).isFalse();
    }

    @Test
    void whoWaitsForTooLongGoesOnWithoutATurn() throws Exception {
        assertThat(turns.begin()).isTrue();
        CompletableFuture<Boolean> second = second();
        await().until(second::isDone);
        assertThat(second.join()).isFalse();
        turns.end();
        assertThat(turns.busy()).as("a turn that was not given is not ended").isFalse();
    }
}
