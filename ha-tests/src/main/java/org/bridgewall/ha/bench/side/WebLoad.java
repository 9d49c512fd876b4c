package org.bridgewall.ha.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bridgewall.ha.lab.Command;
import org.bridgewall.ha.lab.Netns;
import org.bridgewall.ha.lab.Site;
import org.bridgewall.ha.lab.Topology;

/**
 * Short TCP connections as fast as the machine can: wrk asks nginx once on each, nginx answers and
 * closes. Both are written in C and sit on one core each: what is left over is the bridge's.
 *
 * <p>Thread rule: one thread; {@link #close} from any.
 */
final class WebLoad implements AutoCloseable {
    private static final int PARALLEL = 100;
    private static final Pattern DONE = Pattern.compile("(\\d+) requests in ([0-9.]+)(ms|s|m),");
    private static final Pattern ERRORS = Pattern.compile("Socket errors: (.*)");

    private final Site site;
    private final Background server;

    /**
     * What a run came to.
     *
     * @param errors as wrk tells them; empty where there were none
     */
    record Run(long connections, double seconds, String errors) {
        double perSecond() {
            return connections / seconds;
        }
    }

    /** Starts the server; returns when it listens. */
    WebLoad(Site site) throws IOException {
        this.site = site;
        // Ports are taken anew every few seconds; the server remembers the closed connections.
        Netns.call(
                site.namespace("client"),
                () ->
                        Files.writeString(
                                Path.of("/proc/sys/net/ipv4/ip_local_port_range"), "1024 65535"));
        Path directory = Files.createDirectories(site.runDirectory().resolve("web"));
        Path configuration =
                Files.writeString(directory.resolve("nginx.conf"), configuration(directory));
        server =
                Background.start(
                        site,
                        "server",
                        directory.resolve("log"),
                        "nginx",
                        "-e",
                        directory.resolve("error.log").toString(),
                        "-p",
                        directory.toString(),
                        "-c",
                        configuration.toString());
        Waiting.until(
                Duration.ofSeconds(10), "a connection crosses the bridge", () -> run(1, 1) > 0);
    }

    /** Asks for so many seconds. */
    Run run(int seconds) throws IOException {
        Command.Output output = wrk(PARALLEL, seconds);
        Matcher done = DONE.matcher(output.out());
        if (!done.find()) {
            throw new IOException("wrk: " + output.out().strip() + output.err().strip());
        }
        Matcher errors = ERRORS.matcher(output.out());
        double unit = done.group(3).equals("ms") ? 1e-3 : done.group(3).equals("m") ? 60 : 1;
        return new Run(
                Long.parseLong(done.group(1)),
                Double.parseDouble(done.group(2)) * unit,
                errors.find() ? errors.group(1).strip() : "");
    }

    private long run(int parallel, int seconds) throws IOException {
        Matcher done = DONE.matcher(wrk(parallel, seconds).out());
        return done.find() ? Long.parseLong(done.group(1)) : 0;
    }

    private Command.Output wrk(int parallel, int seconds) throws IOException {
        return Command.attempt(
                List.of(
                        "ip",
                        "netns",
                        "exec",
                        site.namespace("client"),
                        "wrk",
                        "-t1",
                        "-c" + parallel,
                        "-d" + seconds + "s",
                        "-H",
                        "Connection: close",
                        "http://" + Topology.SERVER_V4 + "/"),
                "",
                Duration.ofSeconds(seconds + 20));
    }

    private static String configuration(Path directory) {
        return """
        daemon off;
        worker_processes 1;
        user root;
        pid %1$s/nginx.pid;
        events { worker_connections 4096; }
        http {
            access_log off;
            keepalive_timeout 0;
            client_body_temp_path %1$s;
            proxy_temp_path %1$s;
            fastcgi_temp_path %1$s;
            uwsgi_temp_path %1$s;
            scgi_temp_path %1$s;
            server {
                listen 80 backlog=4096;
                location / { return 200 "ok"; }
            }
        }
        """
                .formatted(directory);
    }

    @Override
    public void close() {
        server.close();
    }
}
