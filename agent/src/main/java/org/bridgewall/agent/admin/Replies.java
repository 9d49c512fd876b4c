package org.bridgewall.agent.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The lines that the server sends. */
final class Replies {
    private Replies() {}

    static byte[] progress(String line) {
        return bytes(Map.of("progress", line));
    }

    static byte[] result(Object value, Level level) {
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("result", value);
        reply.put("level", level);
        return bytes(reply);
    }

    static byte[] error(String code, String message) {
        Map<String, String> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", message);
        return bytes(Map.of("error", error));
    }

    private static byte[] bytes(Object reply) {
        try {
            return AdminJson.mapper().writeValueAsBytes(reply);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a reply that is no JSON", e);
        }
    }
}
