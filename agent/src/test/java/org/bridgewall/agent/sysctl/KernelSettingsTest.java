package org.bridgewall.agent.sysctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bridgewall.agent.sysctl.Finding.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelSettingsTest {
    @TempDir private Path root;

    private void put(String name, String value) throws IOException {
        Path file = root.resolve(name.replace('.', '/'));
        Files.createDirectories(file.getParent());
        Files.writeString(file, value + "\n");
    }

    private static Finding of(List<Finding> findings, String name) {
        return findings.stream().filter(f -> f.name().endsWith(name)).findFirst().orElseThrow();
    }

    @Test
    void aWrongSettingIsFoundThenFixed() throws Exception {
        put("net.netfilter.nf_conntrack_events", "2");
        KernelSettings settings = new KernelSettings(new Sysctl(root));
        assertThat(of(settings.check(), "nf_conntrack_events").verdict()).isEqualTo(Verdict.WRONG);
        assertThat(new Sysctl(root).read("net.netfilter.nf_conntrack_events")).isEqualTo("2");

        Finding fixed = of(settings.apply(), "nf_conntrack_events");
        assertThat(fixed.verdict()).isEqualTo(Verdict.FIXED);
        assertThat(fixed.found()).isEqualTo("1");
        assertThat(fixed.reason()).isEqualTo("was 2");
        assertThat(of(settings.check(), "nf_conntrack_events").verdict()).isEqualTo(Verdict.RIGHT);
    }

    @ParameterizedTest
    @CsvSource({
        "net.netfilter.nf_conntrack_events, 1, 2",
        "net.netfilter.nf_conntrack_tcp_loose, 0, 1",
        "net.netfilter.nf_conntrack_tcp_be_liberal, 1, 0",
        "net.bridge.bridge-nf-call-iptables, 1, 0",
        "net.bridge.bridge-nf-call-ip6tables, 1, 0",
        "net.bridge.bridge-nf-filter-vlan-tagged, 1, 0",
        "net.core.rmem_max, 4194304, 212992"
    })
    void eachSettingIsNamedWhileWrongAndThenSet(String name, String right, String wrong)
            throws Exception {
        put(name, wrong);
        KernelSettings settings = new KernelSettings(new Sysctl(root), 4_194_304);
        Finding found = of(settings.check(), name);
        assertThat(found.isProblem()).isTrue();
        assertThat(found.found()).isEqualTo(wrong);
        assertThat(found.expected()).isEqualTo(right);
        assertThat(found.reason()).isNotBlank();
        assertThat(of(settings.apply(), name).isProblem()).isFalse();
        assertThat(new Sysctl(root).read(name)).isEqualTo(right);
    }

    @Test
    void aSettingThatTheKernelLacksIsAFindingWithItsReason() {
        Finding finding =
                of(new KernelSettings(new Sysctl(root)).apply(), "bridge-nf-call-iptables");
        assertThat(finding.verdict()).isEqualTo(Verdict.ABSENT);
        assertThat(finding.isProblem()).isTrue();
        assertThat(finding.reason()).contains("br_netfilter");
        assertThat(root.resolve("net")).doesNotExist();
    }

    @Test
    void aReportedSettingIsNoProblemWhateverItsValue() throws Exception {
        put("net.netfilter.nf_conntrack_max", "262144");
        Finding finding = of(new KernelSettings(new Sysctl(root)).check(), "nf_conntrack_max");
        assertThat(finding.verdict()).isEqualTo(Verdict.REPORTED);
        assertThat(finding.found()).isEqualTo("262144");
        assertThat(finding.isProblem()).isFalse();
    }

    @Test
    void aNameWithSlashesMayHaveDotsInItsParts() throws Exception {
        Files.createDirectories(root.resolve("net/ipv6/conf/eth0.5"));
        Files.writeString(root.resolve("net/ipv6/conf/eth0.5/disable_ipv6"), "0\n");
        new Sysctl(root).write("net/ipv6/conf/eth0.5/disable_ipv6", "1");
        assertThat(new Sysctl(root).read("net/ipv6/conf/eth0.5/disable_ipv6")).isEqualTo("1");
    }
}
