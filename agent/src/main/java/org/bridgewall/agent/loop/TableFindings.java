package org.bridgewall.agent.loop;

/**
 * In what the internal cache differed from the kernel's table; each difference has been mended.
 *
 * @param missing flows that the kernel had and the cache had not
 * @param dead flows that the cache had and the kernel had not
 * @param different flows whose state was another
 */
public record TableFindings(long missing, long dead, long different) {
    /** No difference. */
    public static final TableFindings NONE = new TableFindings(0, 0, 0);

    /** Differences of all kinds. */
    public long all() {
        return missing + dead + different;
    }

    TableFindings plus(TableFindings other) {
        return new TableFindings(
                missing + other.missing, dead + other.dead, different + other.different);
    }
}
