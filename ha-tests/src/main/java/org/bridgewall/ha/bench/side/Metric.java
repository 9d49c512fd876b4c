package org.bridgewall.ha.bench.side;

/** What is measured, with its unit; a round has one value of it, of the base line several. */
enum Metric {
    CONNECTION_RATE("Connection rate", "connections/s"),
    CONNECTION_RATE_KEPT("Connection rate kept", "of HA off"),
    MASTER_CPU("CPU of the master's daemon", "us/connection"),
    BACKUP_CPU("CPU of the standby's daemon", "us/connection"),
    MASTER_IDLE_CPU("CPU of the master's daemon without load", "% of one core"),
    BACKUP_IDLE_CPU("CPU of the standby's daemon without load", "% of one core"),
    SYNC_BYTES("Sync link", "bytes/connection"),
    SYNC_DATAGRAMS("Sync link, frames", "frames/connection"),
    LAG_P50("Replication lag, median", "ms"),
    LAG_P99("Replication lag, 99th percentile", "ms"),
    THROUGHPUT("Throughput of one TCP stream", "Mbit/s"),
    RESPONSE_P50("Request and response, median", "us"),
    RESPONSE_P99("Request and response, 99th percentile", "us"),
    START_TO_ADVERT("Start of the daemon to its first advert", "s"),
    MASTER_RSS("Resident memory of the master's daemon", "MB"),
    BACKUP_RSS("Resident memory of the standby's daemon", "MB"),
    BACKUP_RSS_PER_FLOW("Resident memory of the standby's daemon", "bytes/flow"),
    RESYNC("Restarted standby holds the table again", "s"),
    COMMIT("Cold commit by conntrackd -c", "s");

    private final String title;
    private final String unit;

    Metric(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    String title() {
        return title;
    }

    String unit() {
        return unit;
    }
}
