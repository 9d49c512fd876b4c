package org.bridgewall.agent.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code agentctl policy ...}: the matrix of who may reach which service. */
@Command(name = "policy", description = "Check, publish and explain the policy.")
final class PolicyCommands {

    @Command(description = "Check a policy file: language, names, a dry run in the kernel.")
    int check(
            @Mixin Connect connect,
            @Mixin Instance instance,
            @Parameters(paramLabel = "FILE") Path file) {
        return withFile(connect, instance.in(new Request("policy.check")), file);
    }

    @Command(description = "Show what a policy file would change.")
    int diff(
            @Mixin Connect connect,
            @Mixin Instance instance,
            @Parameters(paramLabel = "FILE") Path file) {
        return withFile(connect, instance.in(new Request("policy.diff")), file);
    }

    @Command(description = "Publish a policy file and wait until every node enforces it.")
    int apply(
            @Mixin Connect connect,
            @Mixin Instance instance,
            @Parameters(paramLabel = "FILE") Path file,
            @Option(
                            names = "--expect",
                            paramLabel = "VERSION",
                            description = "Refuse if the current version is another one.")
                    @Nullable Long expect,
            @Option(names = "--comment", paramLabel = "TEXT", description = "For the history.")
                    @Nullable String comment) {
        return withFile(
                connect,
                instance.in(new Request("policy.apply"))
                        .with("expect", expect)
                        .with("comment", comment),
                file);
    }

    @Command(description = "Print the current policy, or an older version.")
    int show(
            @Mixin Connect connect,
            @Mixin Instance instance,
            @Parameters(arity = "0..1", paramLabel = "VERSION") @Nullable Long version) {
        return connect.run(instance.in(new Request("policy.show")).with("version", version));
    }

    @Command(description = "List the versions.")
    int history(@Mixin Connect connect, @Mixin Instance instance) {
        return connect.run(instance.in(new Request("policy.history")));
    }

    @Command(description = "Publish an older version again, as a new one.")
    int rollback(
            @Mixin Connect connect,
            @Mixin Instance instance,
            @Parameters(paramLabel = "VERSION") Long version) {
        return connect.run(instance.in(new Request("policy.rollback")).with("version", version));
    }

    @Command(description = "Print the table of sources and destinations.")
    int matrix(@Mixin Connect connect, @Mixin Instance instance) {
        return connect.run(instance.in(new Request("policy.matrix")));
    }

    @Command(description = "Say whether SOURCE may reach DESTINATION on PORT/PROTOCOL, and why.")
    int explain(
            @Mixin Connect connect,
            @Mixin Instance instance,
            @Parameters(paramLabel = "SOURCE") String source,
            @Parameters(paramLabel = "DESTINATION") String destination,
            @Parameters(paramLabel = "PORT/PROTOCOL") String service) {
        return connect.run(
                instance.in(new Request("policy.explain"))
                        .with("source", source)
                        .with("destination", destination)
                        .with("service", service));
    }

    private static int withFile(Connect connect, Request request, Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return connect.run(request.with("name", file.toString()).with("text", text));
        } catch (NoSuchFileException e) {
            connect.err().println("agentctl: %s: no such file".formatted(file));
        } catch (IOException e) {
            connect.err()
                    .println("agentctl: %s: cannot be read: %s".formatted(file, e.getMessage()));
        }
        return ExitCode.CRITICAL;
    }
}
