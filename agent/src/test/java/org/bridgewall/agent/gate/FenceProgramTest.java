package org.bridgewall.agent.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bridgewall.agent.bridge.WireHeader;
import org.bridgewall.agent.linux.Bpf;
import org.bridgewall.agent.linux.LinuxException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The program alone, run by the kernel on crafted frames that come in at the loopback device. */
@Tag("kernel")
class FenceProgramTest {
    private static final long COOKIE = 0x1122_3344_5566_7788L;
    private static final int LOOPBACK = 1;
    private static final int ELSEWHERE = 77;
    private static final long SECOND = 1_000_000_000L;

    private int map;
    private int program;
    private LeasePage page;

    @BeforeEach
    void load() throws LinuxException {
        map = Bpf.createArrayMap("bw_test", LeasePage.BYTES, 1);
        page = new LeasePage(Bpf.map(map, LeasePage.BYTES));
        program = FenceProgram.load(map);
    }

    @AfterEach
    void unload() {
        Bpf.close(program);
        Bpf.close(map);
    }

    @Test
    void anEmptyPageRefuses() throws LinuxException {
        assertThat(Bpf.run(program, frame(0x0800, 0, 0))).isEqualTo(FenceProgram.TCX_DROP);
        assertThat(page.refused()).isEqualTo(1);
        assertThat(page.expiries()).isZero();
    }

    @Test
    void aLeasePasses() throws LinuxException {
        page.deadlineNanos(System.nanoTime() + SECOND);
        assertThat(Bpf.run(program, frame(0x0800, 0, 0))).isEqualTo(FenceProgram.TCX_NEXT);
        assertThat(page.refused()).isZero();
    }

    @Test
    void theFirstFrameAfterTheDeadlineClosesForGood() throws LinuxException {
        long passed = System.nanoTime() - 1;
        page.deadlineNanos(passed);
        assertThat(Bpf.run(program, frame(0x0800, 0, 0))).isEqualTo(FenceProgram.TCX_DROP);
        assertThat(page.deadlineNanos()).isZero();
        assertThat(page.expiries()).isEqualTo(1);
        assertThat(page.moveDeadline(passed, System.nanoTime() + SECOND)).isFalse();
    }

    @Test
    void anOwnProbeFromAnotherLegClosesAnOpenGate() throws LinuxException {
        page.deadlineNanos(System.nanoTime() + SECOND);
        page.leg(3, COOKIE, ELSEWHERE);
        assertThat(Bpf.run(program, frame(WireHeader.ETHERTYPE, 3, COOKIE)))
                .isEqualTo(FenceProgram.TCX_DROP);
        assertThat(page.deadlineNanos()).isZero();
        assertThat(page.trips()).isEqualTo(1);
    }

    @Test
    void anOwnProbeReflectedToItsOwnLegIsRefusedAndClosesNothing() throws LinuxException {
        page.deadlineNanos(System.nanoTime() + SECOND);
        page.leg(3, COOKIE, LOOPBACK);
        assertThat(Bpf.run(program, frame(WireHeader.ETHERTYPE, 3, COOKIE)))
                .isEqualTo(FenceProgram.TCX_DROP);
        assertThat(page.deadlineNanos()).isNotZero();
        assertThat(page.trips()).isZero();
    }

    @Test
    void aForeignProbePasses() throws LinuxException {
        page.deadlineNanos(System.nanoTime() + SECOND);
        page.leg(3, COOKIE, ELSEWHERE);
        assertThat(Bpf.run(program, frame(WireHeader.ETHERTYPE, 3, COOKIE + 1)))
                .isEqualTo(FenceProgram.TCX_NEXT);
        assertThat(Bpf.run(program, frame(WireHeader.ETHERTYPE, 4, COOKIE)))
                .isEqualTo(FenceProgram.TCX_NEXT);
        assertThat(Bpf.run(program, frame(WireHeader.ETHERTYPE, 4, 0)))
                .isEqualTo(FenceProgram.TCX_NEXT);
        assertThat(Bpf.run(program, frame(WireHeader.ETHERTYPE, 255, 0)))
                .isEqualTo(FenceProgram.TCX_NEXT);
    }

    @Test
    void aTruncatedProbePasses() throws LinuxException {
        page.deadlineNanos(System.nanoTime() + SECOND);
        byte[] runt = java.util.Arrays.copyOf(frame(WireHeader.ETHERTYPE, 0, 0), 20);
        assertThat(Bpf.run(program, runt)).isEqualTo(FenceProgram.TCX_NEXT);
    }

    private static byte[] frame(int ethertype, int leg, long cookie) {
        ByteBuffer frame = ByteBuffer.allocate(64);
        frame.putShort(WireHeader.ETHERTYPE_OFFSET, (short) ethertype);
        frame.put(WireHeader.LEG_OFFSET, (byte) leg);
        frame.order(ByteOrder.nativeOrder()).putLong(WireHeader.COOKIE_OFFSET, cookie);
        return frame.array();
    }
}
