package org.bridgewall.agent.wiring;

import java.util.Optional;

/** The version of this software, from the manifest of its archive. */
final class Version {
    static final String TEXT =
            Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                    .orElse("unreleased");

    private Version() {}
}
