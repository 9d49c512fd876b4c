package org.bridgewall.sync.wire;

/**
 * One peer that the sender of an advert hears on one path: the echo that shows one-way loss.
 *
 * @param ageNanos age of the last advert heard there
 */
public record HeardPeer(String node, String path, long boot, long ageNanos) {}
