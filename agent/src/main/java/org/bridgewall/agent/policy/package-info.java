/** What the policy language needs of the world outside: names turned into addresses. */
@NullMarked
package org.bridgewall.agent.policy;

import org.jspecify.annotations.NullMarked;
