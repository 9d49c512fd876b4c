package org.bridgewall.agent.instance;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bridgewall.agent.netlink.link.Link;
import org.bridgewall.agent.netlink.link.Links;
import org.bridgewall.agent.track.Looks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the kernel for the carrier of the data ports every {@value #BEAT_MILLIS} ms. By itself the
 * kernel tells of lost carriers once a second at most, of all interfaces of the machine together
 * ({@code net/core/link_watch.c}): of a cable that fails soon after news of another it tells up to
 * a second late, and of a short loss never. What it answers is true at once.
 *
 * <p>Thread rule: the listener is called on the watch's own thread, with every answer, news or not.
 * It is a thread of its own because the question waits for whoever holds the kernel's lock of all
 * interfaces.
 */
final class CarrierWatch implements AutoCloseable {
    static final long BEAT_MILLIS = 50;

    private static final Logger log = LoggerFactory.getLogger(CarrierWatch.class);

    /** What is told. */
    interface Listener {
        void carrier(String port, boolean up);
    }

    private final List<String> ports;
    private final Links links;
    private final Listener listener;
    private final Looks looks;
    private String problem = "";

    private CarrierWatch(String instance, List<String> ports, Links links, Listener listener) {
        this.ports = ports;
        this.links = links;
        this.listener = listener;
        looks =
                new Looks(
                        "carrier-" + instance,
                        TimeUnit.MILLISECONDS.toNanos(BEAT_MILLIS),
                        this::look);
    }

    /** Starts a watch in the calling thread's network namespace. */
    static CarrierWatch start(String instance, List<String> ports, Listener listener)
            throws IOException {
        CarrierWatch watch = new CarrierWatch(instance, ports, Links.open(), listener);
        watch.looks.start();
        return watch;
    }

    private void look() {
        try {
            for (String port : ports) {
                listener.carrier(port, links.find(port).filter(Link::canPass).isPresent());
            }
            problem = "";
        } catch (IOException e) {
            if (!problem.equals(String.valueOf(e.getMessage()))) {
                problem = String.valueOf(e.getMessage());
                log.error("carrier of {}: {}", ports, problem);
            }
        }
    }

    @Override
    public void close() {
        looks.close();
        links.close();
    }
}
