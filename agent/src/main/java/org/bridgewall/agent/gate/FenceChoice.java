package org.bridgewall.agent.gate;

/** How the operator wants the ports fenced. */
public enum FenceChoice {
    /** eBPF where the kernel has it, else nft. */
    AUTO,
    EBPF,
    NFT
}
