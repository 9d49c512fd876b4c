package org.bridgewall.agent.wiring;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.bridgewall.sync.wire.KeyRing;

/**
 * Brings a changed key file to all that seals and opens: adverts and replication alike, so that
 * none of them lags behind the operator's next step.
 *
 * <p>Thread rule: housekeeping; what takes the keys has its own rule.
 */
final class KeyRotation {
    private final KeyWatch watch;
    private final List<Consumer<KeyRing>> users;

    /** Begins with the file as it is now, whose keys are in use. */
    KeyRotation(Path file, List<Consumer<KeyRing>> users) {
        watch = new KeyWatch(file);
        this.users = List.copyOf(users);
    }

    void look() {
        watch.look().ifPresent(keys -> users.forEach(user -> user.accept(keys)));
    }
}
