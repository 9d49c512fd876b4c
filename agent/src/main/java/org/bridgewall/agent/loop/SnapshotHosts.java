package org.bridgewall.agent.loop;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bridgewall.agent.bridge.LearnedHost;
import org.bridgewall.sync.cache.RecordSnapshot;

/**
 * What is held of the peers, read as an instance's hosts; what cannot be read is not there. Pure.
 */
final class SnapshotHosts {
    private SnapshotHosts() {}

    static List<LearnedHost> of(int vrid, List<RecordSnapshot> snapshots) {
        List<LearnedHost> hosts = new ArrayList<>();
        for (RecordSnapshot snapshot : snapshots) {
            snapshot.forEach(
                    view -> HostRecord.host(vrid, view.key(), view.value()).ifPresent(hosts::add));
        }
        return hosts;
    }

    /**
     * Of keys and values.
     *
     * @param records keys are wrapped whole
     */
    static List<LearnedHost> of(int vrid, Map<ByteBuffer, byte[]> records) {
        List<LearnedHost> hosts = new ArrayList<>();
        records.forEach((key, value) -> {
            byte[] bytes = new byte[key.remaining()];
            key.duplicate().get(bytes);
            HostRecord.host(vrid, bytes, value).ifPresent(hosts::add);
        });
        return hosts;
    }
}
