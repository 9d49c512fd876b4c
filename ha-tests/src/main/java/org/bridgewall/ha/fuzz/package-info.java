/**
 * Everything that reads bytes of others, fed with damaged ones: structure-aware mutation of real
 * inputs, from a seed. What must hold is in each {@link org.bridgewall.ha.fuzz.FuzzTarget}; an
 * input that once broke something is kept in the corpus and runs in every build.
 */
@NullMarked
package org.bridgewall.ha.fuzz;

import org.jspecify.annotations.NullMarked;
