package org.bridgewall.agent.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request to the agent while it is built. Thread rule: one thread. */
final class Request {
    private final String command;
    private final Map<String, Object> arguments = new LinkedHashMap<>();

    Request(String command) {
        this.command = command;
    }

    /** Adds a text, number or flag; null adds nothing. */
    Request with(String name, @Nullable Object value) {
        if (value != null) {
            arguments.put(name, value);
        }
        return this;
    }

    String line(boolean json) throws IOException {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(out)) {
            generator.writeStartObject();
            generator.writeStringField("command", command);
            generator.writeObjectFieldStart("arguments");
            for (Map.Entry<String, Object> argument : arguments.entrySet()) {
                generator.writeFieldName(argument.getKey());
                switch (argument.getValue()) {
                    case Boolean flag -> generator.writeBoolean(flag);
                    case Long number -> generator.writeNumber(number);
                    case Integer number -> generator.writeNumber(number);
                    default -> generator.writeString(argument.getValue().toString());
                }
            }
            generator.writeEndObject();
            generator.writeStringField("output", json ? "json" : "text");
            generator.writeEndObject();
        }
        return out.append('\n').toString();
    }
}
