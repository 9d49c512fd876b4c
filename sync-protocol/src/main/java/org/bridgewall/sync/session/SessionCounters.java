package org.bridgewall.sync.session;

/**
 * Totals of one session since the start of the process.
 *
 * @param repairRecords of the records sent, those in repairs
 * @param retransmitted of the records sent, those sent again after a loss
 * @param lateDatagrams arrived after a later one, not applied
 * @param refusedFrames well sealed, but malformed or of another session
 * @param fallBacks how often the record of changes was given up because too much waited
 * @param sizeReductions how often datagrams were made smaller since the path proved too narrow
 * @param unknownReferences datagrams that changed by reference what is not here, asked for again
 */
public record SessionCounters(
        long datagramsSent,
        long recordsSent,
        long repairRecords,
        long retransmitted,
        long datagramsLost,
        long bucketsRepaired,
        long fallBacks,
        long sizeReductions,
        long recordsApplied,
        long lateDatagrams,
        long unknownReferences,
        long refusedFrames,
        long sessions) {}
