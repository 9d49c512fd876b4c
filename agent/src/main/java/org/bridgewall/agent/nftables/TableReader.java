package org.bridgewall.agent.nftables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bridgewall.core.ruleset.IpAddress;

/** Reads the kernel's tables through {@code nft -j} (libnftables-json(5)). */
final class TableReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final NftProgram nft;
    private final String table;

    TableReader(NftProgram nft, String table) {
        this.nft = nft;
        this.table = table;
    }

    /** Names only; elements are read for the stamp alone, whatever the size of the policy. */
    KernelTable read() throws NftException {
        Optional<JsonNode> listed =
                list("list table inet " + table, "-j", "-t", "list", "table", "inet", table);
        if (listed.isEmpty()) {
            return KernelTable.ABSENT;
        }
        List<String> sets = names(listed.get(), "set");
        Optional<Mark> mark = sets.contains("stamp") ? mark() : Optional.empty();
        return new KernelTable(
                sets, names(listed.get(), "map"), names(listed.get(), "chain"), mark);
    }

    Optional<Mark> mark() throws NftException {
        for (JsonNode element : elements("stamp")) {
            Optional<Mark> mark = Mark.parse(element.path("elem").path("comment").asText());
            if (mark.isPresent()) {
                return mark;
            }
        }
        return Optional.empty();
    }

    /** Whether the bridge table stands; without it the inet table lets nothing pass. */
    boolean bridgeTableStands() throws NftException {
        return list("list table bridge " + table, "-j", "-t", "list", "table", "bridge", table)
                .isPresent();
    }

    List<KernelBan> bans(String set) throws NftException {
        List<KernelBan> bans = new ArrayList<>();
        for (JsonNode element : elements(set)) {
            JsonNode elem = element.path("elem");
            IpAddress.parse(elem.path("val").asText())
                    .ifPresent(address ->
                            bans.add(
                                    new KernelBan(
                                            address,
                                            Duration.ofSeconds(elem.path("expires").asLong()))));
        }
        return bans;
    }

    private List<JsonNode> elements(String set) throws NftException {
        List<JsonNode> elements = new ArrayList<>();
        list("list set inet " + table + " " + set, "-j", "list", "set", "inet", table, set)
                .ifPresent(root ->
                        root.path("nftables")
                                .forEach(entry ->
                                        entry.path("set").path("elem").forEach(elements::add)));
        return elements;
    }

    private static List<String> names(JsonNode root, String kind) {
        List<String> names = new ArrayList<>();
        root.path("nftables")
                .forEach(entry -> {
                    if (entry.has(kind)) {
                        names.add(entry.path(kind).path("name").asText());
                    }
                });
        return names.stream().sorted().toList();
    }

    /** Empty when there is no such thing. */
    private Optional<JsonNode> list(String operation, String... arguments) throws NftException {
        NftProgram.Outcome outcome = nft.start(operation, "", arguments);
        if (outcome.exitCode() != 0) {
            if (outcome.error().contains("No such file or directory")) {
                return Optional.empty();
            }
            throw new NftException(operation, NftProgram.describe(outcome));
        }
        try {
            return Optional.of(JSON.readTree(outcome.output()));
        } catch (JsonProcessingException e) {
            throw new NftException(operation, "answer is no JSON: " + e.getOriginalMessage());
        }
    }
}
