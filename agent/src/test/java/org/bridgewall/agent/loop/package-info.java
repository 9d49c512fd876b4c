@NullMarked
package org.bridgewall.agent.loop;

import org.jspecify.annotations.NullMarked;
