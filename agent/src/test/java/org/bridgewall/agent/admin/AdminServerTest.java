package org.bridgewall.agent.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class AdminServerTest {
    /** For tests that wait for a limit. */
    private static final AdminLimits SHORT =
            new AdminLimits(
                    4, 1000, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(500));

    /** For all others, so that a busy machine does not matter. */
    private static final AdminLimits ROOMY =
            new AdminLimits(
                    4,
                    1000,
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(15));

    @TempDir Path directory;
    private Path socket = Path.of("/");
    private String group = "";
    private final List<AdminServer> servers = new ArrayList<>();

    @BeforeEach
    void findOurGroup() throws IOException {
        socket = directory.resolve("run/agent.sock");
        group = Files.readAttributes(directory, PosixFileAttributes.class).group().getName();
    }

    @AfterEach
    void stop() {
        servers.forEach(AdminServer::close);
    }

    private AdminServer start(AdminLimits limits, Map<String, AdminCommand> commands)
            throws IOException {
        AdminServer server = new AdminServer(socket, group, commands, limits);
        servers.add(server);
        server.start();
        return server;
    }

    private static final Map<String, AdminCommand> COMMANDS =
            Map.of(
                    "echo",
                    (request, _) -> AdminResult.said(request.text("word")),
                    "who",
                    (request, _) -> AdminResult.said(request.caller()),
                    "count",
                    (_, progress) -> {
                        progress.say("one");
                        progress.say("two");
                        return new AdminResult(List.of(1, 2), () -> "1\n2\n", Level.WARNING);
                    },
                    "refuse",
                    (_, _) -> {
                        throw new AdminException(AdminException.REFUSED, "not now");
                    },
                    "break",
                    (_, _) -> {
                        throw new IllegalStateException("term: 7 (expected: > 9)");
                    },
                    "hang",
                    (_, _) -> {
                        new CountDownLatch(1).await();
                        return AdminResult.said("never");
                    });

    private static final class Client implements AutoCloseable {
        final SocketChannel channel;
        final BufferedReader in;

        Client(Path socket) throws IOException {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        }

        Client send(String text) throws IOException {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            return this;
        }

        @Nullable String line() throws IOException {
            return in.readLine();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private @Nullable String ask(String request) throws IOException {
        try (Client client = new Client(socket)) {
            return client.send(request + "\n").line();
        }
    }

    @Test
    void onlyTheOwnerAndTheGroupMayUseTheSocket() throws Exception {
        start(ROOMY, COMMANDS);
        PosixFileAttributes attributes = Files.readAttributes(socket, PosixFileAttributes.class);
        assertThat(PosixFilePermissions.toString(attributes.permissions())).isEqualTo("rw-rw----");
        assertThat(attributes.group().getName()).isEqualTo(group);
    }

    @Test
    void aCommandAnswersInJsonOrAsText() throws Exception {
        start(ROOMY, COMMANDS);
        assertThat(ask("{\"command\":\"echo\",\"arguments\":{\"word\":\"hi\"}}"))
                .isEqualTo("{\"result\":{\"message\":\"hi\"},\"level\":\"OK\"}");
        assertThat(
                        ask(
                                "{\"command\":\"echo\",\"arguments\":{\"word\":\"hi\"},\"output\":\"text\"}"))
                .isEqualTo("{\"result\":\"hi\\n\",\"level\":\"OK\"}");
    }

    @Test
    void progressComesBeforeTheResultAndOneConnectionServesManyRequests() throws Exception {
        start(ROOMY, COMMANDS);
        try (Client client = new Client(socket)) {
            client.send("{\"command\":\"count\"}\n{\"command\":\"refuse\"}\n");
            assertThat(client.line()).isEqualTo("{\"progress\":\"one\"}");
            assertThat(client.line()).isEqualTo("{\"progress\":\"two\"}");
            assertThat(client.line()).isEqualTo("{\"result\":[1,2],\"level\":\"WARNING\"}");
            assertThat(client.line())
                    .isEqualTo("{\"error\":{\"code\":\"REFUSED\",\"message\":\"not now\"}}");
        }
    }

    @Test
    void theKernelSaysWhoAsks() throws Exception {
        start(ROOMY, COMMANDS);
        assertThat(ask("{\"command\":\"who\"}")).contains(System.getProperty("user.name"));
    }

    @Test
    void whatIsNoRequestIsRefusedWithAReason() throws Exception {
        start(ROOMY, COMMANDS);
        assertThat(ask("hello"))
                .startsWith("{\"error\":{\"code\":\"BAD_REQUEST\",\"message\":\"not JSON: ");
        assertThat(ask("[]"))
                .isEqualTo(
                        "{\"error\":{\"code\":\"BAD_REQUEST\",\"message\":\"not an object (expected: {\\\"command\\\": ...})\"}}");
        assertThat(ask("{}")).contains("no command (expected: a name)");
        assertThat(ask("{\"command\":\"echo\",\"arguments\":[]}"))
                .contains("arguments is no object");
        assertThat(ask("{\"command\":\"echo\"}")).contains("echo needs the argument word");
        assertThat(ask("{\"command\":\"dance\"}"))
                .contains("UNKNOWN_COMMAND")
                .contains("dance (expected one of: break, count, echo, hang, refuse, who)");
        assertThat(ask("x".repeat(20_000))).contains("request longer than 1000 bytes");
    }

    @Test
    void aDefectIsReportedAndTheServerGoesOn() throws Exception {
        start(ROOMY, COMMANDS);
        assertThat(ask("{\"command\":\"break\"}")).contains("INTERNAL").contains("term: 7");
        assertThat(ask("{\"command\":\"who\"}")).contains("result");
    }

    @Test
    void aCommandThatHangsIsEnded() throws Exception {
        start(SHORT, COMMANDS);
        try (Client client = new Client(socket)) {
            assertThat(client.send("{\"command\":\"hang\"}\n").line())
                    .contains("TIMED_OUT")
                    .contains("hang did not end within 500ms");
            assertThat(client.send("{\"command\":\"who\"}\n").line()).contains("result");
        }
    }

    @Test
    void aSilentOrHalfSaidRequestLosesItsConnectionAndBlocksNobody() throws Exception {
        start(SHORT, COMMANDS);
        try (Client silent = new Client(socket);
                Client half = new Client(socket).send("{\"command\":")) {
            assertThat(ask("{\"command\":\"who\"}")).contains("result");
            assertThat(half.line()).isNull();
            assertThat(silent.line()).isNull();
        }
    }

    @Test
    void aClientThatDoesNotReadIsCutOff() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        start(
                new AdminLimits(
                        4,
                        1000,
                        Duration.ofSeconds(5),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(10)),
                Map.of(
                        "flood",
                        (_, progress) -> {
                            try {
                                while (true) {
                                    progress.say("x".repeat(100_000));
                                }
                            } catch (java.io.UncheckedIOException e) {
                                cut.countDown();
                                throw e;
                            }
                        }));
        try (Client client = new Client(socket)) {
            client.send("{\"command\":\"flood\"}\n");
            cut.await();
        }
        assertThat(cut.getCount()).isZero();
    }

    @Test
    void moreClientsThanAllowedAreTurnedAway() throws Exception {
        start(
                new AdminLimits(
                        1,
                        1000,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5)),
                COMMANDS);
        try (Client first = new Client(socket)) {
            assertThat(first.send("{\"command\":\"who\"}\n").line()).contains("result");
            // It is told before it has asked, and by then may find the connection closed.
            try (Client second = new Client(socket)) {
                assertThat(second.line()).contains("UNAVAILABLE").contains("1 clients already");
            }
        }
    }

    @Test
    void aStaleSocketIsReplacedAndALiveOneIsNot() throws Exception {
        start(ROOMY, COMMANDS);
        assertThatThrownBy(() -> start(ROOMY, COMMANDS))
                .isInstanceOf(IOException.class)
                .hasMessage("another agent answers on " + socket);
        // A dead agent leaves the file: made here by a listener that goes without deleting it.
        Path stale = directory.resolve("run/stale.sock");
        AdminSocket.listen(stale, group).close();
        assertThat(stale).exists();
        socket = stale;
        start(ROOMY, COMMANDS);
        assertThat(ask("{\"command\":\"who\"}")).contains("result");
    }

    @Test
    void aFileInTheWayIsNotDeleted() throws Exception {
        Files.createDirectories(directory.resolve("run"));
        Files.writeString(socket, "precious");
        assertThatThrownBy(() -> start(ROOMY, COMMANDS))
                .hasMessage(socket + " is in the way (expected: nothing, or a socket)");
        assertThat(socket).hasContent("precious");
    }

    @Test
    void closingRemovesTheFileAndDropsClients() throws Exception {
        AdminServer server = start(ROOMY, COMMANDS);
        try (Client client = new Client(socket)) {
            assertThat(client.send("{\"command\":\"who\"}\n").line()).contains("result");
            server.close();
            assertThat(client.line()).isNull();
        }
        assertThat(socket).doesNotExist();
    }
}
