package org.bridgewall.agent.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bridgewall.agent.admin.AdminException;
import org.bridgewall.agent.admin.AdminRequest;
import org.bridgewall.agent.instance.InstanceRuntime;

/** The instances of this node, as a request names them. */
public final class Instances {
    private final List<InstanceRuntime> all;

    public Instances(List<InstanceRuntime> all) {
        this.all = List.copyOf(all);
    }

    /** The instances that move together with one, itself first. */
    List<InstanceRuntime> together(InstanceRuntime instance) {
        List<InstanceRuntime> found = new ArrayList<>(List.of(instance));
        for (InstanceRuntime other : all) {
            boolean same =
                    instance.config().syncGroup().isPresent()
                            && other.config().syncGroup().equals(instance.config().syncGroup());
            if (same && other != instance) {
                found.add(other);
            }
        }
        return found;
    }

    /** The instance that the request names; the only one where it names none. */
    InstanceRuntime of(AdminRequest request) throws AdminException {
        Optional<String> name = request.optionalText("instance");
        List<String> names = all.stream().map(i -> i.config().name()).toList();
        if (name.isEmpty() && all.size() == 1) {
            return all.getFirst();
        }
        for (InstanceRuntime instance : all) {
            if (name.isPresent() && instance.config().name().equals(name.get())) {
                return instance;
            }
        }
        throw new AdminException(
                AdminException.BAD_REQUEST,
                "instance: "
                        + name.orElse("none named")
                        + " (expected one of: "
                        + String.join(", ", names)
                        + ")");
    }
}
