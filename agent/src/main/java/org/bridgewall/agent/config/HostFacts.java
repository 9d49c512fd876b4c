package org.bridgewall.agent.config;

import java.nio.file.Path;
import java.util.Optional;

/** What a configuration file assumes of the machine. Implementations only look, never change. */
public interface HostFacts {

    /** Whether the process's network namespace has an interface of this name. */
    boolean interfaceExists(String name);

    /** Whether the machine knows a group of this name. */
    boolean groupExists(String name);

    /**
     * Why a program cannot be run as root without danger; empty where it can. It and the
     * directories above it must be root's, and nobody else may write to them.
     */
    Optional<String> programProblem(Path program);

    /** Why the file cannot serve as the pre-shared key; empty where it can. */
    Optional<String> keyFileProblem(Path file);
}
