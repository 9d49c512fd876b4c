/**
 * {@code main} and the Guice modules: the only importer of {@code com.google.inject}. Every binding
 * is explicit; the classes that are bound know nothing of it.
 */
@NullMarked
package org.bridgewall.agent.wiring;

import org.jspecify.annotations.NullMarked;
