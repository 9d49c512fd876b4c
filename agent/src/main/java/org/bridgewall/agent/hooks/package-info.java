/**
 * Tells programs of the operator in which state an instance is: in order, one at a time, with a
 * bound on their time and a record of how they ended.
 */
@NullMarked
package org.bridgewall.agent.hooks;

import org.jspecify.annotations.NullMarked;
