package org.bridgewall.core.store.zookeeper;

import java.nio.charset.StandardCharsets;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.bridgewall.core.store.ClaimResult;
import org.bridgewall.core.store.EpochClaim;

/**
 * The record of an instance's epochs: one persistent node per instance, moved by the version that
 * ZooKeeper keeps of it. A write whose answer was lost is found out by reading again.
 */
final class EpochRecord {
    private static final int ATTEMPTS = 5;

    private final CuratorFramework client;
    private final Znodes paths;

    EpochRecord(CuratorFramework client, Znodes paths) {
        this.client = client;
        this.paths = paths;
    }

    ClaimResult claim(String instance, EpochClaim wanted, long known) throws Exception {
        if (wanted.epoch() <= known) {
            throw new IllegalArgumentException(
                    "epoch: " + wanted.epoch() + " (expected: > " + known + ")");
        }
        String path = paths.epoch(instance);
        for (int i = 0; i < ATTEMPTS; i++) {
            Stat stat = new Stat();
            EpochClaim standing = read(path, stat);
            if (standing.equals(wanted)) {
                return new ClaimResult.Granted(wanted);
            }
            if (standing.epoch() != known) {
                return new ClaimResult.Refused(standing);
            }
            if (write(path, wanted, standing, stat)) {
                return new ClaimResult.Granted(wanted);
            }
        }
        return new ClaimResult.Refused(read(path, new Stat()));
    }

    void release(String instance, EpochClaim held) throws Exception {
        String path = paths.epoch(instance);
        Stat stat = new Stat();
        EpochClaim standing = read(path, stat);
        if (standing.equals(held)) {
            // Somebody was faster: then there is nothing to give back any more.
            boolean _ = write(path, new EpochClaim(held.epoch(), ""), standing, stat);
        }
    }

    /** False: somebody else was faster. */
    private boolean write(String path, EpochClaim claim, EpochClaim standing, Stat stat)
            throws Exception {
        byte[] data = Documents.claim(claim);
        try {
            if (standing.epoch() == 0) {
                client.create().creatingParentContainersIfNeeded().forPath(path, data);
            } else {
                client.setData().withVersion(stat.getVersion()).forPath(path, data);
            }
            return true;
        } catch (KeeperException.NodeExistsException
                | KeeperException.BadVersionException
                | KeeperException.NoNodeException e) {
            return false;
        }
    }

    private EpochClaim read(String path, Stat stat) throws Exception {
        try {
            byte[] data = client.getData().storingStatIn(stat).forPath(path);
            EpochClaim claim = Documents.claim(data);
            if (claim.epoch() <= 0) {
                throw new IllegalStateException(
                        "%s: '%s' (expected: an epoch and a holder)"
                                .formatted(path, new String(data, StandardCharsets.UTF_8)));
            }
            return claim;
        } catch (KeeperException.NoNodeException e) {
            return EpochClaim.NONE;
        }
    }
}
