package org.bridgewall.ha.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bridgewall.ha.lab.Netns;

/**
 * What has passed an interface, both ways, link-layer headers included: {@code /proc/net/dev}.
 *
 * @param bytes received and sent
 * @param frames received and sent
 */
record LinkCounters(long bytes, long frames) {
    private static final int RECEIVED_BYTES = 0;
    private static final int RECEIVED_FRAMES = 1;
    private static final int SENT_BYTES = 8;
    private static final int SENT_FRAMES = 9;

    static LinkCounters read(String namespace, String device) throws IOException {
        String text =
                Netns.call(namespace, () -> Files.readString(Path.of("/proc/thread-self/net/dev")));
        for (String line : text.lines().toList()) {
            String[] named = line.strip().split(":", 2);
            if (named.length == 2 && named[0].equals(device)) {
                String[] fields = named[1].strip().split("\\s+", -1);
                return new LinkCounters(
                        Long.parseLong(fields[RECEIVED_BYTES]) + Long.parseLong(fields[SENT_BYTES]),
                        Long.parseLong(fields[RECEIVED_FRAMES])
                                + Long.parseLong(fields[SENT_FRAMES]));
            }
        }
        throw new IOException("namespace " + namespace + ": no interface " + device);
    }

    LinkCounters since(LinkCounters before) {
        return new LinkCounters(bytes - before.bytes, frames - before.frames);
    }
}
