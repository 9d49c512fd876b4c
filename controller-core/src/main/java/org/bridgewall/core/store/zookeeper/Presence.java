package org.bridgewall.core.store.zookeeper;

import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.bridgewall.core.store.NodeEntry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's ephemeral entry on the roll. {@link #wish} from any thread, the rest from the
 * store's.
 */
final class Presence {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

    private final CuratorFramework client;
    private final Znodes paths;
    private volatile @Nullable NodeEntry wished;

    Presence(CuratorFramework client, Znodes paths) {
        this.client = client;
        this.paths = paths;
    }

    void wish(NodeEntry entry) {
        wished = entry;
    }

    /** Whether the roll lacks this node although it wants to be there. */
    boolean missing(List<NodeEntry> present) {
        NodeEntry entry = wished;
        return entry != null && present.stream().noneMatch(n -> n.node().equals(entry.node()));
    }

    /** Writes the entry under the present session; false when it must be tried again. */
    boolean register() {
        NodeEntry entry = wished;
        if (entry == null) {
            return true;
        }
        String path = paths.node(entry.node());
        byte[] data = Documents.node(entry);
        try {
            Stat found = client.checkExists().creatingParentContainersIfNeeded().forPath(path);
            long session = client.getZookeeperClient().getZooKeeper().getSessionId();
            if (found != null && found.getEphemeralOwner() == session) {
                client.setData().forPath(path, data);
                return true;
            }
            if (found != null) {
                // Left by this node's previous session, which the server has not given up yet.
                client.delete().quietly().forPath(path);
            }
            client.create().withMode(CreateMode.EPHEMERAL).forPath(path, data);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } catch (KeeperException.NodeExistsException | KeeperException.NoNodeException e) {
            return false;
        } catch (Exception e) {
            LOG.warn("cannot write {}: {}; trying again", path, e.toString());
            return false;
        }
    }
}
