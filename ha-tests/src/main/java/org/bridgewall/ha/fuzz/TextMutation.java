package org.bridgewall.ha.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Mutates lines and words. */
final class TextMutation {
    private static final List<String> WORDS =
            List.of(
                    "",
                    "0",
                    "-1",
                    "65536",
                    "99999999999999999999",
                    "0.0.0.0/0",
                    "::/0",
                    "1.2.3.4/33",
                    "any",
                    "<in>",
                    "</in>",
                    "<",
                    ">",
                    "{",
                    "}",
                    "[",
                    "]",
                    "&a",
                    "*a",
                    "- ",
                    ": ",
                    "#",
                    "\"",
                    "'",
                    "\t",
                    "\u0000",
                    "\u00e9\ud83d\ude00",
                    "%s%n",
                    "!!java.lang.String",
                    "<<: *a",
                    "? ",
                    "|",
                    ">-",
                    "---",
                    "true",
                    "null",
                    "1e999",
                    "0x7fffffff",
                    "10ms",
                    "-5s",
                    "99999999999999d",
                    "../../etc/passwd",
                    "a".repeat(300));

    private final RandomGenerator random;
    private final ByteMutation bytes;

    TextMutation(RandomGenerator random) {
        this.random = random;
        bytes = new ByteMutation(random);
    }

    byte[] mutate(byte[] input, byte[] other) {
        String text = new String(input, StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        int at = random.nextInt(lines.size());
        switch (random.nextInt(8)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(random.nextInt(lines.size()), lines.get(at));
            case 2 -> lines.set(at, lines.set(random.nextInt(lines.size()), lines.get(at)));
            case 3 -> lines.add(at, lineOf(other));
            case 4 -> lines.set(at, " ".repeat(random.nextInt(6)) + lines.get(at).strip());
            case 5 -> repeat(lines, at);
            case 6 -> {
                return bytes.mutate(input, other);
            }
            default -> lines.set(at, words(lines.get(at)));
        }
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    private String lineOf(byte[] other) {
        String[] lines = new String(other, StandardCharsets.UTF_8).split("\n", -1);
        return lines[random.nextInt(lines.length)];
    }

    private void repeat(List<String> lines, int at) {
        String line = lines.get(at);
        for (int i = random.nextInt(200); i >= 0 && lines.size() < 3000; i--) {
            lines.add(at, random.nextBoolean() ? line : line + i);
        }
    }

    private String words(String line) {
        List<String> words = new ArrayList<>(List.of(line.split("(?<=\\W)|(?=\\W)", -1)));
        int at = random.nextInt(words.size());
        String word = WORDS.get(random.nextInt(WORDS.size()));
        switch (random.nextInt(4)) {
            case 0 -> words.set(at, word);
            case 1 -> words.add(at, word);
            case 2 -> words.remove(at);
            default -> words.set(at, words.get(at).repeat(random.nextInt(200)));
        }
        return String.join("", words);
    }
}
