package org.bridgewall.core.store;

/**
 * A policy to be published.
 *
 * @param instance whose policy it is
 * @param name what the author calls it, usually a file name
 * @param author who publishes
 * @param comment why; may be empty
 * @param publishedAtMillis wall clock, since 1970
 * @param text with all names resolved
 */
public record PolicyDraft(
        String instance,
        String name,
        String author,
        String comment,
        long publishedAtMillis,
        String text) {}
