/**
 * The laboratory: a pair of bridgewalls with switches, hosts, ZooKeeper and agents, all on one
 * machine in network namespaces. Invariants: nothing outside the namespaces of the site is touched,
 * and a process is signalled only while it is surely the one that was started.
 */
@NullMarked
package org.bridgewall.ha.lab;

import org.jspecify.annotations.NullMarked;
