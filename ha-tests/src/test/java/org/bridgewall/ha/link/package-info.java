/** Replication over real links between network namespaces. Needs root. */
@NullMarked
package org.bridgewall.ha.link;

import org.jspecify.annotations.NullMarked;
