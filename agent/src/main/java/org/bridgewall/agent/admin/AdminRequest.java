package org.bridgewall.agent.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * One request. Immutable.
 *
 * @param arguments an object, perhaps empty
 * @param caller who asks, as the kernel says: {@code root}, {@code alice}
 */
public record AdminRequest(String command, JsonNode arguments, String caller) {

    /** A required text. */
    public String text(String name) throws AdminException {
        return optionalText(name)
                .orElseThrow(() ->
                        new AdminException(
                                AdminException.BAD_REQUEST,
                                "%s needs the argument %s".formatted(command, name)));
    }

    /** A text that may be missing. */
    public Optional<String> optionalText(String name) {
        JsonNode node = arguments.get(name);
        return node == null || node.isNull() ? Optional.empty() : Optional.of(node.asText());
    }

    /** A number that may be missing; anything else in its place is refused. */
    public Optional<Long> optionalNumber(String name) throws AdminException {
        JsonNode node = arguments.get(name);
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isIntegralNumber()) {
            throw new AdminException(
                    AdminException.BAD_REQUEST,
                    "%s: %s is %s (expected: a whole number)".formatted(command, name, node));
        }
        return Optional.of(node.asLong());
    }

    /** False where missing. */
    public boolean flag(String name) {
        return arguments.path(name).asBoolean(false);
    }
}
