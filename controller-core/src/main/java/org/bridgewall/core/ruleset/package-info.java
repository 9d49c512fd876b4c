/**
 * The neutral rule model: sets, chains and maps as data. It is the contract between the policy
 * compiler and whatever writes rules into a kernel, and holds no syntax of either.
 */
@NullMarked
package org.bridgewall.core.ruleset;

import org.jspecify.annotations.NullMarked;
