package org.bridgewall.core.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A policy as published.
 *
 * @param version from 1, without gaps, per instance
 */
public record StoredPolicy(long version, PolicyDraft draft) {
    public String instance() {
        return draft.instance();
    }

    public String text() {
        return draft.text();
    }

    /** SHA-256 over the text in UTF-8, 64 hexadecimal digits. */
    public String digest() {
        return digest(draft.text());
    }

    /** SHA-256 over a text in UTF-8, 64 hexadecimal digits. */
    public static String digest(String text) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
