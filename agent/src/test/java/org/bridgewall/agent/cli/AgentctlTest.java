package org.bridgewall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bridgewall.agent.admin.AdminCommand;
import org.bridgewall.agent.admin.AdminException;
import org.bridgewall.agent.admin.AdminJson;
import org.bridgewall.agent.admin.AdminLimits;
import org.bridgewall.agent.admin.AdminRequest;
import org.bridgewall.agent.admin.AdminResult;
import org.bridgewall.agent.admin.AdminServer;
import org.bridgewall.agent.admin.Facts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(20)
class AgentctlTest {
    @TempDir Path directory;
    private Path socket = Path.of("/");
    private final Facts facts = new Facts();
    private final ConcurrentLinkedQueue<AdminRequest> requests = new ConcurrentLinkedQueue<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<AdminServer> servers = new java.util.ArrayList<>();

    @BeforeEach
    void startAgent() throws IOException {
        socket = directory.resolve("agent.sock");
        String group = Files.readAttributes(directory, PosixFileAttributes.class).group().getName();
        AdminCommand record =
                (request, _) -> {
                    requests.add(request);
                    return AdminResult.said("done");
                };
        AdminServer server =
                new AdminServer(
                        socket,
                        group,
                        Map.ofEntries(
                                Map.entry("status", (_, _) -> AdminResult.of(facts.report())),
                                Map.entry(
                                        "switchover",
                                        (_, progress) -> {
                                            progress.say("b2 has committed 1042 flows");
                                            return AdminResult.said("b2 leads");
                                        }),
                                Map.entry(
                                        "promote",
                                        (_, _) -> {
                                            throw new AdminException(
                                                    AdminException.REFUSED, "b2 forwards");
                                        }),
                                Map.entry("policy.apply", record),
                                Map.entry("policy.rollback", record),
                                Map.entry("policy.explain", record),
                                Map.entry("takeover.list", record),
                                Map.entry("drain", record)),
                        AdminLimits.STANDARD);
        server.start();
        servers.add(server);
    }

    @AfterEach
    void stopAgent() {
        servers.forEach(AdminServer::close);
    }

    private int run(String... arguments) {
        CommandLine line = Agentctl.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    @Test
    void statusPrintsTheTableAndExitsWithTheVerdict() {
        assertThat(run("status", "--socket", socket.toString())).isZero();
        assertThat(out.toString().lines().findFirst())
                .contains(
                        "OK: dmz forwards through b1; fail over to b2 now: 38 ms expected, 0 flows at risk");
        assertThat(out.toString()).contains("dmz       b2    BACKUP");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aWarningIsOneAndCriticalIsTwoInBothForms() {
        facts.replicationOff = true;
        assertThat(run("status", "--socket", socket.toString())).isEqualTo(1);
        facts.change(
                0,
                node -> {
                    node.forwarding = false;
                    return node;
                });
        assertThat(run("status", "--socket", socket.toString())).isEqualTo(2);
        assertThat(run("status", "-o", "json", "--socket", socket.toString())).isEqualTo(2);
    }

    @Test
    void jsonIsOneDocumentWithTheFieldsOfTheReport() throws Exception {
        assertThat(run("status", "-o", "json", "--socket", socket.toString())).isZero();
        JsonNode report = AdminJson.mapper().readTree(out.toString());
        assertThat(report.at("/verdict/code").asText()).isEqualTo("OK");
        assertThat(report.at("/nodes/1/flows_external").asLong()).isEqualTo(1042);
    }

    @Test
    void anAgentThatIsNotThereIsThreeInOneLine() {
        Path nowhere = directory.resolve("none.sock");
        assertThat(run("status", "--socket", nowhere.toString())).isEqualTo(3);
        assertThat(err.toString())
                .isEqualTo(
                        "agentctl: cannot reach the agent at %s: no such socket (is it running? systemctl status bridgewall-agent)\n"
                                .formatted(nowhere));
    }

    @Test
    void anAgentThatDiedIsThreeToo() throws Exception {
        servers.getFirst().close();
        Files.createFile(socket);
        assertThat(run("status", "--socket", socket.toString())).isEqualTo(3);
        assertThat(err.toString()).contains("Connection refused").hasLineCount(1);
    }

    @Test
    void progressGoesToStandardErrorAndTheResultToStandardOutput() {
        assertThat(run("switchover", "--socket", socket.toString())).isZero();
        assertThat(err.toString()).isEqualTo("b2 has committed 1042 flows\n");
        assertThat(out.toString()).isEqualTo("b2 leads\n");
    }

    @Test
    void aRefusalIsOneLineWithItsCodeAndExitsWithTwo() {
        assertThat(run("promote", "--force", "--socket", socket.toString())).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("agentctl: REFUSED: b2 forwards\n");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aPolicyIsSentWithItsTextNameAndCondition() throws Exception {
        Path file = directory.resolve("dmz.policy");
        Files.writeString(file, "<in>\n\"quoted\" é\n</in>\n");
        assertThat(
                        run(
                                "policy",
                                "apply",
                                file.toString(),
                                "--expect",
                                "7",
                                "--socket",
                                socket.toString()))
                .isZero();
        AdminRequest request = requests.remove();
        assertThat(request.text("text")).isEqualTo("<in>\n\"quoted\" é\n</in>\n");
        assertThat(request.text("name")).isEqualTo(file.toString());
        assertThat(request.optionalNumber("expect")).contains(7L);
        assertThat(request.optionalText("comment")).isEmpty();
    }

    @Test
    void aMissingPolicyFileIsTwoAndAsksNobody() {
        Path file = directory.resolve("none.policy");
        assertThat(run("policy", "apply", file.toString(), "--socket", socket.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).isEqualTo("agentctl: " + file + ": no such file\n");
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "policy rollback 4, policy.rollback, '{\"version\":4}'",
        "policy explain a b 25/tcp, policy.explain, '{\"source\":\"a\",\"destination\":\"b\",\"service\":\"25/tcp\"}'",
        "drain -i dmz, drain, '{\"instance\":\"dmz\"}'",
        "drain, drain, '{}'",
        "takeover list --limit 5, takeover.list, '{\"limit\":5}'",
    })
    void eachCommandSendsItsArguments(String line, String command, String arguments) {
        String[] words = (line + " --socket " + socket).split(" ", -1);
        assertThat(run(words)).isZero();
        AdminRequest request = requests.remove();
        assertThat(request.command()).isEqualTo(command);
        assertThat(request.arguments()).hasToString(arguments);
    }

    @Test
    void aMisspeltCommandIsTwoWithASuggestion() {
        assertThat(run("statsu")).isEqualTo(2);
        assertThat(err.toString()).contains("Did you mean: agentctl status");
    }

    @Test
    void configCheckNeedsNoAgent() throws Exception {
        Path file = directory.resolve("agent.yaml");
        Files.writeString(file, "cluster: lab\nnodee: b1\n");
        assertThat(run("config", "check", file.toString())).isEqualTo(2);
        assertThat(out.toString())
                .contains(file + ":2:1: unknown key \"nodee\" (did you mean \"node\"?)")
                .contains(file + ":1:1: instances is missing");
    }

    @Test
    void completionIsGenerated() {
        assertThat(run("generate-completion")).isZero();
        assertThat(out.toString()).contains("agentctl").contains("complete -F");
    }
}
