package org.bridgewall.agent.wiring;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.bridgewall.agent.config.AgentConfig;
import org.bridgewall.agent.config.ConfigCheck;
import org.bridgewall.agent.config.ConfigFile;
import org.bridgewall.agent.config.ConfigResult;
import org.bridgewall.agent.config.LinuxHostFacts;
import org.bridgewall.agent.linux.JvmThreads;
import org.bridgewall.agent.linux.Realtime;
import org.bridgewall.agent.netlink.conntrack.ConntrackEvents;
import org.bridgewall.sync.netty.DatagramTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code agent --config FILE [--check]}. Exit codes: 0 stopped as told, 1 could not start, 2 the
 * configuration is not sound (nothing was touched in the kernel).
 */
public final class AgentMain {
    private static final Logger log = LoggerFactory.getLogger(AgentMain.class);
    private static final int FAILED = 1;
    private static final int UNSOUND = 2;

    /** Ordinary; the agent as a whole is preferred. */
    private static final int COMPILER_NICE = 5;

    private AgentMain() {}

    /** Runs the agent until the process is told to stop. */
    public static void main(String[] args) throws InterruptedException {
        List<String> words = new ArrayList<>(List.of(args));
        boolean check = words.remove("--check");
        if (words.size() != 2 || !words.getFirst().equals("--config")) {
            System.err.println("usage: agent --config FILE [--check]");
            System.exit(UNSOUND);
        }
        Path file = Path.of(words.get(1));
        if (check) {
            System.exit(ConfigCheck.run(file, new LinuxHostFacts(), System.out));
        }
        Thread.ofPlatform().name("load-ahead").daemon().start(AgentMain::loadAhead);
        AgentConfig config = read(file);
        // A thread that died of a defect leaves half an agent: end the whole, the lease closes the
        // gate, a peer takes over, and the service manager starts us anew.
        Thread.setDefaultUncaughtExceptionHandler((thread, defect) -> {
            log.error("thread {} died", thread.getName(), defect);
            LogSetup.finish();
            Runtime.getRuntime().halt(FAILED);
        });
        log.info("memory: {}", Realtime.lockMemory().text());
        Agent agent = assemble(config);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    agent.stop();
                                    LogSetup.finish();
                                },
                                "stop"));
        new CountDownLatch(1).await();
    }

    /**
     * What takes long and waits for nothing that the configuration says, in the order in which the
     * main thread will need it: system calls, how the kernel keeps connections, Netty.
     */
    private static void loadAhead() {
        setPriorities();
        ConntrackEvents.loadAhead();
        DatagramTransport.loadAhead();
    }

    private static void setPriorities() {
        try {
            JvmThreads.preferSafepoints();
            JvmThreads.compilersGiveWay(COMPILER_NICE);
        } catch (IOException e) {
            log.warn("the JVM's threads keep their priorities: {}", e.getMessage());
        }
    }

    private static AgentConfig read(Path file) {
        switch (ConfigFile.read(file, new LinuxHostFacts())) {
            case ConfigResult.Valid(AgentConfig config, var warnings) -> {
                warnings.forEach(warning -> log.warn("{}", warning));
                return config;
            }
            case ConfigResult.Invalid(var problems) ->
                    problems.forEach(problem -> System.err.println(problem));
        }
        LogSetup.finish();
        System.exit(UNSOUND);
        throw new IllegalStateException("exit returned");
    }

    private static Agent assemble(AgentConfig config) {
        try {
            Injector injector =
                    Guice.createInjector(
                            Stage.PRODUCTION,
                            binder -> {
                                binder.requireExplicitBindings();
                                binder.requireExactBindingAnnotations();
                                binder.disableCircularProxies();
                            },
                            new ConfigModule(config),
                            new KernelModule(),
                            new ReplicationModule(),
                            new AdvertModule(),
                            new StoreModule(),
                            new InstancesModule(),
                            new AdminModule(),
                            new AgentModule());
            Agent agent = injector.getInstance(Agent.class);
            agent.start();
            return agent;
        } catch (CreationException | ProvisionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            log.error("cannot start: {}", cause.getMessage(), cause);
        } catch (IOException e) {
            log.error("cannot start: {}", e.getMessage(), e);
        }
        LogSetup.finish();
        System.exit(FAILED);
        throw new IllegalStateException("exit returned");
    }
}
