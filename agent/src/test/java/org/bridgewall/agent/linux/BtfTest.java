package org.bridgewall.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BtfTest {
    @BeforeEach
    void kernelThatDescribesItself() {
        Assumptions.assumeTrue(
                Files.isReadable(Path.of("/sys/kernel/btf/vmlinux")), "CONFIG_DEBUG_INFO_BTF");
    }

    /** {@code struct ethhdr} is part of the kernel's interface: it has the same layout on all. */
    @Test
    void tellsWhereMembersLie() throws IOException {
        Btf btf = Btf.ofKernel();
        assertThat(btf.offset("ethhdr", "h_dest")).hasValue(0);
        assertThat(btf.offset("ethhdr", "h_source")).hasValue(6);
        assertThat(btf.offset("ethhdr", "h_proto")).hasValue(12);
        assertThat(btf.size("ethhdr")).isEqualTo(14);
    }

    @Test
    void looksIntoUnionsAndAnonymousMembers() throws IOException {
        Btf btf = Btf.ofKernel();
        int union = btf.offset("in6_addr", "in6_u").orElseThrow();
        assertThat(btf.offset("in6_addr", "in6_u", "u6_addr32")).hasValue(union);
        assertThat(btf.offset("sk_buff", "next")).hasValue(0);
    }

    @Test
    void whatTheKernelLacksIsEmptyOrNamed() throws IOException {
        Btf btf = Btf.ofKernel("no_such_module");
        assertThat(btf.offset("ethhdr", "h_colour")).isEmpty();
        assertThat(btf.constant("tcp_ca_state", "TCP_CA_NOTHING")).isEmpty();
        assertThatThrownBy(() -> btf.size("no_such_structure"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no_such_structure");
    }
}
