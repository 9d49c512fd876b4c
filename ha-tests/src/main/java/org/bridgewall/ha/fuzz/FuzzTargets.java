package org.bridgewall.ha.fuzz;

import java.util.List;

/** Every reader of foreign bytes. */
public final class FuzzTargets {
    private FuzzTargets() {}

    /** Fresh targets, each for one owner. */
    public static List<FuzzTarget> all() {
        return List.of(
                new FrameTarget(),
                new SessionTarget(),
                new AdvertTarget(),
                new FlowTarget(),
                new ExpectationTarget(),
                new LearnedTarget(),
                new WireTarget(),
                new SealTarget(),
                new NetlinkTarget(),
                new PolicyTarget(),
                new ConfigTarget());
    }

    /** The target of a name. */
    public static FuzzTarget named(String name) {
        List<FuzzTarget> all = all();
        return all.stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "target: "
                                        + name
                                        + " (expected: one of "
                                        + String.join(
                                                ", ", all.stream().map(FuzzTarget::name).toList())
                                        + ")"));
    }
}
