package org.bridgewall.agent.netlink.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Walks every attribute that {@code linux/netfilter/nfnetlink_conntrack.h} knows: each is carried,
 * or docs/not-replicated.md names it with the reason. So nothing is left out unnoticed.
 */
class AttributeTableTest {
    private static final Path HEADER =
            Path.of("/usr/include/linux/netfilter/nfnetlink_conntrack.h");
    private static final Path DOCUMENT = Path.of("../docs/not-replicated.md");

    /** Names in the order of their numbers, from 1 on. Linux 6.1 to 6.18. */
    private static final String TABLE =
            """
            ctattr_type: CTA_TUPLE_ORIG CTA_TUPLE_REPLY CTA_STATUS CTA_PROTOINFO CTA_HELP CTA_NAT_SRC \
            CTA_TIMEOUT CTA_MARK CTA_COUNTERS_ORIG CTA_COUNTERS_REPLY CTA_USE CTA_ID \
            CTA_NAT_DST CTA_TUPLE_MASTER CTA_SEQ_ADJ_ORIG CTA_SEQ_ADJ_REPLY CTA_SECMARK \
            CTA_ZONE CTA_SECCTX CTA_TIMESTAMP CTA_MARK_MASK CTA_LABELS CTA_LABELS_MASK \
            CTA_SYNPROXY CTA_FILTER CTA_STATUS_MASK
            ctattr_tuple: CTA_TUPLE_IP CTA_TUPLE_PROTO CTA_TUPLE_ZONE
            ctattr_ip: CTA_IP_V4_SRC CTA_IP_V4_DST CTA_IP_V6_SRC CTA_IP_V6_DST
            ctattr_l4proto: CTA_PROTO_NUM CTA_PROTO_SRC_PORT CTA_PROTO_DST_PORT CTA_PROTO_ICMP_ID \
            CTA_PROTO_ICMP_TYPE CTA_PROTO_ICMP_CODE CTA_PROTO_ICMPV6_ID \
            CTA_PROTO_ICMPV6_TYPE CTA_PROTO_ICMPV6_CODE
            ctattr_protoinfo: CTA_PROTOINFO_TCP CTA_PROTOINFO_DCCP CTA_PROTOINFO_SCTP
            ctattr_protoinfo_tcp: CTA_PROTOINFO_TCP_STATE CTA_PROTOINFO_TCP_WSCALE_ORIGINAL \
            CTA_PROTOINFO_TCP_WSCALE_REPLY CTA_PROTOINFO_TCP_FLAGS_ORIGINAL \
            CTA_PROTOINFO_TCP_FLAGS_REPLY
            ctattr_protoinfo_dccp: CTA_PROTOINFO_DCCP_STATE CTA_PROTOINFO_DCCP_ROLE \
            CTA_PROTOINFO_DCCP_HANDSHAKE_SEQ CTA_PROTOINFO_DCCP_PAD
            ctattr_protoinfo_sctp: CTA_PROTOINFO_SCTP_STATE CTA_PROTOINFO_SCTP_VTAG_ORIGINAL \
            CTA_PROTOINFO_SCTP_VTAG_REPLY
            ctattr_counters: CTA_COUNTERS_PACKETS CTA_COUNTERS_BYTES CTA_COUNTERS32_PACKETS \
            CTA_COUNTERS32_BYTES CTA_COUNTERS_PAD
            ctattr_tstamp: CTA_TIMESTAMP_START CTA_TIMESTAMP_STOP CTA_TIMESTAMP_PAD
            ctattr_nat: CTA_NAT_V4_MINIP CTA_NAT_V4_MAXIP CTA_NAT_PROTO CTA_NAT_V6_MINIP \
            CTA_NAT_V6_MAXIP
            ctattr_protonat: CTA_PROTONAT_PORT_MIN CTA_PROTONAT_PORT_MAX
            ctattr_seqadj: CTA_SEQADJ_CORRECTION_POS CTA_SEQADJ_OFFSET_BEFORE CTA_SEQADJ_OFFSET_AFTER
            ctattr_natseq: CTA_NAT_SEQ_CORRECTION_POS CTA_NAT_SEQ_OFFSET_BEFORE CTA_NAT_SEQ_OFFSET_AFTER
            ctattr_synproxy: CTA_SYNPROXY_ISN CTA_SYNPROXY_ITS CTA_SYNPROXY_TSOFF
            ctattr_expect: CTA_EXPECT_MASTER CTA_EXPECT_TUPLE CTA_EXPECT_MASK CTA_EXPECT_TIMEOUT \
            CTA_EXPECT_ID CTA_EXPECT_HELP_NAME CTA_EXPECT_ZONE CTA_EXPECT_FLAGS \
            CTA_EXPECT_CLASS CTA_EXPECT_NAT CTA_EXPECT_FN
            ctattr_expect_nat: CTA_EXPECT_NAT_DIR CTA_EXPECT_NAT_TUPLE
            ctattr_help: CTA_HELP_NAME CTA_HELP_INFO
            ctattr_secctx: CTA_SECCTX_NAME
            ctattr_stats_cpu: CTA_STATS_SEARCHED CTA_STATS_FOUND CTA_STATS_NEW CTA_STATS_INVALID \
            CTA_STATS_IGNORE CTA_STATS_DELETE CTA_STATS_DELETE_LIST CTA_STATS_INSERT \
            CTA_STATS_INSERT_FAILED CTA_STATS_DROP CTA_STATS_EARLY_DROP CTA_STATS_ERROR \
            CTA_STATS_SEARCH_RESTART CTA_STATS_CLASH_RESOLVE CTA_STATS_CHAIN_TOOLONG
            ctattr_stats_global: CTA_STATS_GLOBAL_ENTRIES CTA_STATS_GLOBAL_MAX_ENTRIES
            ctattr_expect_stats: CTA_STATS_EXP_NEW CTA_STATS_EXP_CREATE CTA_STATS_EXP_DELETE
            ctattr_filter: CTA_FILTER_ORIG_FLAGS CTA_FILTER_REPLY_FLAGS
            """;

