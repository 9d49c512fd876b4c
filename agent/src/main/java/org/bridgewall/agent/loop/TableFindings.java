package org.bridgewall.agent.loop;

/**
 * In what the internal cache differed from the kernel's table; each difference has been mended.
 *
 * <p>TCP connections that were closing are counted apart. No event tells of a FIN, only of its
 * acknowledgement; and none of the end of a connection that one side had closed, if the other then
 * fell silent. These were to be expected.
 *
 * @param missing flows that the kernel had and the cache had not
 * @param dead flows that the cache had and the kernel had not
 * @param different flows whose state was another
 * @param closing TCP connections of which only the FIN was not known, or which ended closed on one
 *     side
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
