/**
 * Policy to neutral ruleset: a pure, deterministic function. The same policy gives the same ruleset
 * on every node, so that a digest over it can be compared.
 */
@NullMarked
package org.bridgewall.core.policy.compile;

import org.jspecify.annotations.NullMarked;
