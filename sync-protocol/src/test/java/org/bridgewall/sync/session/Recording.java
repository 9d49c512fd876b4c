package org.bridgewall.sync.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What node a sent to node b, and what b held of a in the end. As text: {@code datagram MICROS HEX}
 * in the order of arrival, then {@code record TYPE KEY VALUE}.
 */
record Recording(List<Arrival> arrivals, Map<String, String> records) {
    /** A datagram and the time of its arrival. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Arrival(long atNanos, byte[] datagram) {}

    static Recording read(Path file) throws IOException {
        List<Arrival> arrivals = new ArrayList<>();
        Map<String, String> records = new TreeMap<>();
        for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "datagram" ->
                        arrivals.add(
                                new Arrival(
                                        Long.parseLong(words[1]) * 1000,
                                        HexFormat.of().parseHex(words[2])));
                case "record" -> records.put(words[1] + " " + words[2], words[3]);
                default -> throw new IOException(file + ": " + line);
            }
        }
        return new Recording(arrivals, records);
    }

    void write(Path file) throws IOException {
        Files.writeString(file, toText(), StandardCharsets.US_ASCII);
    }

    String toText() {
        StringBuilder text = new StringBuilder();
        for (Arrival arrival : arrivals) {
            text.append("datagram ")
                    .append(arrival.atNanos() / 1000)
                    .append(' ')
                    .append(HexFormat.of().formatHex(arrival.datagram()))
                    .append('\n');
        }
        records.forEach((key, value) ->
                text.append("record ").append(key).append(' ').append(value).append('\n'));
        return text.toString();
    }
}
