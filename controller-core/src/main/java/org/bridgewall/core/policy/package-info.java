/**
 * The policy language and its model: who may reach which service of which screened host, and what a
 * screened host may reach.
 *
 * <p>Text becomes a {@link org.bridgewall.core.policy.Policy} through {@link
 * org.bridgewall.core.policy.PolicyParser}; every problem of a text is reported at once, with line
 * and column. Names of hosts elsewhere are turned into addresses once, when a policy is published
 * ({@link org.bridgewall.core.policy.PolicyResolver}), so that all nodes enforce the same
 * addresses.
 */
@NullMarked
package org.bridgewall.core.policy;

import org.jspecify.annotations.NullMarked;
