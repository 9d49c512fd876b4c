package org.bridgewall.agent.state;

/**
 * The last policy that this node enforced. Immutable.
 *
 * @param version as published, at least 1
 * @param name of the file it was published from; one line
 * @param text resolved, in the policy language
 */
public record SavedPolicy(long version, String name, String text) {
    public SavedPolicy {
        if (name.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("name: has a line break (expected: one line)");
        }
    }

    String toFile() {
        return "version " + version + "\nname " + name + "\n\n" + text;
    }

    static SavedPolicy fromFile(String content) {
        int afterVersion = content.indexOf('\n');
        int afterName = content.indexOf('\n', afterVersion + 1);
        return new SavedPolicy(
                Long.parseLong(content.substring("version ".length(), afterVersion)),
                content.substring(afterVersion + 1 + "name ".length(), afterName),
                content.substring(afterName + 2));
    }
}
