package org.bridgewall.core.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.curator.test.TestingServer;
import org.awaitility.Awaitility;
import org.bridgewall.core.store.ClusterStore;
import org.bridgewall.core.store.ClusterStoreContract;
import org.bridgewall.core.store.NodeEntry;
import org.bridgewall.core.store.PolicyDraft;
import org.bridgewall.core.store.StoreEvent;
import org.bridgewall.core.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ZooKeeperClusterStoreTest extends ClusterStoreContract {
    private final TestingServer server;
    private final List<ClusterStore> opened = new ArrayList<>();

    ZooKeeperClusterStoreTest() throws Exception {
        server = new TestingServer(true);
    }

    @Override
    protected ClusterStore open() {
        ClusterStore store =
                new ZooKeeperClusterStore(
                        new ZooKeeperSettings(
                                server.getConnectString(),
                                "/bridgewall/test",
                                Duration.ofSeconds(4),
                                List.of("dmz")));
        opened.add(store);
        return store;
    }

    @AfterEach
    void stop() throws Exception {
        opened.forEach(ClusterStore::close);
        server.close();
    }

    @Test
    void callsFailAtOnceWithoutAServerAndAllComesBackWithIt() throws Exception {
        server.stop();
        List<StoreEvent> events = new CopyOnWriteArrayList<>();
        ClusterStore store = open();
        store.start(events::add);
        store.announce(new NodeEntry("b1", "0.1.0", new TreeMap<>()));
        assertThatThrownBy(() -> store.current("dmz"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("ZooKeeper is not connected: " + server.getConnectString());
        server.restart();
        awaitNodes(events, List.of("b1"));
        store.publish(new PolicyDraft("dmz", "a", "root", "", 1, "one"), 0);
        server.stop();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> events.contains(new StoreEvent.Disconnected()));
        server.restart();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        events.stream().filter(new StoreEvent.Connected()::equals).count() == 2);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> store.nodes().size() == 1);
        assertThat(events.stream().filter(StoreEvent.PolicyPublished.class::isInstance)).hasSize(1);
    }

    private static void awaitNodes(List<StoreEvent> events, List<String> names) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        events.stream()
                                .anyMatch(event ->
                                        event instanceof StoreEvent.NodesChanged changed
                                                && changed.nodes().stream()
                                                        .map(NodeEntry::node)
                                                        .toList()
                                                        .equals(names)));
    }
}
