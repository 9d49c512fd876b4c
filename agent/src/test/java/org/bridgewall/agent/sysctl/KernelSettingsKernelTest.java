package org.bridgewall.agent.sysctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bridgewall.agent.linux.TestNamespace;
import org.bridgewall.agent.sysctl.Finding.Verdict;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class KernelSettingsKernelTest {
    @Test
    void settingsOfOneNamespaceAreFixedAndOthersAreLeftAlone() throws Exception {
        Sysctl sysctl = Sysctl.ofKernel();
        try (TestNamespace namespace = TestNamespace.create("bwk-");
                TestNamespace other = TestNamespace.create("bwk-")) {
            List<Finding> fixed = namespace.call(() -> new KernelSettings(sysctl).apply());
            assertThat(fixed).noneMatch(Finding::isProblem);
            assertThat(fixed).anyMatch(f -> f.verdict() == Verdict.FIXED);
            assertThat(fixed)
                    .filteredOn(f -> f.name().endsWith("nf_conntrack_max"))
                    .singleElement()
                    .satisfies(f -> assertThat(Integer.parseInt(f.found())).isPositive());
            List<Finding> after = namespace.call(() -> new KernelSettings(sysctl).check());
            assertThat(after)
                    .extracting(Finding::verdict)
                    .containsOnly(Verdict.RIGHT, Verdict.REPORTED);
            assertThat(namespace.exec("sysctl", "-n", "net.netfilter.nf_conntrack_events"))
                    .isEqualTo("1\n");
            // Of another namespace: what one node sets is not another's.
            assertThat(other.call(() -> new KernelSettings(sysctl).check()))
                    .anyMatch(Finding::isProblem);
        }
    }

    @Test
    void aSettingThatMayOnlyBeReadIsAnExceptionOfTheFileSystem() throws Exception {
        try (TestNamespace namespace = TestNamespace.create("bwk-")) {
            String refused =
                    namespace.call(() -> {
                        try {
                            Sysctl.ofKernel().write("net.netfilter.nf_conntrack_count", "5");
                            return "";
                        } catch (java.io.IOException e) {
                            return e.toString();
                        }
                    });
            assertThat(refused).contains("nf_conntrack_count");
        }
    }
}
