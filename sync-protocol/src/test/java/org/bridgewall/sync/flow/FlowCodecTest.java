package org.bridgewall.sync.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FlowCodecTest {
    private static final int FLOWS = 5_000;

    @Test
    void bytesOfAnEstablishedTcpFlowAreAsDocumented() {
        FlowBytes bytes = FlowBytes.of(Examples.establishedTcp());

        assertThat(HexFormat.of().formatHex(bytes.key()))
                .isEqualTo("0a14" + "0806" + "1204c0000201" + "1a04c6336401" + "20d209" + "28bb03");
        assertThat(HexFormat.of().formatHex(bytes.value()))
                .isEqualTo("080e" + "1803" + "2003" + "2803" + "3007" + "3809" + "450d000000");
    }

    @Test
    void everyFlowComesBackAsItWent() throws MalformedFlowException {
        long seed = 1;
        RandomFlows flows = new RandomFlows(new Random(seed));
        for (int i = 0; i < FLOWS; i++) {
            FlowBytes sent = FlowBytes.of(flows.next());
            assertThat(FlowBytes.of(sent.decode())).as("seed %d, flow %d", seed, i).isEqualTo(sent);
        }
    }

    @Test
    void decodedFieldsAreThoseEncoded() throws MalformedFlowException {
        RandomFlows flows = new RandomFlows(new Random(2));
        for (int i = 0; i < 100; i++) { // reflection is slow
            Flow sent = flows.next();
            assertThat(FlowBytes.of(sent).decode())
                    .usingRecursiveComparison()
                    .ignoringFields("hasTimeout", "timeoutSeconds")
                    .isEqualTo(sent);
        }
    }

    @Test
    void noRecordIsLongerThanTheStatedMaximum() {
        RandomFlows flows = new RandomFlows(new Random(3));
        for (int i = 0; i < FLOWS; i++) {
            FlowBytes bytes = FlowBytes.of(flows.next());
            assertThat(bytes.key().length).isLessThanOrEqualTo(FlowCodec.MAX_KEY_BYTES);
            assertThat(bytes.value().length).isLessThanOrEqualTo(FlowCodec.MAX_VALUE_BYTES);
        }
        FlowBytes longest = FlowBytes.of(Examples.longest());
        assertThat(longest.key().length).isLessThanOrEqualTo(FlowCodec.MAX_KEY_BYTES);
        assertThat(longest.value().length).isLessThanOrEqualTo(FlowCodec.MAX_VALUE_BYTES);
    }

    @Test
    void whatIsLocalToANodeIsNotInTheBytes() {
        Flow here = Examples.establishedTcp();
        Flow there = Examples.establishedTcp();
        there.status |= FlowStatus.SRC_NAT_DONE | FlowStatus.OFFLOAD | FlowStatus.HELPER;
        there.tcpFlagsOriginal |= TcpFlags.BE_LIBERAL | 0x20;
        there.hasTimeout = true;
        there.timeoutSeconds = 77;

        assertThat(FlowBytes.of(there)).isEqualTo(FlowBytes.of(here));
    }

    @Test
    void fieldsOfANewerVersionArePassedOver() throws MalformedFlowException {
        FlowBytes known = FlowBytes.of(Examples.establishedTcp());
        byte[] unknown = HexFormat.of().parseHex("fa3e03010203" + "f83e7f" + "fd3e01020304");
        byte[] value = Arrays.copyOf(known.value(), known.value().length + unknown.length);
        System.arraycopy(unknown, 0, value, known.value().length, unknown.length);

        assertThat(FlowBytes.of(new FlowBytes(known.key(), value).decode())).isEqualTo(known);
    }

    @Test
    void damagedBytesGiveMalformedFlowAndNothingElse() {
        long seed = 4;
        Random random = new Random(seed);
        RandomFlows flows = new RandomFlows(random);
        int refused = 0;
        for (int i = 0; i < 30_000; i++) {
            FlowBytes bytes = FlowBytes.of(flows.next());
            damage(random.nextBoolean() ? bytes.key() : bytes.value(), random);
            try {
                bytes.decode();
            } catch (MalformedFlowException e) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", flow " + i, e);
            }
        }
        assertThat(refused).isGreaterThan(3_000);
    }

    @Test
    void aTupleCutShortIsRefused() {
        FlowBytes whole = FlowBytes.of(Examples.longest());
        int tupleBytes = 2 + whole.key()[1]; // what follows is optional
        for (int length = 0; length < tupleBytes; length++) {
            byte[] cut = Arrays.copyOf(whole.key(), length);
            assertThatThrownBy(() -> new FlowBytes(cut, new byte[0]).decode())
                    .isInstanceOf(MalformedFlowException.class);
        }
    }

    @Test
    void aKeyWithoutTupleIsRefused() {
        assertThatThrownBy(() -> new FlowBytes(new byte[0], new byte[0]).decode())
                .isInstanceOf(MalformedFlowException.class)
                .hasMessageContaining("without original tuple");
    }

    private static void damage(byte[] bytes, Random random) {
        int changes = random.nextInt(1, 4);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
    }
}
