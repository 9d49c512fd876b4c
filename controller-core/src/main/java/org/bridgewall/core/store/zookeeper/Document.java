package org.bridgewall.core.store.zookeeper;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Data of a node: {@code name: value} lines, an empty line, and a body. */
record Document(Map<String, String> headers, String body) {

    static Document parse(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        int gap = text.indexOf("\n\n");
        String head = gap < 0 ? text : text.substring(0, gap);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : head.split("\n", -1)) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                headers.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        return new Document(headers, gap < 0 ? "" : text.substring(gap + 2));
    }

    byte[] bytes() {
        StringBuilder text = new StringBuilder();
        headers.forEach((name, value) ->
                text.append(name).append(": ").append(oneLine(value)).append('\n'));
        return text.append('\n').append(body).toString().getBytes(StandardCharsets.UTF_8);
    }

    String text(String name) {
        return headers.getOrDefault(name, "");
    }

    /** A number, or 0 when there is none. */
    long number(String name) {
        String value = text(name);
        return value.matches("-?\\d{1,18}") ? Long.parseLong(value) : 0;
    }

    private static String oneLine(String value) {
        return value.replaceAll("\\s*[\r\n]+\\s*", " ");
    }
}
