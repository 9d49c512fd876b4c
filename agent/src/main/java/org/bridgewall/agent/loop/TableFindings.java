package org.bridgewall.agent.loop;

/**
 * In what the internal cache differed from the kernel's table; each difference has been mended.
 *
 * <p>TCP connections that began to close are counted apart: no event tells of a FIN, only of its
 * acknowledgement, so that these were to be expected.
 *
 * @param missing flows that the kernel had and the cache had not
 * @param dead flows that the cache had and the kernel had not
 * @param different flows whose state was another
 * @param closing TCP connections of which only the FIN, which no event tells, was not known
 */
public record TableFindings(long missing, long dead, long different, long closing) {
    /** No difference. */
    public static final TableFindings NONE = new TableFindings(0, 0, 0, 0);

    /** Differences of all kinds that should not be. */
    public long all() {
        return missing + dead + different;
    }

    TableFindings plus(TableFindings other) {
        return new TableFindings(
                missing + other.missing,
                dead + other.dead,
                different + other.different,
                closing + other.closing);
    }
}
