/**
 * What an instance watches beside its own ports: interfaces, scripts, files, routes. Each watcher
 * has a thread of its own and tells the election only what has changed; what it costs is decided
 * there.
 */
@NullMarked
package org.bridgewall.agent.track;

import org.jspecify.annotations.NullMarked;
