package org.bridgewall.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.bridgewall.agent.admin.AdminJson;
import org.bridgewall.agent.admin.Facts;
import org.bridgewall.agent.admin.StatusFacts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class HttpEndpointTest {
    private final Facts facts = new Facts();
    private final AgentMetrics metrics = new AgentMetrics(facts::report);
    private final HttpEndpoint endpoint;

    HttpEndpointTest() throws IOException {
        endpoint =
                HttpEndpoint.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        metrics,
                        facts::report);
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    private HttpResponse<String> request(String method, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + endpoint.address().getPort() + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(uri)
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void prometheusReadsTheStateOfEveryNode() throws Exception {
        metrics.registry().counter("bridgewall.adverts.sent").increment(5);
        HttpResponse<String> response = request("GET", "/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type"))
                .hasValueSatisfying(
                        type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        assertThat(response.body().lines())
                .contains(
                        "bridgewall_health 0.0",
                        "bridgewall_findings{code=\"NO_MASTER\"} 0.0",
                        "bridgewall_gate_open{instance_name=\"dmz\",node=\"b1\"} 1.0",
                        "bridgewall_gate_open{instance_name=\"dmz\",node=\"b2\"} 0.0",
                        "bridgewall_flows_external{instance_name=\"dmz\",node=\"b2\"} 1042.0",
                        "bridgewall_replica_lag_seconds{instance_name=\"dmz\",node=\"b1\"} NaN",
                        "bridgewall_replica_lag_seconds{instance_name=\"dmz\",node=\"b2\"} 0.003",
                        "bridgewall_role{instance_name=\"dmz\",node=\"b1\",role=\"MASTER\"} 1.0",
                        "bridgewall_path_up{instance_name=\"dmz\",node=\"b2\",path=\"sync\"} 1.0",
                        "bridgewall_zookeeper_connected 1.0",
                        "bridgewall_adverts_sent_total 5.0");
    }

    @Test
    void ageOfTheProofAndAgeAndSizeOfADivergenceAreTold() throws Exception {
        facts.replicas =
                List.of(
                        new StatusFacts.Replica(
                                "b2", true, 1040, 1042, false, 9_000L, 1_500L, 3, null));
        assertThat(request("GET", "/metrics").body().lines())
                .contains(
                        "bridgewall_replica_proof_age_seconds{instance_name=\"dmz\",node=\"b2\"} 0.4",
                        "bridgewall_replica_diverged_seconds{peer=\"b2\"} 1.5",
                        "bridgewall_replica_repair_buckets{peer=\"b2\"} 3.0",
                        "bridgewall_replica_held_records{peer=\"b2\"} 1040.0",
                        "bridgewall_replica_peer_records{peer=\"b2\"} 1042.0",
                        "bridgewall_audit_mended{kind=\"closing\"} 0.0",
                        "bridgewall_cache_damaged_buckets 0.0");
    }

    @Test
    void aScrapeShowsWhatIsTrueNow() throws Exception {
        assertThat(request("GET", "/metrics").body()).contains("bridgewall_health 0.0");
        facts.change(
                0,
                node -> {
                    node.forwarding = false;
                    return node;
                });
        assertThat(request("GET", "/metrics").body().lines())
                .contains(
                        "bridgewall_health 2.0",
                        "bridgewall_findings{code=\"ROLE_MISMATCH\"} 1.0",
                        "bridgewall_gate_open{instance_name=\"dmz\",node=\"b1\"} 0.0");
    }

    @Test
    void theStatusIsServedAsJsonAndAsAPage() throws Exception {
        assertThat(
                        AdminJson.mapper()
                                .readTree(request("GET", "/status").body())
                                .at("/verdict/code")
                                .asText())
                .isEqualTo("OK");
        HttpResponse<String> page = request("GET", "/");
        assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.body())
                .contains("<title>OK lab</title>")
                .contains("dmz       b2    BACKUP");
    }

    @Test
    void whatNodesSayIsNeverMarkup() throws Exception {
        facts.change(
                1,
                node -> {
                    node.policyVersion = 2;
                    node.policyError = "<script>alert(1)</script>";
                    return node;
                });
        assertThat(request("GET", "/").body())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script>");
    }

    @Test
    void nothingElseIsServed() throws Exception {
        assertThat(request("GET", "/metricsx").statusCode()).isEqualTo(404);
        assertThat(request("POST", "/status").statusCode()).isEqualTo(405);
        HttpResponse<String> head = request("HEAD", "/status");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void anAddressThatIsTakenIsNamed() {
        assertThatThrownBy(() -> HttpEndpoint.start(endpoint.address(), metrics, facts::report))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("admin.http: cannot bind")
                .hasMessageContaining(Integer.toString(endpoint.address().getPort()));
    }
}
