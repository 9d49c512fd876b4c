/**
 * Instances of one node that move together: a fault of one is a fault of all, and one node leads
 * all of them.
 *
 * <p>Pure: no clock, no threads, no IO. The elections stay as they are, one for each instance; the
 * group tells each of them what the others say, and asks for a planned hand-over where a group is
 * led by two nodes.
 */
@NullMarked
package org.bridgewall.core.group;

import org.jspecify.annotations.NullMarked;
