package org.bridgewall.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.bridgewall.core.ruleset.IpAddress;
import org.junit.jupiter.api.Test;

/** What every cluster store does. */
public abstract class ClusterStoreContract {
    private static final IpAddress SCANNER = IpAddress.parse("2001:db8::bad").orElseThrow();

    /** A store of its own connection to the one shared place; the test class closes it. */
    protected abstract ClusterStore open();

    private final List<StoreEvent> events = new CopyOnWriteArrayList<>();

    private ClusterStore started() {
        ClusterStore store = open();
        store.start(events::add);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(store::isConnected);
        return store;
    }

    private void awaitEvent(Class<? extends StoreEvent> type) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> events.stream().anyMatch(type::isInstance));
    }

    private void awaitEvent(StoreEvent event) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(events).contains(event));
    }

    private static PolicyDraft draft(String text) {
        return new PolicyDraft("dmz", "dmz.policy", "root", "two\nlines", 1_700_000_000_000L, text);
    }

    @Test
    void publishedPolicyBecomesCurrentAndIsTold() throws Exception {
        ClusterStore store = started();
        assertThat(store.current("dmz")).isEmpty();
        PublishResult result = store.publish(draft("<in>\n\n# è\n</in>\n"), 0);
        assertThat(result)
                .isInstanceOfSatisfying(
                        PublishResult.Published.class,
                        p -> assertThat(p.policy().version()).isEqualTo(1));
        assertThat(store.current("dmz").orElseThrow().text()).isEqualTo("<in>\n\n# è\n</in>\n");
        assertThat(store.current("dmz").orElseThrow().draft().author()).isEqualTo("root");
        awaitEvent(StoreEvent.PolicyPublished.class);
    }

    @Test
    void slowerPublisherIsToldOfTheConflict() throws Exception {
        ClusterStore store = started();
        store.publish(draft("one"), 0);
        assertThat(store.publish(draft("two"), 0)).isEqualTo(new PublishResult.Conflict(1, 0));
        assertThat(store.publish(draft("two"), 5)).isEqualTo(new PublishResult.Conflict(1, 5));
        assertThat(store.current("dmz").orElseThrow().text()).isEqualTo("one");
    }

    @Test
    void historyKeepsEveryVersion() throws Exception {
        ClusterStore store = started();
        for (int i = 0; i < 4; i++) {
            store.publish(draft("text " + i), i);
        }
        assertThat(store.history("dmz", 3))
                .extracting(StoredPolicy::version)
                .containsExactly(4L, 3L, 2L);
        assertThat(store.get("dmz", 1).orElseThrow().text()).isEqualTo("text 0");
        assertThat(store.get("dmz", 9)).isEmpty();
        assertThat(store.history("other", 3)).isEmpty();
    }

    @Test
    void oversizedPolicyIsRefusedWithItsSize() throws Exception {
        ClusterStore store = started();
        assertThat(store.publish(draft("x".repeat(1_100_000)), 0))
                .isInstanceOfSatisfying(
                        PublishResult.TooLarge.class,
                        t -> assertThat(t.bytes()).isGreaterThan(t.limitBytes()));
        assertThat(store.current("dmz")).isEmpty();
    }

    @Test
    void lateStarterIsToldWhatStands() throws Exception {
        ClusterStore first = open();
        first.start(event -> {});
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(first::isConnected);
        Ban ban = new Ban(SCANNER, 1_800_000_000_000L, "ids", "scan");
        first.publish(draft("one"), 0);
        first.ban(ban);
        var _ = started();
        awaitEvent(
                new StoreEvent.PolicyPublished(
                        new StoredPolicy(1, first.current("dmz").orElseThrow().draft())));
        awaitEvent(new StoreEvent.BanAdded(ban));
    }

    @Test
    void bansComeAndGo() throws Exception {
        ClusterStore store = started();
        Ban ban = new Ban(SCANNER, 1_800_000_000_000L, "root", "scan of all ports");
        store.ban(ban);
        store.ban(ban);
        assertThat(store.bans()).containsExactly(ban);
        awaitEvent(new StoreEvent.BanAdded(ban));
        store.lift(SCANNER);
        store.lift(SCANNER);
        assertThat(store.bans()).isEmpty();
        awaitEvent(new StoreEvent.BanRemoved(SCANNER));
    }

    @Test
    void nodeIsOnTheRollFromAnnouncementToClose() throws Exception {
        ClusterStore watcher = started();
        ClusterStore node = open();
        NodeEntry entry =
                new NodeEntry(
                        "b1",
                        "0.1.0",
                        new TreeMap<>(
                                Map.of("dmz", new NodeEntry.AppliedPolicy(3, 4, "no such port"))));
        node.announce(new NodeEntry("b1", "0.1.0", new TreeMap<>()));
        node.start(event -> {});
        node.announce(entry);
        awaitEvent(new StoreEvent.NodesChanged(List.of(entry)));
        assertThat(watcher.nodes()).containsExactly(entry);
        node.close();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(events.getLast())
                                .isEqualTo(new StoreEvent.NodesChanged(List.of())));
    }

    @Test
    void ofTwoThatClaimAnEpochOneSucceeds() throws Exception {
        ClusterStore one = started();
        ClusterStore other = started();
        EpochClaim first = new EpochClaim(7, "b1");
        assertThat(one.claim("dmz", "b1", 7, 0)).isEqualTo(new ClaimResult.Granted(first));
        assertThat(other.claim("dmz", "b2", 7, 0)).isEqualTo(new ClaimResult.Refused(first));
        assertThat(other.claim("dmz", "b2", 9, 0)).isEqualTo(new ClaimResult.Refused(first));
        assertThat(one.claim("lan", "b2", 1, 0))
                .isEqualTo(new ClaimResult.Granted(new EpochClaim(1, "b2")));
        awaitEvent(new StoreEvent.EpochClaimed("dmz", first));
        EpochClaim second = new EpochClaim(9, "b2");
        assertThat(other.claim("dmz", "b2", 9, 7)).isEqualTo(new ClaimResult.Granted(second));
        awaitEvent(new StoreEvent.EpochClaimed("dmz", second));
    }

    @Test
    void aClaimWhoseAnswerWasLostIsGrantedAgain() throws Exception {
        ClusterStore store = started();
        EpochClaim claim = new EpochClaim(7, "b1");
        store.claim("dmz", "b1", 7, 0);
        assertThat(store.claim("dmz", "b1", 7, 0)).isEqualTo(new ClaimResult.Granted(claim));
        assertThat(store.claim("dmz", "b2", 7, 3)).isEqualTo(new ClaimResult.Refused(claim));
    }

    @Test
    void onlyTheHolderGivesAnEpochBack() throws Exception {
        ClusterStore store = started();
        store.claim("dmz", "b1", 7, 0);
        store.release("dmz", "b2", 7);
        store.release("dmz", "b1", 6);
        EpochClaim held = new EpochClaim(7, "b1");
        assertThat(store.claim("dmz", "b2", 8, 6)).isEqualTo(new ClaimResult.Refused(held));
        store.release("dmz", "b1", 7);
        EpochClaim free = new EpochClaim(7, "");
        assertThat(store.claim("dmz", "b2", 8, 6)).isEqualTo(new ClaimResult.Refused(free));
        awaitEvent(new StoreEvent.EpochClaimed("dmz", free));
        assertThat(store.claim("dmz", "b2", 8, 7)).isInstanceOf(ClaimResult.Granted.class);
    }

    @Test
    void ofManyAtOnceExactlyOneIsGranted() throws Exception {
        List<ClusterStore> stores = List.of(started(), started(), started());
        for (long known = 0; known < 5; known++) {
            long epoch = known + 1;
            List<ClaimResult> results = new CopyOnWriteArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < stores.size(); i++) {
                String node = "b" + i;
                ClusterStore store = stores.get(i);
                threads.add(
                        Thread.ofPlatform()
                                .start(() -> {
                                    try {
                                        results.add(store.claim("dmz", node, epoch, epoch - 1));
                                    } catch (StoreException e) {
                                        throw new IllegalStateException(e);
                                    }
                                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(results).hasSize(3);
            assertThat(results.stream().filter(ClaimResult.Granted.class::isInstance)).hasSize(1);
        }
    }

    @Test
    void lateStarterIsToldOfTheClaim() throws Exception {
        ClusterStore first = open();
        first.start(event -> {});
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(first::isConnected);
        first.claim("dmz", "b1", 4, 0);
        var _ = started();
        awaitEvent(new StoreEvent.EpochClaimed("dmz", new EpochClaim(4, "b1")));
    }
}
