package org.bridgewall.ha.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bridgewall.sync.flow.Expectation;
import org.bridgewall.sync.flow.ExpectationCodec;
import org.bridgewall.sync.flow.MalformedFlowException;
import org.bridgewall.sync.flow.Tuple;

/** The reader of replicated expectations. */
final class ExpectationTarget extends CanonicalTarget {
    private final ExpectationCodec codec = new ExpectationCodec();
    private final Expectation expectation = new Expectation();

    @Override
    public String name() {
        return "expectation";
    }

    @Override
    void decode(KeyValue input) throws MalformedFlowException {
        codec.decodeKey(input.key(), 0, input.key().length, expectation);
        codec.decodeValue(input.value(), 0, input.value().length, expectation);
    }

    @Override
    KeyValue encoded() {
        byte[] key = new byte[ExpectationCodec.MAX_KEY_BYTES];
        byte[] value = new byte[ExpectationCodec.MAX_VALUE_BYTES];
        return new KeyValue(
                Arrays.copyOf(key, codec.encodeKey(expectation, key, 0)),
                Arrays.copyOf(value, codec.encodeValue(expectation, value, 0)));
    }

    @Override
    Object record() {
        return expectation;
    }

    @Override
    public List<byte[]> examples() {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            expectation.clear();
            int family = i % 2 == 0 ? Tuple.AF_INET : Tuple.AF_INET6;
            fill(expectation.tuple, family, 20_000 + i);
            fill(expectation.mask, family, 0xffff);
            fill(expectation.master, family, 21);
            expectation.helper = "ftp";
            if (i > 3) {
                expectation.zone = i;
                expectation.flags = Expectation.PERMANENT;
                expectation.helperClass = i;
                expectation.function = "nat-follow-master";
                expectation.translationDirection = 1;
                fill(expectation.translation, family, 4_000);
            }
            all.add(encoded().write());
        }
        return all;
    }

    private static void fill(Tuple tuple, int family, int port) {
        tuple.family = family;
        tuple.protocol = 6;
        tuple.source[3] = 1;
        tuple.destination[3] = (byte) port;
        tuple.destinationPort = port;
    }
}
