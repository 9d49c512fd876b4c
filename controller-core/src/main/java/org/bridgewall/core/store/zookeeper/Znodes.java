package org.bridgewall.core.store.zookeeper;

import java.util.Locale;

/** Paths of the layout. Names are checked: a slash in one would reach elsewhere. */
record Znodes(String root) {
    Znodes {
        if (!root.matches("(/[A-Za-z0-9_.-]+)+")) {
            throw new IllegalStateException(
                    "path: '" + root + "' (expected: such as /bridgewall/lab)");
        }
    }

    String current(String instance) {
        return root + "/policy/" + checked(instance) + "/current";
    }

    String versions(String instance) {
        return root + "/policy/" + checked(instance) + "/v";
    }

    String version(String instance, long version) {
        return versions(instance) + "/" + String.format(Locale.ROOT, "%010d", version);
    }

    String bans() {
        return root + "/bans";
    }

    String epochs() {
        return root + "/epochs";
    }

    String epoch(String instance) {
        return epochs() + "/" + checked(instance);
    }

    String nodes() {
        return root + "/nodes";
    }

    String node(String name) {
        return nodes() + "/" + checked(name);
    }

    private static String checked(String name) {
        if (!name.matches("[A-Za-z0-9_.-]+") || name.matches("\\.+")) {
            throw new IllegalStateException(
                    "name: '" + name + "' (expected: letters, digits, '_', '-', '.')");
        }
        return name;
    }
}
