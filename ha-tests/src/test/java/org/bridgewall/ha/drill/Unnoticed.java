package org.bridgewall.ha.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bridgewall.ha.traffic.Observation;

/**
 * What a drill among the tests must show. A build machine is shared, and what it steals is not the
 * agents': the budgets are judged by {@code deploy/lab drill}, here a blackout fails only when it
 * is so long that something hangs.
 */
final class Unnoticed {
    private static final int HANGS_MILLIS = 5_000;

    private Unnoticed() {}

    /** Nobody was cut, there were never two gates, and nothing hung. */
    static void by(FaultResult result) {
        String account =
                result.timeline().stream()
                        .map(Moment::line)
                        .collect(Collectors.joining("\n", result.line() + "\n", "\n"));
        System.out.println(account);
        assertThat(result.survived()).as(account).isEqualTo(result.connections());
        assertThat(result.dualActiveMillis()).as(account).isZero();
        assertThat(result.blackoutMillis()).as(account).isLessThan(HANGS_MILLIS);
    }

    /** The same of traffic that no drill counted. */
    static void by(Observation seen) {
        assertThat(seen.dualActiveMillis()).isZero();
        assertThat(seen.blackoutMillis()).isLessThan(HANGS_MILLIS);
    }

    /** Besides the time there is nothing that the drill found wrong. */
    static void butForTime(FaultResult result) {
        assertThat(Stream.of(result.verdict().split("; ", -1)))
                .allMatch(reason -> reason.equals("PASS") || reason.contains("blackout of"));
    }
}
