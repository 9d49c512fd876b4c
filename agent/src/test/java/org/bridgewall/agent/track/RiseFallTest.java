package org.bridgewall.agent.track;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RiseFallTest {
    /** Results and judgements: + good or well, - bad or failed. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, +, -+-, -+-",
        "2, 3, +, ---, ++-",
        "2, 3, +, --+---, +++++-",
        "2, 3, -, ++-, -++",
        "2, 3, -, +-++, ---+",
    })
    void soManyInARowChangeTheJudgement(
            int rise, int fall, String initially, String results, String expected) {
        RiseFall judgement = RiseFall.initially(rise, fall, initially.equals("+"));
        StringBuilder judged = new StringBuilder();
        for (int i = 0; i < results.length(); i++) {
            judgement = judgement.take(results.charAt(i) == '+');
            judged.append(judgement.well() ? '+' : '-');
        }
        assertThat(judged.toString()).isEqualTo(expected);
    }
}
