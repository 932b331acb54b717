/* Whether the classes that a stream describes are those that the receiver knows. Private to rules/oracles. */
#ifndef SLUICE_RULES_ORACLES_VERSIONS_H
#define SLUICE_RULES_ORACLES_VERSIONS_H

#include "rules/case.h"

/** A class of which the stream says what is not true of the receiver's. */
struct sluice_foreign_class {
    const struct sluice_map_descriptor *descriptor;
    const char *why; /* static text; NULL: there is none */
};

/**
 * Looks for the first, in the order of the stream, among the classes of objects and Class objects that the
 * receiver needs, those above them included: of another serialVersionUID, or of another kind (enum, array,
 * externalizable). As in the JDK, the version is compared only of what both sides serialize.
 *
 * @return false when memory ran out.
 */
bool sluice_find_foreign_class(const struct sluice_case *seen, struct sluice_foreign_class *out)
    __attribute__((warn_unused_result));

/** The version of a class of the language that can be serialized; every receiver knows it. False of all others. */
bool sluice_language_version(const void *name, size_t length, int64_t *suid);

#endif
