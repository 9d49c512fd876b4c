package org.bridgewall.core.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bridgewall.core.election.GroupPart;
import org.bridgewall.core.election.Input;
import org.junit.jupiter.api.Test;

class SyncGroupTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Set<String> BOTH = Set.of("b1", "b2");

    private final List<String> members = List.of("in", "out", "third");
    private boolean partial;
    private GroupState state = GroupState.INITIAL;
    private long now = 5 * SECOND;

    private static Member led(String master, Set<String> standbys) {
        return new Member("", false, 0, master, standbys);
    }

    private List<Order> step(String node, String instance, Member view) {
        GroupStep step = new SyncGroup(node, members, partial).step(state, instance, view, now);
        state = step.next();
        return step.orders();
    }

    private List<Order> steps(String node, Member in, Member out, Member third) {
        List<Order> orders = new ArrayList<>(step(node, "in", in));
        orders.addAll(step(node, "out", out));
        orders.addAll(step(node, "third", third));
        return orders;
    }

    @Test
    void aFaultAndAWeightOfOneAreToldToAllOthersAndTakenBack() {
        Member ill = new Member("no carrier on up0", false, -20, "", BOTH);
        assertThat(step("b1", "in", ill))
                .containsExactlyInAnyOrder(
                        told("out", Map.of("in", "no carrier on up0"), -20),
                        told("third", Map.of("in", "no carrier on up0"), -20));
        assertThat(step("b1", "in", ill)).isEmpty();
        assertThat(step("b1", "out", new Member("dns: failed", false, -5, "", BOTH)))
                .containsExactlyInAnyOrder(
                        told("in", Map.of("out", "dns: failed"), -5),
                        told(
                                "third",
                                Map.of("in", "no carrier on up0", "out", "dns: failed"),
                                -25));
        assertThat(step("b1", "in", led("", BOTH)))
                .containsExactlyInAnyOrder(
                        told("out", Map.of(), 0), told("third", Map.of("out", "dns: failed"), -5));
    }

    private static Order told(String member, Map<String, String> faults, int delta) {
        return new Order(member, new Input.GroupReported(new GroupPart(faults, false, delta)));
    }

    @Test
    void aMemberWithoutAPathTakesAllOthersDown() {
        Member dark = new Member("no carrier on up0", true, 0, "", Set.of());
        assertThat(step("b1", "in", dark))
                .containsExactlyInAnyOrder(
                        down("out", Map.of("in", "no carrier on up0")),
                        down("third", Map.of("in", "no carrier on up0")));
        // Those that it took down do not hold it there, nor each other.
        assertThat(step("b1", "out", new Member("", false, 0, "", Set.of()))).isEmpty();
        assertThat(step("b1", "in", led("", Set.of("b1"))))
                .containsExactlyInAnyOrder(told("out", Map.of(), 0), told("third", Map.of(), 0));
    }

    private static Order down(String member, Map<String, String> faults) {
        return new Order(member, new Input.GroupReported(new GroupPart(faults, true, 0)));
    }

    @Test
    void whereAPartOfTheGroupIsWelcomeTheOthersOnlyPreferAnotherNode() {
        partial = true;
        Member dark = new Member("no carrier on up0", true, 0, "", Set.of());
        assertThat(step("b1", "in", dark))
                .containsExactlyInAnyOrder(
                        told("out", Map.of("in", "no carrier on up0"), 0),
                        told("third", Map.of("in", "no carrier on up0"), 0));
    }

    @Test
    void aSplitGroupGoesToTheNodeThatLeadsMost() {
        Member one = led("b1", Set.of("b2"));
        Member two = led("b2", Set.of("b1"));
        assertThat(steps("b1", one, two, two)).isEmpty();
        now += SECOND;
        assertThat(step("b1", "in", one))
                .containsExactly(new Order("in", new Input.SwitchoverAsked("b2")));
        assertThat(state.split()).isTrue();
        // Asked again only a second later.
        assertThat(step("b1", "in", one)).isEmpty();
        now += SECOND;
        assertThat(step("b1", "in", one)).hasSize(1);
    }

    @Test
    void bothNodesPickTheSameLeader() {
        Member one = led("b1", Set.of("b2"));
        Member two = led("b2", Set.of("b1"));
        Member nobody = led("", BOTH);
        steps("b2", one, two, nobody);
        now += SECOND;
        // Each leads one: who leads the first member stays, so b2 hands over and b1 does not.
        assertThat(step("b2", "in", one))
                .containsExactly(new Order("out", new Input.SwitchoverAsked("b1")));
        state = GroupState.INITIAL;
        steps("b1", one, two, nobody);
        now += SECOND;
        assertThat(step("b1", "in", one)).isEmpty();
    }

    @Test
    void aNodeThatCannotLeadEveryMemberIsNotPicked() {
        Member one = led("b1", Set.of("b2"));
        Member two = led("b2", Set.of());
        steps("b1", one, two, two);
        now += SECOND;
        assertThat(step("b1", "in", one))
                .containsExactly(new Order("in", new Input.SwitchoverAsked("b2")));
        state = GroupState.INITIAL;
        steps("b1", led("b1", Set.of()), two, two);
        now += SECOND;
        assertThat(step("b1", "in", led("b1", Set.of()))).isEmpty();
    }

    @Test
    void takeoversThatAreNotAtTheSameMomentAreNoSplitYet() {
        Member one = led("b1", Set.of("b2"));
        Member two = led("b2", Set.of("b1"));
        steps("b1", one, one, one);
        step("b1", "in", two);
        now += SECOND * 9 / 10;
        assertThat(step("b1", "out", two)).isEmpty();
        now += SECOND * 9 / 10;
        assertThat(step("b1", "third", two)).isEmpty();
        assertThat(state.split()).isFalse();
    }
}
