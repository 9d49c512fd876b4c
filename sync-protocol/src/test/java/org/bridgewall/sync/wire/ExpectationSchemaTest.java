package org.bridgewall.sync.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Random;
import org.bridgewall.sync.flow.Expectation;
import org.bridgewall.sync.flow.ExpectationCodec;
import org.bridgewall.sync.flow.MalformedFlowException;
import org.bridgewall.sync.flow.Tuple;
import org.junit.jupiter.api.Test;

/** The generated classes of {@code flow.proto} judge the codec of expectations. */
class ExpectationSchemaTest {
    private static final int EXPECTATIONS = 2_000;

    private final ExpectationCodec codec = new ExpectationCodec();
    private final byte[] room = new byte[ExpectationCodec.MAX_VALUE_BYTES];

    @Test
    void generatedClassesAndTheCodecWriteTheSameBytes() throws Exception {
        long seed = 71;
        Random random = new Random(seed);
        for (int i = 0; i < EXPECTATIONS; i++) {
            Expectation expectation = random(random);
            assertThat(keyBytes(expectation))
                    .as("seed %d", seed)
                    .isEqualTo(key(expectation).toByteArray());
            assertThat(valueBytes(expectation))
                    .as("seed %d", seed)
                    .isEqualTo(state(expectation).toByteArray());
        }
    }

    @Test
    void whatWasWrittenIsReadAgain() throws Exception {
        Random random = new Random(72);
        Expectation read = new Expectation();
        for (int i = 0; i < EXPECTATIONS; i++) {
            Expectation expectation = random(random);
            byte[] key = keyBytes(expectation);
            byte[] value = valueBytes(expectation);
            codec.decodeKey(key, 0, key.length, read);
            codec.decodeValue(value, 0, value.length, read);
            assertThat(keyBytes(read)).isEqualTo(key);
            assertThat(valueBytes(read)).isEqualTo(value);
            assertThat(read).hasToString(expectation.toString());
        }
    }

    @Test
    void aDamagedRecordIsRefusedAndNothingElseHappens() {
        Random random = new Random(73);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = valueBytes(random(random));
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            int length = random.nextInt(bytes.length + 1);
            try {
                codec.decodeValue(bytes, 0, length, new Expectation());
            } catch (MalformedFlowException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }

    @Test
    void aRecordWithoutMasterIsRefused() {
        assertThatThrownBy(() -> codec.decodeValue(new byte[0], 0, 0, new Expectation()))
                .isInstanceOf(MalformedFlowException.class)
                .hasMessageContaining("without master");
    }

    private byte[] keyBytes(Expectation expectation) {
        return Arrays.copyOf(room, codec.encodeKey(expectation, room, 0));
    }

    private byte[] valueBytes(Expectation expectation) {
        return Arrays.copyOf(room, codec.encodeValue(expectation, room, 0));
    }

    private static Expectation random(Random random) {
        Expectation expectation = new Expectation();
        int family = random.nextBoolean() ? Tuple.AF_INET : Tuple.AF_INET6;
        tuple(random, family, expectation.tuple);
        tuple(random, family, expectation.mask);
        tuple(random, family, expectation.master);
        expectation.zone = random.nextInt(3) == 0 ? random.nextInt(65536) : 0;
        expectation.flags = random.nextInt(8);
        expectation.helperClass = random.nextInt(3);
        expectation.helper = random.nextBoolean() ? "sip" : "";
        expectation.function = random.nextBoolean() ? "nat-follow-master" : "";
        if (random.nextBoolean()) {
            tuple(random, family, expectation.translation);
            Arrays.fill(expectation.translation.destination, (byte) 0);
            expectation.translationDirection = random.nextInt(2);
        }
        return expectation;
    }

    private static void tuple(Random random, int family, Tuple into) {
        into.family = family;
        into.protocol = random.nextBoolean() ? 6 : 17;
        for (int i = 0; i < into.addressBytes(); i++) {
            into.source[i] = (byte) random.nextInt();
            into.destination[i] = (byte) random.nextInt();
        }
        into.sourcePort = random.nextInt(65536);
        into.destinationPort = random.nextInt(65536);
    }

    private static ExpectationKey key(Expectation expectation) {
        return ExpectationKey.newBuilder()
                .setTuple(message(expectation.tuple))
                .setMask(message(expectation.mask))
                .setZone(expectation.zone)
                .build();
    }

    private static ExpectationState state(Expectation expectation) {
        ExpectationState.Builder state =
                ExpectationState.newBuilder()
                        .setMaster(message(expectation.master))
                        .setFlags(expectation.flags)
                        .setHelperClass(expectation.helperClass)
                        .setHelper(expectation.helper)
                        .setFunction(expectation.function);
        if (expectation.translation.isPresent()) {
            state.setTranslationDirection(expectation.translationDirection)
                    .setTranslation(message(expectation.translation));
        }
        return state.build();
    }

    private static TupleMessage message(Tuple tuple) {
        return TupleMessage.newBuilder()
                .setProtocol(tuple.protocol)
                .setSource(ByteString.copyFrom(tuple.source, 0, tuple.addressBytes()))
                .setDestination(ByteString.copyFrom(tuple.destination, 0, tuple.addressBytes()))
                .setSourcePort(tuple.sourcePort)
                .setDestinationPort(tuple.destinationPort)
                .build();
    }
}
