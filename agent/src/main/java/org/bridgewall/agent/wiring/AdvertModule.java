package org.bridgewall.agent.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bridgewall.agent.config.AgentConfig;
import org.bridgewall.agent.config.PathConfig;
import org.bridgewall.agent.config.PeerConfig;
import org.bridgewall.agent.linux.Realtime;
import org.bridgewall.agent.peer.AdvertPort;
import org.bridgewall.sync.netty.DatagramTransport;
import org.bridgewall.sync.wire.FrameKind;

/** The adverts' own sockets, apart from those of replication. */
final class AdvertModule extends AbstractModule {
    private static final int RECEIVE_BUFFER_BYTES = 256 << 10;

    @Provides
    @Singleton
    AdvertPort adverts(AgentConfig config, Seals seals) throws IOException {
        List<AdvertPort.Path> paths = new ArrayList<>();
        List<org.bridgewall.sync.netty.PathConfig> sockets = new ArrayList<>();
        for (PeerConfig peer : config.peers()) {
            for (PathConfig path : peer.paths()) {
                paths.add(new AdvertPort.Path(path.name(), peer.node()));
                sockets.add(
                        new org.bridgewall.sync.netty.PathConfig(
                                        peer.node() + "/" + path.name(),
                                        path.local(),
                                        path.remote(),
                                        RECEIVE_BUFFER_BYTES)
                                .urgent());
            }
        }
        AdvertPort port =
                new AdvertPort(paths, seals.of(FrameKind.ADVERT), seals.of(FrameKind.ADVERT));
        DatagramTransport transport =
                DatagramTransport.open(
                        "advert-io",
                        sockets,
                        (path, datagram, length, nanos) -> port.receive(path, datagram, length),
                        Realtime::prefer);
        port.connect(transport::send);
        return port;
    }
}
