@NullMarked
package org.bridgewall.agent.admin;

import org.jspecify.annotations.NullMarked;
