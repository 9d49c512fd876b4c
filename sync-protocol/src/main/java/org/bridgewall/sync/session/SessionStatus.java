package org.bridgewall.sync.session;

/**
 * What is known of one session at one moment. Immutable.
 *
 * @param peer name of the other node
 * @param established both ends agree on a session
 * @param problem why there can be no session; empty if there is no such reason
 * @param reachable something was heard within the dead time
 * @param heardAgeNanos since anything was heard; negative = never
 * @param peerBoot id of the peer's process
 * @param proven the last comparison in this session showed our copy equal to the peer's table
 * @param provenAgeNanos since that comparison; negative = none in this session
 * @param divergedAgeNanos since the copy has been found to differ; negative = it does not
 * @param externalRecords records in our copy
 * @param peerRecords records of the peer, as it last said
 * @param provenByPeer the peer has found its copy equal in this session
 * @param provenByPeerAgeNanos age of the state that it confirmed; negative = none
 * @param pendingRecords records that changed and that the peer has not acknowledged
 * @param lagNanos how long the oldest of them has waited
 * @param repairBuckets buckets still to be repaired at the peer, of 1024
 * @param roundTripNanos smoothed; 0 = unknown
 * @param coverage how much of this node's table the peer is known to hold
 * @param overloadNanos for how long changes have come faster than they could be sent, so that there
 *     was no moment to compare at and nothing new could be proven to the peer; 0 = they do not
 * @param packetBytes largest IP packet that the way to the peer is known to take, an IPv6 header
 *     counted; less than configured if it proved too narrow
 */
public record SessionStatus(
        String peer,
        boolean established,
        String problem,
        boolean reachable,
        long heardAgeNanos,
        long peerBoot,
        String peerSoftware,
        boolean proven,
        long provenAgeNanos,
        long divergedAgeNanos,
        int externalRecords,
        long peerRecords,
        boolean provenByPeer,
        long provenByPeerAgeNanos,
        int pendingRecords,
        long lagNanos,
        int repairBuckets,
        int inFlightDatagrams,
        long roundTripNanos,
        Coverage coverage,
        long overloadNanos,
        int packetBytes,
        SessionCounters counters) {}
