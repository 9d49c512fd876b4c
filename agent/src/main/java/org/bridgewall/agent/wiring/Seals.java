package org.bridgewall.agent.wiring;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.bridgewall.agent.config.AgentConfig;
import org.bridgewall.agent.config.PeerConfig;
import org.bridgewall.agent.config.SecurityConfig;
import org.bridgewall.sync.wire.AesGcmSeal;
import org.bridgewall.sync.wire.DatagramSeal;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.KeyFile;
import org.bridgewall.sync.wire.KeyRing;
import org.bridgewall.sync.wire.PlainSeal;
import org.bridgewall.sync.wire.SealIdentity;

/** Makes the seals of this process, as the configuration wants them. */
final class Seals {
    private final SealIdentity self;
    private final Optional<KeyRing> keys;

    Seals(AgentConfig config, long boot) throws IOException {
        List<String> peers = config.peers().stream().map(PeerConfig::node).toList();
        self = new SealIdentity(config.cluster(), config.node(), boot, peers);
        keys =
                config.security() instanceof SecurityConfig.PreSharedKey key
                        ? Optional.of(KeyFile.read(key.keyFile()))
                        : Optional.empty();
    }

    DatagramSeal of(FrameKind kind) {
        return keys.isPresent()
                ? new AesGcmSeal(kind, self, keys.get())
                : new PlainSeal(kind, self);
    }
}
