/** Tests that span all modules: the walls between packages. */
@NullMarked
package org.bridgewall.ha;

import org.jspecify.annotations.NullMarked;
