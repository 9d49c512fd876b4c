package org.bridgewall.agent.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.bridgewall.agent.bridge.BpduWatch;
import org.bridgewall.agent.bridge.WireHeader;
import org.bridgewall.agent.bridge.WireTap;
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
    private static final int VRID = 51;
    private static final int LEG = 1;
    private static final int LOOPBACK = 1;
    private static final int ELSEWHERE = 77;
    private static final long SECOND = 1_000_000_000L;

    private int map;
    private int program;
    private LeasePage page;
    private PortEar ear;
    private final byte[] heard = new byte[WireHeader.MAX_FRAME_BYTES];

    @BeforeEach
    void load() throws LinuxException {
        map = Bpf.createArrayMap("bw_test", LeasePage.BYTES, 1);
        page = new LeasePage(Bpf.map(map, LeasePage.BYTES));
        ear = PortEar.create(VRID, LEG, page);
        program = FenceProgram.load(map, ear);
    }

    @AfterEach
    void unload() {
        Bpf.close(program);
        Bpf.close(map);
        ear.close();
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
        byte[] runt = Arrays.copyOf(frame(WireHeader.ETHERTYPE, 0, 0), 20);
        assertThat(Bpf.run(program, runt)).isEqualTo(FenceProgram.TCX_NEXT);
    }

    @Test
    void aProbeIsHeardWholeThroughAClosedGate() throws LinuxException {
        for (int length : new int[] {WireHeader.PAYLOAD_OFFSET, 64, WireHeader.MAX_FRAME_BYTES}) {
            byte[] probe = probe(VRID, length);
            assertThat(Bpf.run(program, probe)).isEqualTo(FenceProgram.TCX_DROP);
            assertThat(ear.receive(heard)).isEqualTo(length);
            assertThat(Arrays.copyOf(heard, length)).isEqualTo(probe);
        }
        assertThat(ear.receive(heard)).isEqualTo(WireTap.NOTHING);
    }

    @Test
    void aProbeIsHeardThroughAnOpenGateAsWell() throws LinuxException {
        page.deadlineNanos(System.nanoTime() + SECOND);
        assertThat(Bpf.run(program, probe(VRID, 64))).isEqualTo(FenceProgram.TCX_NEXT);
        assertThat(ear.receive(heard)).isEqualTo(64);
    }

    @Test
    void whatIsNoProbeOfTheInstanceIsNotHeard() throws LinuxException {
        Bpf.run(program, probe(VRID + 1, 64));
        Bpf.run(program, probe(VRID, WireHeader.PAYLOAD_OFFSET - 1));
        Bpf.run(program, probe(VRID, WireHeader.MAX_FRAME_BYTES + 1));
        byte[] elsewhere = probe(VRID, 64);
        elsewhere[5]++;
        Bpf.run(program, elsewhere);
        byte[] other = probe(VRID, 64);
        other[WireHeader.ETHERTYPE_OFFSET + 1]++;
        Bpf.run(program, other);
        assertThat(ear.receive(heard)).isEqualTo(WireTap.NOTHING);
    }

    @Test
    void whatFindsNoRoomIsLostAndTheGateGoesOn() throws LinuxException {
        byte[] probe = probe(VRID, 64);
        for (int i = 0; i < 1_000; i++) {
            assertThat(Bpf.run(program, probe)).isEqualTo(FenceProgram.TCX_DROP);
        }
        int taken = 0;
        while (ear.receive(heard) == probe.length) {
            taken++;
        }
        assertThat(taken).isBetween(100, 999);
        for (int i = 0; i < 1_000; i++) {
            Bpf.run(program, probe);
            assertThat(ear.receive(heard)).isEqualTo(probe.length);
        }
    }

    @Test
    void aSpanningTreeLeavesItsTime() throws LinuxException {
        byte[] bpdu = new byte[60];
        System.arraycopy(BpduWatch.group(), 0, bpdu, 0, BpduWatch.group().length);
        bpdu[13] = 38;
        byte[] elsewhere = bpdu.clone();
        elsewhere[5] = 0x0e;
        Bpf.run(program, elsewhere);
        assertThat(ear.treeNanos()).isZero();
        long before = System.nanoTime();
        assertThat(Bpf.run(program, bpdu)).isEqualTo(FenceProgram.TCX_DROP);
        assertThat(ear.treeNanos()).isBetween(before, System.nanoTime());
        assertThat(page.treeNanos(LEG - 1)).isZero();
        assertThat(ear.receive(heard)).isEqualTo(WireTap.NOTHING);
    }

    private static byte[] probe(int vrid, int length) {
        byte[] frame = new byte[length];
        for (int i = 0; i < length; i++) {
            frame[i] = (byte) i;
        }
        ByteBuffer.wrap(frame)
                .put(WireHeader.probeGroup())
                .putShort(WireHeader.ETHERTYPE_OFFSET, (short) WireHeader.ETHERTYPE)
                .put(WireHeader.VRID_OFFSET, (byte) vrid);
        return frame;
    }

    private static byte[] frame(int ethertype, int leg, long cookie) {
        ByteBuffer frame = ByteBuffer.allocate(64);
        frame.putShort(WireHeader.ETHERTYPE_OFFSET, (short) ethertype);
        frame.put(WireHeader.LEG_OFFSET, (byte) leg);
        frame.order(ByteOrder.nativeOrder()).putLong(WireHeader.COOKIE_OFFSET, cookie);
        return frame.array();
    }
}
