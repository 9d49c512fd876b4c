/** What replication costs, measured: memory, processor time, bytes, allocation. Needs no root. */
@NullMarked
package org.bridgewall.ha.bench.sync;

import org.jspecify.annotations.NullMarked;
