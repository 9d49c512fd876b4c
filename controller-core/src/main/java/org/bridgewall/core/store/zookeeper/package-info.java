/**
 * The cluster store in ZooKeeper. The only package that knows Curator and ZooKeeper.
 *
 * <pre>
 * PATH/policy/INSTANCE/current      decimal number of the current version
 * PATH/policy/INSTANCE/v/NNNNNNNNNN headers, empty line, text of the policy
 * PATH/bans/ADDRESS                 headers
 * PATH/epochs/INSTANCE              headers: the newest claimed epoch and its holder
 * PATH/nodes/NODE                   ephemeral; headers
 * </pre>
 *
 * All data is UTF-8 text: {@code name: value} lines.
 */
@NullMarked
package org.bridgewall.core.store.zookeeper;

import org.jspecify.annotations.NullMarked;
