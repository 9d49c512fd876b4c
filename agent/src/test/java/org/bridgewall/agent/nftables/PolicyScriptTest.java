package org.bridgewall.agent.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyScriptTest {
    private static final InstancePorts PORTS =
            new InstancePorts("dmz", "br0", "up0", List.of("dn0"));
    private static final PolicyStamp STAMP = new PolicyStamp(7, "0a1b");

    @Test
    void exampleRendersAsRecorded() throws IOException {
        String script =
                new PolicyScript(PORTS, KernelTable.ABSENT, Policies.aquilante(), STAMP).single();
        Files.writeString(Path.of("target/aquilante.nft"), script);
        assertThat(script)
                .isEqualTo(Files.readString(Path.of("src/test/resources/nftables/aquilante.nft")));
    }

    @Test
    void nextPolicyFillsTheOtherGenerationAndRetiresTheOld() {
        KernelTable held =
                new KernelTable(
                        List.of("g4_old_a", "hostdeny4", "stamp", "g4_left_b"),
                        List.of("in4_a"),
                        List.of("s_any", "s_old", "forward"),
                        Optional.of(new Mark(new PolicyStamp(6, "00"), Generation.A)));
        String script = new PolicyScript(PORTS, held, Policies.aquilante(), STAMP).single();
        assertThat(script)
                .contains(
                        "add map inet bw_dmz in4_b ",
                        "delete map inet bw_dmz in4_a",
                        "delete set inet bw_dmz g4_old_a",
                        "delete set inet bw_dmz g4_left_b",
                        "delete chain inet bw_dmz s_old",
                        "generation=b")
                .doesNotContain(
                        "delete set inet bw_dmz hostdeny4",
                        "delete chain inet bw_dmz s_any",
                        "add map inet bw_dmz in4_a ");
        assertThat(script.indexOf("delete set inet bw_dmz g4_left_b"))
                .isLessThan(script.indexOf("flush table inet"));
        assertThat(script.indexOf("delete map inet bw_dmz in4_a"))
                .isGreaterThan(script.indexOf("chain forward"));
    }

    @Test
    void zoneIsSetBeforeConnectionTrackingForTheInstancesBridgeAlone() {
        InstancePorts zoned =
                new InstancePorts(
                        "dmz", "br0", "up0", List.of("dn0"), 7, InstancePorts.Bpdus.DROP, false);
        String script =
                new PolicyScript(zoned, KernelTable.ABSENT, Policies.aquilante(), STAMP).single();
        assertThat(script)
                .contains(
                        "type filter hook prerouting priority raw; policy accept;",
                        "iifname \"br0\" ct zone set 7");
    }

    @Test
    void markSurvivesItsText() {
        Mark mark =
                new Mark(new PolicyStamp(999_999_999_999_999_999L, "f".repeat(64)), Generation.B);
        assertThat(Mark.parse(mark.toString())).contains(mark);
        assertThat(mark.toString().length()).isLessThanOrEqualTo(128);
        assertThat(Mark.parse("something else")).isEmpty();
    }

    @Test
    void instancesThatDifferByPunctuationHaveDifferentTables() {
        assertThat(List.of("dmz", "d-mz", "d.mz", "d_mz"))
                .map(name -> new InstancePorts(name, "br0", "up0", List.of("dn0")).table())
                .doesNotHaveDuplicates();
    }
}
