/** Failovers made on purpose on the real kernel, one test for each fault. */
@NullMarked
package org.bridgewall.ha.drill;

import org.jspecify.annotations.NullMarked;
