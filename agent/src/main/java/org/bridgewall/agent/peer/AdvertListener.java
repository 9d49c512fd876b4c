package org.bridgewall.agent.peer;

import org.bridgewall.sync.wire.Advert;

/** Takes adverts that were authenticated. Called on a receiving thread: enqueue and return. */
@FunctionalInterface
public interface AdvertListener {
    /**
     * An advert of another node.
     *
     * @param path name of the path; {@code wire} for the data segments
     */
    void heard(Advert advert, String path);
}
