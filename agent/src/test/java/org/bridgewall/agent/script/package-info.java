/** Tests of running programs. */
@NullMarked
package org.bridgewall.agent.script;

import org.jspecify.annotations.NullMarked;
