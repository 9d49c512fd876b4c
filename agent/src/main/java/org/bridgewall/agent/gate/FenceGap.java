package org.bridgewall.agent.gate;

/**
 * A data port whose fence is missing, or is not the first to judge a frame.
 *
 * @param port interface name
 * @param reason for people
 * @param devicePresent false if there is no such interface now, hence nothing to fence
 */
public record FenceGap(String port, String reason, boolean devicePresent) {}
