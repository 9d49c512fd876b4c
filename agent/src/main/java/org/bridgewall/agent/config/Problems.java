package org.bridgewall.agent.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Collects what is wrong in one file while it is read. Thread rule: one thread. */
final class Problems {
    private final String file;
    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void error(Optional<Mark> mark, String message) {
        errors.add(at(mark, message));
    }

    void warning(Optional<Mark> mark, String message) {
        warnings.add(at(mark, message));
    }

    List<Problem> errors() {
        return errors.stream().sorted(Problem.IN_FILE_ORDER).toList();
    }

    List<Problem> warnings() {
        return warnings.stream().sorted(Problem.IN_FILE_ORDER).toList();
    }

    private Problem at(Optional<Mark> mark, String message) {
        return new Problem(
                file,
                mark.map(Mark::getLine).orElse(0) + 1,
                mark.map(Mark::getColumn).orElse(0) + 1,
                message);
    }
}
