package org.bridgewall.sync.session;

/** What the sending half counted since the start. Thread rule: the replication thread. */
final class SenderCounters {
    long datagrams;
    long records;
    long repairRecords;
    long retransmitted;
    long lostDatagrams;
    long bucketsRepaired;
    long fallBacks;
}
