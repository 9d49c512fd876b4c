package org.bridgewall.core.store.zookeeper;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.bridgewall.core.store.PolicyDraft;
import org.bridgewall.core.store.PublishResult;
import org.bridgewall.core.store.StoredPolicy;

/** Numbered policies: version nodes never change; {@code current} moves by compare-and-set. */
final class PolicyVersions {
    /** ZooKeeper's jute.maxbuffer is 1 MiB and holds the rest of the request as well. */
    static final int LIMIT_BYTES = 1_000_000;

    private final CuratorFramework client;
    private final Znodes paths;

    PolicyVersions(CuratorFramework client, Znodes paths) {
        this.client = client;
        this.paths = paths;
    }

    PublishResult publish(PolicyDraft draft, long expected) throws Exception {
        byte[] data = Documents.policy(draft);
        if (data.length > LIMIT_BYTES) {
            return new PublishResult.TooLarge(data.length, LIMIT_BYTES);
        }
        String currentPath = paths.current(draft.instance());
        client.checkExists()
                .creatingParentContainersIfNeeded()
                .forPath(paths.version(draft.instance(), 1));
        Stat stat = new Stat();
        long found = currentVersion(draft.instance(), stat);
        if (found != expected) {
            return new PublishResult.Conflict(found, expected);
        }
        long version = expected + 1;
        byte[] number = Long.toString(version).getBytes(StandardCharsets.UTF_8);
        CuratorOp move =
                found == 0
                        ? client.transactionOp().create().forPath(currentPath, number)
                        : client.transactionOp()
                                .setData()
                                .withVersion(stat.getVersion())
                                .forPath(currentPath, number);
        try {
            client.transaction()
                    .forOperations(
                            client.transactionOp()
                                    .create()
                                    .forPath(paths.version(draft.instance(), version), data),
                            move);
            return new PublishResult.Published(new StoredPolicy(version, draft));
        } catch (KeeperException.NodeExistsException | KeeperException.BadVersionException e) {
            return new PublishResult.Conflict(
                    currentVersion(draft.instance(), new Stat()), expected);
        }
    }

    Optional<StoredPolicy> current(String instance) throws Exception {
        long version = currentVersion(instance, new Stat());
        return version == 0 ? Optional.empty() : get(instance, version);
    }

    Optional<StoredPolicy> get(String instance, long version) throws Exception {
        try {
            byte[] data = client.getData().forPath(paths.version(instance, version));
            return Optional.of(Documents.policy(instance, version, data));
        } catch (KeeperException.NoNodeException e) {
            return Optional.empty();
        }
    }

    List<StoredPolicy> history(String instance, int limit) throws Exception {
        List<StoredPolicy> history = new ArrayList<>();
        for (long version = currentVersion(instance, new Stat());
                version > 0 && history.size() < limit;
                version--) {
            get(instance, version).ifPresent(history::add);
        }
        return history;
    }

    /** The number of the current version, or 0; fills the node's stat where there is one. */
    private long currentVersion(String instance, Stat stat) throws Exception {
        try {
            byte[] data = client.getData().storingStatIn(stat).forPath(paths.current(instance));
            String text = new String(data, StandardCharsets.UTF_8);
            if (!text.matches("[1-9]\\d{0,17}")) {
                throw new IllegalStateException(
                        paths.current(instance) + ": '" + text + "' (expected: a version)");
            }
            return Long.parseLong(text);
        } catch (KeeperException.NoNodeException e) {
            return 0;
        }
    }
}
