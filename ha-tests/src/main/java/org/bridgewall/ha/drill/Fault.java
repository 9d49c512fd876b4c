package org.bridgewall.ha.demo;

import java.io.IOException;
import java.time.Duration;
import org.bridgewall.ha.lab.Command;
import org.bridgewall.ha.lab.Lab;

/** What is done to the node that leads, and how it is undone. */
public enum Fault {
    /** The agent dies at once; its kernel keeps the gate open until the lease ends. */
    KILL("kill -9 of the active agent", 500) {
        @Override
        void inject(Lab lab, String master) throws IOException {
            lab.process(master).signal("KILL");
        }

        @Override
        void recover(Lab lab, String master) throws IOException {
            lab.crash(master);
            lab.startAgent(master);
        }
    },
    /** The uplink cable of the active node is pulled out of the switch. */
    CABLE("cable of the active node pulled", 500) {
        @Override
        void inject(Lab lab, String master) throws IOException {
            lab.topology().pull("swA", master);
        }

        @Override
        void recover(Lab lab, String master) throws IOException {
            lab.topology().plugBack("swA", master);
        }
    },
    /** The agent stands still for some seconds, then goes on as if nothing had happened. */
    FREEZE("active agent frozen, then thawed", 500) {
        @Override
        void inject(Lab lab, String master) throws IOException {
            lab.process(master).signal("STOP");
        }

        @Override
        void recover(Lab lab, String master) throws IOException {
            lab.process(master).signal("CONT");
        }
    },
    /** The operator moves mastership to the other node. */
    SWITCHOVER("planned switch-over", 50) {
        @Override
        void inject(Lab lab, String master) throws IOException {
            Command.Output answer = lab.agentctl(master, "switchover");
            if (answer.exitCode() > 1) {
                throw new IOException("agentctl switchover: " + answer.err().strip());
            }
        }

        @Override
        void recover(Lab lab, String master) {
            // Nothing is broken.
        }
    };

    private final String title;
    private final int expectedMillis;

    Fault(String title, int expectedMillis) {
        this.title = title;
        this.expectedMillis = expectedMillis;
    }

    public String title() {
        return title;
    }

    /** Blackout that the laboratory's timers allow. */
    public Duration expected() {
        return Duration.ofMillis(expectedMillis);
    }

    abstract void inject(Lab lab, String master) throws IOException;

    abstract void recover(Lab lab, String master) throws IOException;
}
