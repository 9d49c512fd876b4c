package org.bridgewall.agent.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import org.bridgewall.agent.config.NotifyConfig;
import org.bridgewall.core.election.Role;
import org.bridgewall.core.election.Transition;
import org.junit.jupiter.api.Test;

class NoticeQueueTest {
    private static Notice notice(long number) {
        return new Notice(
                "b1",
                "dmz",
                NotifyConfig.State.BACKUP,
                new Transition(number, 0, Role.INIT, Role.BACKUP, 1, "", Transition.Kind.CHANGE),
                100,
                0);
    }

    private static String next(NoticeQueue queue) throws InterruptedException {
        Notice notice = queue.take();
        return notice == null ? "end" : notice.transition().number() + "/" + notice.skipped();
    }

    @Test
    void noticesComeInOrderAndTheEndIsLast() throws Exception {
        NoticeQueue queue = new NoticeQueue(3);
        queue.add(notice(1));
        queue.add(notice(2));
        queue.close();
        assertThat(next(queue)).isEqualTo("1/0");
        assertThat(next(queue)).isEqualTo("2/0");
        assertThat(next(queue)).isEqualTo("end");
    }

    @Test
    void tooManyAreLeftOutButNeverTheLastAndTheCountIsTold() throws Exception {
        NoticeQueue queue = new NoticeQueue(3);
        for (int i = 1; i <= 8; i++) {
            queue.add(notice(i));
        }
        queue.close();
        // 1, 2, 3 were left out for 4; then 4, 5, 6 for 7.
        assertThat(next(queue)).isEqualTo("7/6");
        assertThat(next(queue)).isEqualTo("8/0");
        assertThat(next(queue)).isEqualTo("end");
    }
}
