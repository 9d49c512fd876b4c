package org.bridgewall.agent.config;

import java.nio.file.Path;

/** How datagrams between the nodes are protected. Immutable. */
public sealed interface SecurityConfig {

    /** Encrypted and authenticated with keys derived from a pre-shared key (file mode 0600). */
    record PreSharedKey(Path keyFile) implements SecurityConfig {}

    /** Written out by the operator: {@code security: none}. */
    record None() implements SecurityConfig {}
}
