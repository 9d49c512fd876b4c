package org.bridgewall.ha.drill;

import java.io.IOException;
import org.bridgewall.ha.lab.Command;

/**
 * A state directory without a free byte: a tiny, full tmpfs, mounted over it in the agent's own
 * mount namespace. Nobody else sees it, and it ends with the process.
 */
final class FullDisk {
    private FullDisk() {}

    static void at(Stage stage, String node) throws IOException {
        String directory = stage.lab().stateDirectory(node).toString();
        inside(
                stage,
                node,
                """
                mount -t tmpfs -o size=64k drill "$1"
                dd if=/dev/zero of="$1/full" bs=4k 2>/dev/null
                test "$(df --output=avail "$1" | tail -n 1)" -eq 0
                """,
                directory);
    }

    static void end(Stage stage, String node) throws IOException {
        inside(stage, node, "umount \"$1\"", stage.lab().stateDirectory(node).toString());
    }

    private static void inside(Stage stage, String node, String script, String directory)
            throws IOException {
        String pid = Long.toString(stage.lab().process(node).pid());
        Command.run("nsenter", "-t", pid, "-m", "sh", "-c", script, "drill", directory);
    }
}
