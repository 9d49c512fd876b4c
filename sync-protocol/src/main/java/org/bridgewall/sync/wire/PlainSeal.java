package org.bridgewall.sync.wire;

import java.util.HashMap;
import java.util.Map;

/**
 * No security, for those who said so in so many words: the header only says who claims to speak.
 * Thread rule: one owner.
 */
public final class PlainSeal implements DatagramSeal {
    private final FrameKind kind;
    private final SealIdentity self;
    private final int selfId;
    private final Map<Integer, String> peers = new HashMap<>();
    private final RefusalCounters refusals = new RefusalCounters();
    private long counter;
    private String sender = "";

    public PlainSeal(FrameKind kind, SealIdentity self) {
        this.kind = kind;
        this.self = self;
        selfId = SealHeader.nodeId(self.cluster(), self.node());
        self.peers().forEach(peer -> peers.put(SealHeader.nodeId(self.cluster(), peer), peer));
    }

    @Override
    public int seal(byte[] frame, int length, byte[] datagram) {
        SealHeader.write(datagram, kind.code(), 0, selfId, self.boot(), ++counter);
        System.arraycopy(frame, 0, datagram, SealHeader.BYTES, length);
        return SealHeader.BYTES + length;
    }

    @Override
    public int open(byte[] datagram, int offset, int length, byte[] frame) {
        if (length < SealHeader.BYTES) {
            return refuse(Refusal.TOO_SHORT);
        }
        int got = SealHeader.kind(datagram, offset);
        if (got != kind.code()) {
            boolean sealed = got == (kind.code() | SealHeader.SEALED);
            return refuse(sealed ? Refusal.WRONG_SECURITY : Refusal.WRONG_KIND);
        }
        int id = SealHeader.sender(datagram, offset);
        String name = peers.get(id);
        if (name == null) {
            return refuse(id == selfId ? Refusal.REFLECTED : Refusal.UNKNOWN_SENDER);
        }
        sender = name;
        System.arraycopy(datagram, offset + SealHeader.BYTES, frame, 0, length - SealHeader.BYTES);
        return length - SealHeader.BYTES;
    }

    @Override
    public void rekey(KeyRing keys) {}

    private int refuse(Refusal reason) {
        refusals.count(reason);
        return -1;
    }

    @Override
    public String sender() {
        return sender;
    }

    @Override
    public RefusalCounters refusals() {
        return refusals;
    }
}
