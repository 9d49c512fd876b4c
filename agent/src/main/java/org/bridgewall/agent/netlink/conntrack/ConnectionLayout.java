package org.bridgewall.agent.netlink.conntrack;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.bridgewall.agent.linux.Btf;

/**
 * Where the running kernel keeps what a {@link TcpTap} reads of a connection: offsets in bytes, of
 * {@code struct nf_conn} unless said otherwise. Immutable.
 *
 * @param skbInContext of {@code struct bpf_nf_ctx}
 * @param connectionInSkb of {@code struct sk_buff}: {@code _nfct}
 * @param extensions {@code ext}, a pointer
 * @param extensionHeaderBytes of {@code struct nf_ct_ext}, before its data
 * @param helper number of that extension; the others likewise
 * @param eventsPending of {@code struct nf_conntrack_ecache}: {@code cache}
 * @param eventMask of the same: {@code ctmask}
 * @param eventBytes of the same
 * @param original the tuple of that direction, {@code tuplehash[0].tuple}
 * @param reply the other
 * @param tupleSource of a tuple: {@code src.u3}; the others likewise
 * @param zone -1: this kernel has no zones
 * @param mark -1: this kernel has no marks
 * @param seenOriginal {@code proto.tcp.seen[0]}
 * @param scaleInSeen of {@code struct ip_ct_tcp_state}
 * @param bytes as much of the connection as all this takes
 */
record ConnectionLayout(
        int skbInContext,
        int connectionInSkb,
        int extensions,
        int extensionHeaderBytes,
        int helper,
        int sequenceAdjustment,
        int events,
        int timeoutPolicy,
        int labels,
        int synproxy,
        int eventsPending,
        int eventMask,
        int eventBytes,
        int original,
        int reply,
        int tupleSource,
        int tupleSourcePort,
        int tupleFamily,
        int tupleDestination,
        int tupleDestinationPort,
        int tupleProtocol,
        int zone,
        int zoneDirection,
        int status,
        int mark,
        int master,
        int tcpState,
        int seenOriginal,
        int seenReply,
        int scaleInSeen,
        int flagsInSeen,
        int bytes) {
    private static final String CONNECTION = "nf_conn";
    private static final String TUPLE = "nf_conntrack_tuple";
    private static final String EVENTS = "nf_conntrack_ecache";
    private static final String SEEN = "ip_ct_tcp_state";

    /** Number of an extension that this kernel does not know. */
    static final int NONE = -1;

    /** A running kernel does not change. */
    private static final FutureTask<ConnectionLayout> OF_KERNEL =
            new FutureTask<>(ConnectionLayout::read);

    /**
     * Asks the kernel, once in this process; that takes a tenth of a second in a young JVM.
     *
     * @throws IOException it does not tell, or lacks what is needed
     */
    static ConnectionLayout ofKernel() throws IOException {
        OF_KERNEL.run();
        try {
            return OF_KERNEL.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException said ? said : new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static ConnectionLayout read() throws IOException {
        Btf btf = Btf.ofKernel("nf_conntrack");
        int hashes = required(btf, CONNECTION, "tuplehash");
        int inHash = required(btf, "nf_conntrack_tuple_hash", "tuple");
        int seen = required(btf, CONNECTION, "proto", "tcp", "seen");
        int zone = btf.offset(CONNECTION, "zone").orElse(NONE);
        int state = required(btf, CONNECTION, "proto", "tcp", "state");
        return new ConnectionLayout(
                required(btf, "bpf_nf_ctx", "skb"),
                required(btf, "sk_buff", "_nfct"),
                required(btf, CONNECTION, "ext"),
                required(btf, "nf_ct_ext", "data"),
                extension(btf, "HELPER").orElse(NONE),
                extension(btf, "SEQADJ").orElse(NONE),
                extension(btf, "ECACHE").orElseThrow(() -> lacks("NF_CT_EXT_ECACHE")),
                extension(btf, "TIMEOUT").orElse(NONE),
                extension(btf, "LABELS").orElse(NONE),
                extension(btf, "SYNPROXY").orElse(NONE),
                required(btf, EVENTS, "cache"),
                required(btf, EVENTS, "ctmask"),
                btf.size(EVENTS),
                hashes + inHash,
                hashes + btf.size("nf_conntrack_tuple_hash") + inHash,
                required(btf, TUPLE, "src", "u3"),
                required(btf, TUPLE, "src", "u"),
                required(btf, TUPLE, "src", "l3num"),
                required(btf, TUPLE, "dst", "u3"),
                required(btf, TUPLE, "dst", "u"),
                required(btf, TUPLE, "dst", "protonum"),
                zone,
                zone == NONE ? NONE : required(btf, CONNECTION, "zone", "dir"),
                required(btf, CONNECTION, "status"),
                btf.offset(CONNECTION, "mark").orElse(NONE),
                required(btf, CONNECTION, "master"),
                state,
                seen,
                seen + btf.size(SEEN),
                required(btf, SEEN, "td_scale"),
                required(btf, SEEN, "flags"),
                (Math.max(state + 1, seen + 2 * btf.size(SEEN)) + Long.BYTES - 1) & -Long.BYTES);
    }

    private static OptionalInt extension(Btf btf, String name) throws IOException {
        return btf.constant("nf_ct_ext_id", "NF_CT_EXT_" + name);
    }

    private static int required(Btf btf, String structure, String... path) throws IOException {
        return btf.offset(structure, path)
                .orElseThrow(() -> lacks(structure + "." + String.join(".", path)));
    }

    private static IOException lacks(String what) {
        return new IOException("this kernel has no " + what);
    }
}
