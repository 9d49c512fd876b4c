package org.bridgewall.agent.gate;

import java.io.IOException;
import org.bridgewall.agent.linux.LinuxException;

/**
 * Fences the ports in the way chosen, or in the best way that this kernel has.
 *
 * <p>A change from one way to the other keeps an open lease: the new fence stands, with the old
 * one's deadline, before the old one is taken away.
 *
 * <p>Thread rule: any thread of the network namespace; may take milliseconds.
 */
public final class Gates {
    private Gates() {}

    /**
     * Fences the ports; adopts what an earlier process left.
     *
     * @throws IOException neither way works, or the chosen one does not: the ports are not fenced
     */
    public static Gate install(FenceChoice choice, GateOptions options) throws IOException {
        return switch (choice) {
            case EBPF -> ebpf(options, "eBPF on tcx ingress, as configured");
            case NFT -> nft(options, "nft netdev set, as configured");
            case AUTO -> best(options);
        };
    }

    private static Gate best(GateOptions options) throws IOException {
        try {
            return ebpf(options, "eBPF on tcx ingress, chosen by itself");
        } catch (LinuxException e) {
            return nft(options, "nft netdev set, because eBPF failed: " + e.getMessage());
        }
    }

    private static Gate ebpf(GateOptions options, String description) throws IOException {
        EbpfGate gate = EbpfGate.install(options, description);
        long left = NftFence.deadlineNanos(options.vrid());
        if (left != 0 && gate.deadlineNanos() == 0) {
            gate.open(left);
        }
        NftFence.remove(options.vrid());
        return gate;
    }

    private static Gate nft(GateOptions options, String description) throws IOException {
        long left = EbpfGate.deadlineLeft(options);
        NftGate gate = NftGate.install(options, description);
        if (left != 0 && gate.deadlineNanos() == 0) {
            gate.open(left);
        }
        EbpfGate.removeLeft(options);
        return gate;
    }
}
