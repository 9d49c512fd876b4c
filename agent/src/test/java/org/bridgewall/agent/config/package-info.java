@NullMarked
package org.bridgewall.agent.config;

import org.jspecify.annotations.NullMarked;