    @Test
    void everyAttributeIsCarriedOrNamedWithTheReasonWhyNot() throws Exception {
        String document = Files.readString(DOCUMENT);
        List<String> neither = new ArrayList<>();
        List<String> both = new ArrayList<>();
        for (List<String> names : table().values()) {
            for (int number = 1; number <= names.size(); number++) {
                String name = names.get(number - 1);
                Optional<Integer> carried = constant(name);
                boolean named = document.contains("`" + name + "`");
                if (carried.isPresent()) {
                    assertThat(carried).as(name).contains(number);
                }
                if (carried.isEmpty() && !named && !namedByPrefix(document, name)) {
                    neither.add(name);
                }
                if (carried.isPresent() && named) {
                    both.add(name);
                }
            }
        }
        assertThat(neither).as("neither carried nor in %s", DOCUMENT).isEmpty();
        assertThat(both).as("carried, and in %s all the same", DOCUMENT).isEmpty();
    }

    @Test
    @Tag("kernel")
    void theTableIsThatOfTheHeaderInstalled() throws IOException {
        assertThat(HEADER).as("Debian: linux-libc-dev").exists();
        Map<String, List<String>> table = table();
        header().forEach((name, attributes) ->
                assertThat(table.get(name)).as(name).startsWith(attributes.toArray(String[]::new)));
        assertThat(table.keySet()).containsAll(header().keySet());
    }

    /** Such as {@code CTA_STATS_*}. */
    private static boolean namedByPrefix(String document, String name) {
        return Pattern.compile("`(CTA_[A-Z0-9_]+_)\\*`")
                .matcher(document)
                .results()
                .anyMatch(each -> name.startsWith(each.group(1)));
    }

    /** What decoder and encoder know. */
    private static Optional<Integer> constant(String name) throws IllegalAccessException {
        for (Field field : Ctnetlink.class.getDeclaredFields()) {
            if (field.getName().equals(name)) {
                return Optional.of(field.getInt(null));
            }
        }
        return Optional.empty();
    }

    private static Map<String, List<String>> table() {
        Map<String, List<String>> table = new LinkedHashMap<>();
        for (String line : TABLE.lines().toList()) {
            String[] halves = line.split(": ", 2);
            table.put(halves[0], List.of(halves[1].split(" ")));
        }
        return table;
    }

    private static Map<String, List<String>> header() throws IOException {
        Map<String, List<String>> header = new LinkedHashMap<>();
        Matcher matcher =
                Pattern.compile("enum (ctattr_\\w+) \\{(.*?)\\};", Pattern.DOTALL)
                        .matcher(Files.readString(HEADER));
        while (matcher.find()) {
            String body =
                    matcher.group(2).replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)^#.*$", "");
            List<String> names = new ArrayList<>();
            for (String each : body.split(",", -1)) {
                String name = each.strip();
                if (!name.isEmpty() && !name.startsWith("__") && !name.contains("=")) {
                    names.add(name);
                }
            }
            header.put(matcher.group(1), names.subList(1, names.size()));
        }
        return header;
    }
}
