package org.bridgewall.agent.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.bridgewall.agent.admin.AdminJson;
import org.bridgewall.agent.admin.StatusReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /metrics} for Prometheus, {@code /status} as JSON, {@code /} for a browser. Reads only, no
 * authentication: bind it where only monitoring comes.
 *
 * <p>Thread rule: {@link #start} and {@link #close} once each, any thread; one virtual thread for
 * each request.
 */
public final class HttpEndpoint implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpEndpoint.class);
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads;

    private HttpEndpoint(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Listens and returns.
     *
     * @throws IOException where the address is not this machine's or the port is taken
     */
    public static HttpEndpoint start(
            InetSocketAddress address, AgentMetrics metrics, Supplier<StatusReport> status)
            throws IOException {
        limit("sun.net.httpserver.maxReqTime", "10");
        limit("sun.net.httpserver.maxRspTime", "10");
        limit("jdk.httpserver.maxConnections", "64");
        HttpServer server;
        try {
            server = HttpServer.create(address, 16);
        } catch (BindException e) {
            throw new IOException("admin.http: cannot bind " + address + ": " + e.getMessage(), e);
        }
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        answer(exchange, metrics, status);
                    } catch (RuntimeException e) {
                        log.error("http request failed: {}", exchange.getRequestURI(), e);
                    }
                });
        server.start();
        return new HttpEndpoint(server, threads);
    }

    /** Where it listens; the port is the real one if 0 was asked for. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(
            HttpExchange exchange, AgentMetrics metrics, Supplier<StatusReport> status)
            throws IOException {
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            send(exchange, 405, TEXT, "only GET\n");
            return;
        }
        switch (exchange.getRequestURI().getPath()) {
            case "/metrics" -> send(exchange, 200, TEXT, metrics.scrape());
            case "/status" ->
                    send(
                            exchange,
                            200,
                            "application/json",
                            AdminJson.mapper().writeValueAsString(status.get()));
            case "/" ->
                    send(
                            exchange,
                            200,
                            "text/html; charset=utf-8",
                            StatusPage.render(status.get()));
            default -> send(exchange, 404, TEXT, "only /, /status and /metrics\n");
        }
    }

    private static void send(HttpExchange exchange, int code, String type, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(code, head ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
    }

    /** The server of the JDK takes its limits from system properties, once. */
    private static void limit(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
