package org.bridgewall.agent.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;

/** One line of the agent, understood. Immutable. */
sealed interface Reply {

    /** Not the end yet. */
    record Progress(String line) implements Reply {}

    /**
     * Done.
     *
     * @param result the text, or the JSON document indented
     */
    record Result(String result, String level) implements Reply {}

    /** Refused. */
    record Refused(String code, String message) implements Reply {}

    /**
     * Reads a line.
     *
     * @throws IOException where it is none of these
     */
    static Reply parse(String line) throws IOException {
        String result = null;
        String level = "OK";
        try (JsonParser json = new JsonFactory().createParser(line)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                switch (field) {
                    case "progress" -> {
                        return new Progress(json.getText());
                    }
                    case "error" -> {
                        return refused(json);
                    }
                    case "level" -> level = json.getText();
                    case "result" ->
                            result =
                                    value == JsonToken.VALUE_STRING
                                            ? json.getText()
                                            : indented(json);
                    default -> json.skipChildren();
                }
            }
        }
        if (result == null) {
            throw new IOException("the agent answered: " + line);
        }
        return new Result(result, level);
    }

    private static Refused refused(JsonParser json) throws IOException {
        String code = "";
        String message = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "code" -> code = json.getText();
                case "message" -> message = json.getText();
                default -> json.skipChildren();
            }
        }
        return new Refused(code, message);
    }

    private static String indented(JsonParser json) throws IOException {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(out)) {
            generator.setPrettyPrinter(new DefaultPrettyPrinter());
            generator.copyCurrentStructure(json);
        }
        return out.append('\n').toString();
    }
}
