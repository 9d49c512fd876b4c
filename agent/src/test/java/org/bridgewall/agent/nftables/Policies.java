package org.bridgewall.agent.nftables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bridgewall.core.policy.ParseResult;
import org.bridgewall.core.policy.PolicyParser;
import org.bridgewall.core.policy.compile.CompileResult;
import org.bridgewall.core.policy.compile.PolicyCompiler;
import org.bridgewall.core.ruleset.Ruleset;

/** Policies that tests compile. */
final class Policies {
    private Policies() {}

    static Ruleset aquilante() {
        try {
            return compile(Files.readString(Path.of("../deploy/examples/aquilante.policy")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Ruleset compile(String text) {
        if (PolicyParser.parse("test.policy", text) instanceof ParseResult.Parsed parsed
                && PolicyCompiler.compile(parsed.policy())
                        instanceof CompileResult.Compiled compiled) {
            return compiled.ruleset();
        }
        throw new AssertionError(PolicyParser.parse("test.policy", text).toString());
    }
}
