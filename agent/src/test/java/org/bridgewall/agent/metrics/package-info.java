@NullMarked
package org.bridgewall.agent.metrics;

import org.jspecify.annotations.NullMarked;
