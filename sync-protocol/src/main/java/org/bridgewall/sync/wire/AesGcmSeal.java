package org.bridgewall.sync.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * AES-256-GCM around each frame (NIST SP 800-38D), 96-bit nonce from a counter that never repeats
 * under a key, since the key belongs to one start of one process. The header and the cluster's name
 * are authenticated. A datagram is accepted once: counters are kept per sender and boot, whatever
 * the path.
 *
 * <p>Boots: for adverts a boot id lower than the highest authenticated one is refused, unless
 * {@link #confirm} made it the current one. For replication any boot of a peer may speak, since a
 * session needs fresh nonces of both sides.
 *
 * <p>Thread rule: one owner.
 */
public final class AesGcmSeal implements DatagramSeal {
    private static final int TAG_BYTES = 16;
    private static final int MAX_BOOTS = 4;

    /** Forged starts in a row, per sender, before most are refused unseen. */
    private static final int STRANGE_BOOTS = 64;

    private final FrameKind kind;
    private final SealIdentity self;
    private final int selfId;
    private final byte[] clusterName;
    private final Cipher cipher = newCipher();
    private final byte[] nonce = new byte[12];
    private final Map<Integer, Sender> senders = new HashMap<>();
    private final RefusalCounters refusals = new RefusalCounters();
    private KeyRing keys;
    private SecretKeySpec ownKey;
    private int ownKeyId;
    private long counter;
    private String sender = "";

    public AesGcmSeal(FrameKind kind, SealIdentity self, KeyRing keys) {
        this.kind = kind;
        this.self = self;
        this.keys = keys;
        selfId = SealHeader.nodeId(self.cluster(), self.node());
        clusterName = self.cluster().getBytes(StandardCharsets.UTF_8);
        self.peers()
                .forEach(peer ->
                        senders.put(SealHeader.nodeId(self.cluster(), peer), new Sender(peer)));
        ownKey = key(0, self.node(), self.boot());
        ownKeyId = keys.id(0);
    }

    private static Cipher newCipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES/GCM is part of every JDK", e);
        }
    }

    private SecretKeySpec key(int index, String node, long boot) {
        return new SecretKeySpec(keys.derive(index, self.cluster(), kind, node, boot), "AES");
    }

    /** The counter goes on, so no nonce repeats. */
    @Override
    public void rekey(KeyRing newKeys) {
        keys = newKeys;
        ownKey = key(0, self.node(), self.boot());
        ownKeyId = keys.id(0);
        senders.values().forEach(Sender::forgetKeys);
    }

    @Override
    public int seal(byte[] frame, int length, byte[] datagram) {
        counter++;
        int first = kind.code() | SealHeader.SEALED;
        SealHeader.write(datagram, first, ownKeyId, selfId, self.boot(), counter);
        try {
            start(Cipher.ENCRYPT_MODE, ownKey, datagram, 0);
            int sealed = cipher.doFinal(frame, 0, length, datagram, SealHeader.BYTES);
            return SealHeader.BYTES + sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES/GCM refuses to seal", e);
        }
    }

    /** The nonce is the counter; the header and the cluster's name are authenticated. */
    private void start(int mode, SecretKeySpec key, byte[] datagram, int offset)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        System.arraycopy(datagram, offset + 14, nonce, 4, 8);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
        cipher.updateAAD(datagram, offset, SealHeader.BYTES);
        cipher.updateAAD(clusterName);
    }

    @Override
    public int open(byte[] datagram, int offset, int length, byte[] frame) {
        if (length < SealHeader.BYTES) {
            return refuse(Refusal.TOO_SHORT);
        }
        int got = SealHeader.kind(datagram, offset);
        if (got != (kind.code() | SealHeader.SEALED)) {
            return refuse(got == kind.code() ? Refusal.WRONG_SECURITY : Refusal.WRONG_KIND);
        }
        if (length < SealHeader.BYTES + TAG_BYTES) {
            return refuse(Refusal.TOO_SHORT);
        }
        int id = SealHeader.sender(datagram, offset);
        Sender from = senders.get(id);
        if (from == null) {
            return refuse(id == selfId ? Refusal.REFLECTED : Refusal.UNKNOWN_SENDER);
        }
        return open(from, datagram, offset, length, frame);
    }

    private int open(Sender from, byte[] datagram, int offset, int length, byte[] frame) {
        long boot = SealHeader.boot(datagram, offset);
        if (kind == FrameKind.ADVERT && !from.mayBoot(boot)) {
            return refuse(Refusal.OLD_BOOT);
        }
        int keyIndex = keys.indexOf(SealHeader.keyId(datagram, offset));
        if (keyIndex < 0) {
            return refuse(Refusal.UNKNOWN_KEY);
        }
        Boot known = from.boot(boot);
        if (known == null && !from.looksInto()) {
            return refuse(Refusal.TOO_MANY_BOOTS);
        }
        Boot speaking = known == null ? new Boot(boot) : known;
        long number = SealHeader.counter(datagram, offset);
        if (!speaking.window.isNew(number)) {
            return refuse(Refusal.REPLAYED);
        }
        SecretKeySpec key = speaking.key(from.name, keyIndex);
        try {
            start(Cipher.DECRYPT_MODE, key, datagram, offset);
            int body = length - SealHeader.BYTES;
            int opened = cipher.doFinal(datagram, offset + SealHeader.BYTES, body, frame, 0);
            speaking.window.remember(number);
            from.authenticated(speaking);
            sender = from.name;
            return opened;
        } catch (AEADBadTagException e) {
            return refuse(Refusal.BAD_SEAL);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES/GCM refuses to open", e);
        }
    }

    private int refuse(Refusal reason) {
        refusals.count(reason);
        return -1;
    }

    /**
     * A session has shown that this is the boot of the peer now, even if it is lower than an
     * earlier one (its counter on disk was lost). Every other boot is refused from now on.
     */
    public void confirm(String peer, long boot) {
        Sender from = senders.get(SealHeader.nodeId(self.cluster(), peer));
        if (from != null) {
            from.confirm(boot);
        }
    }

    @Override
    public String sender() {
        return sender;
    }

    @Override
    public RefusalCounters refusals() {
        return refusals;
    }

    /** What is kept of one peer: its last few boots. */
    private static final class Sender {
        private final String name;
        private final @Nullable Boot[] boots = new @Nullable Boot[MAX_BOOTS];
        private int strangeBoots;
        private boolean anyBoot;
        private long currentBoot;

        Sender(String name) {
            this.name = name;
        }

        boolean mayBoot(long boot) {
            return !anyBoot || Long.compareUnsigned(boot, currentBoot) >= 0;
        }

        @Nullable Boot boot(long id) {
            for (Boot boot : boots) {
                if (boot != null && boot.id == id) {
                    return boot;
                }
            }
            return null;
        }

        /**
         * Whether a start that is not known yet is worth a key derivation: always, but for a flood
         * of forgeries, of which one in sixteen is looked into, so that a peer that has indeed
         * restarted is soon heard.
         */
        boolean looksInto() {
            strangeBoots++;
            return strangeBoots <= STRANGE_BOOTS || strangeBoots % 16 == 0;
        }

        void authenticated(Boot boot) {
            if (boot(boot.id) == null) {
                strangeBoots = 0;
                System.arraycopy(boots, 0, boots, 1, MAX_BOOTS - 1);
                boots[0] = boot;
            }
            if (mayBoot(boot.id)) {
                anyBoot = true;
                currentBoot = boot.id;
            }
        }

        void confirm(long boot) {
            anyBoot = true;
            currentBoot = boot;
        }

        void forgetKeys() {
            for (Boot boot : boots) {
                if (boot != null) {
                    boot.key = null;
                }
            }
        }
    }

    /** What is kept of one start of a peer. */
    private final class Boot {
        private final long id;
        private final ReplayWindow window = new ReplayWindow();
        private int keyId = -1;
        private @Nullable SecretKeySpec key;

        Boot(long id) {
            this.id = id;
        }

        SecretKeySpec key(String node, int index) {
            SecretKeySpec cached = key;
            if (cached == null || keyId != keys.id(index)) {
                cached = AesGcmSeal.this.key(index, node, id);
                keyId = keys.id(index);
                key = cached;
            }
            return cached;
        }
    }
}
