package org.bridgewall.agent.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeSet;
import org.bridgewall.agent.config.Durations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a request line to the command and back. Thread rule: any thread. */
final class Dispatcher {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final Map<String, AdminCommand> commands;
    private final Watchdog watchdog;
    private final AdminLimits limits;

    Dispatcher(Map<String, AdminCommand> commands, Watchdog watchdog, AdminLimits limits) {
        this.commands = Map.copyOf(commands);
        this.watchdog = watchdog;
        this.limits = limits;
    }

    /** Always ends with a result or an error line, unless the client is gone. */
    void answer(String line, String caller, LineChannel lines) throws IOException {
        byte[] reply;
        try {
            JsonNode document = parse(line);
            AdminRequest request = request(document, caller);
            AdminResult result = run(request, lines);
            boolean text = document.path("output").asText("json").equals("text");
            reply = Replies.result(text ? result.text().get() : result.value(), result.level());
        } catch (AdminException e) {
            reply = Replies.error(e.code(), String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException e) {
            log.error("admin request failed: {}", abbreviated(line), e);
            reply = Replies.error(AdminException.INTERNAL, e + " (see the agent's log)");
        }
        lines.writeLine(reply);
    }

    private AdminResult run(AdminRequest request, LineChannel lines) throws AdminException {
        AdminCommand command = commands.get(request.command());
        if (command == null) {
            throw new AdminException(
                    AdminException.UNKNOWN_COMMAND,
                    "%s (expected one of: %s)"
                            .formatted(
                                    request.command(),
                                    String.join(", ", new TreeSet<>(commands.keySet()))));
        }
        Thread self = Thread.currentThread();
        try (Watchdog.Watch _ = watchdog.watch(limits.command(), self::interrupt)) {
            return command.run(
                    request,
                    text -> {
                        try {
                            lines.writeLine(Replies.progress(text));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        } catch (InterruptedException e) {
            throw new AdminException(
                    AdminException.TIMED_OUT,
                    "%s did not end within %s"
                            .formatted(request.command(), Durations.format(limits.command())));
        } finally {
            // An interrupt that came after the command's end must not reach the next one.
            Thread.interrupted();
        }
    }

    private static JsonNode parse(String line) throws AdminException {
        try {
            JsonNode document = AdminJson.mapper().readTree(line);
            if (document.isObject()) {
                return document;
            }
        } catch (JsonProcessingException e) {
            throw new AdminException(
                    AdminException.BAD_REQUEST, "not JSON: " + e.getOriginalMessage());
        }
        throw new AdminException(
                AdminException.BAD_REQUEST, "not an object (expected: {\"command\": ...})");
    }

    private static AdminRequest request(JsonNode document, String caller) throws AdminException {
        JsonNode arguments = document.path("arguments");
        if (!arguments.isMissingNode() && !arguments.isObject()) {
            throw new AdminException(
                    AdminException.BAD_REQUEST, "arguments is no object (expected: {...})");
        }
        String command = document.path("command").asText("");
        if (command.isEmpty()) {
            throw new AdminException(AdminException.BAD_REQUEST, "no command (expected: a name)");
        }
        return new AdminRequest(
                command,
                arguments.isMissingNode() ? JsonNodeFactory.instance.objectNode() : arguments,
                caller);
    }

    private static String abbreviated(String line) {
        return line.length() <= 200 ? line : line.substring(0, 200) + "...";
    }
}
