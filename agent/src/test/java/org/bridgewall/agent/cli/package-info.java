@NullMarked
package org.bridgewall.agent.cli;

import org.jspecify.annotations.NullMarked;
