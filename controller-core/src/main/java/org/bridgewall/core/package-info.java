/**
 * The decisions of Bridgewall HA. Pure: no IO, no clock, no threads, no logger; time comes in as an
 * argument. The one exception is {@code store.zookeeper}, the adapter of the cluster store.
 */
@NullMarked
package org.bridgewall.core;

import org.jspecify.annotations.NullMarked;
