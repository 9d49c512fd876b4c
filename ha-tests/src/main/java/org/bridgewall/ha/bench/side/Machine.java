package org.bridgewall.ha.bench.side;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bridgewall.ha.lab.Command;

/** On what, and with which versions, was measured. */
final class Machine {
    private Machine() {}

    static ObjectNode describe() {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("processor", field("/proc/cpuinfo", "model name"));
        node.put("cores", Runtime.getRuntime().availableProcessors());
        node.put("memory", field("/proc/meminfo", "MemTotal"));
        node.put("kernel", System.getProperty("os.version", ""));
        node.put("java", Runtime.version().toString());
        node.put("conntrackd", version("conntrackd", "-v"));
        node.put("keepalived", version("keepalived", "-v"));
        node.put("load_average_at_start", first("/proc/loadavg"));
        return node;
    }

    private static String field(String file, String name) {
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                if (line.startsWith(name)) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        } catch (IOException e) {
            return "not known: " + e.getMessage();
        }
        return "not known";
    }

    private static String first(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            return "not known: " + e.getMessage();
        }
    }

    private static String version(String... words) {
        try {
            Command.Output output = Command.attempt(List.of(words), "", Duration.ofSeconds(5));
            return (output.out() + output.err()).lines().findFirst().orElse("not known").strip();
        } catch (IOException e) {
            return "not known: " + e.getMessage();
        }
    }
}
