package org.bridgewall.sync.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The cluster's pre-shared keys: the first seals, all of them open. So a key is rotated without a
 * gap: add the new one as second line everywhere, then make it the first everywhere, then drop the
 * old.
 *
 * <p>Per sender and start of its process a key is derived with HKDF-SHA256 (RFC 5869), bound to the
 * cluster, the sender, the kind of frame and the boot id. Immutable.
 */
public final class KeyRing {
    /** Bytes of a pre-shared key. */
    public static final int KEY_BYTES = 32;

    private final List<byte[]> keys = new ArrayList<>();
    private final int[] ids;

    /**
     * @param keys each of 32 bytes, the one that seals first
     */
    public KeyRing(List<byte[]> keys) {
        if (keys.isEmpty() || keys.size() > 8) {
            throw new IllegalArgumentException("keys: " + keys.size() + " (expected: 1..8)");
        }
        for (byte[] key : keys) {
            if (key.length != KEY_BYTES) {
                throw new IllegalArgumentException(
                        "key bytes: " + key.length + " (expected: " + KEY_BYTES + ")");
            }
            this.keys.add(key.clone());
        }
        ids = new int[keys.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = derive(i, "key id", "", 1)[0] & 0xff;
            for (int j = 0; j < i; j++) {
                if (ids[j] == ids[i]) {
                    throw new IllegalArgumentException(
                            "keys "
                                    + (j + 1)
                                    + " and "
                                    + (i + 1)
                                    + " cannot be told apart (expected: different key ids; make"
                                    + " another key)");
                }
            }
        }
    }

    /** Keys that open. */
    public int size() {
        return keys.size();
    }

    /** Which key a datagram was sealed with; negative: none of these. */
    int indexOf(int id) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        return -1;
    }

    /** What a datagram says of the key that sealed it. */
    int id(int index) {
        return ids[index];
    }

    /** Key of one sender, kind of frame and start of the process. */
    byte[] derive(int index, String cluster, FrameKind kind, String sender, long boot) {
        String info = kind + "\n" + sender + "\n" + Long.toHexString(boot);
        return derive(index, "bridgewall seal 1\n" + cluster, info, KEY_BYTES);
    }

    private byte[] derive(int index, String salt, String info, int bytes) {
        try {
            KDF hkdf = KDF.getInstance("HKDF-SHA256");
            SecretKey key =
                    hkdf.deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(keys.get(index))
                                    .addSalt(salt.getBytes(StandardCharsets.UTF_8))
                                    .thenExpand(info.getBytes(StandardCharsets.UTF_8), 32));
            return java.util.Arrays.copyOf(key.getEncoded(), bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HKDF-SHA256 is part of every JDK 25", e);
        }
    }
}
