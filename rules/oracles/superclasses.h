/* Classes of which no stream has an object, whoever reads it. Private to rules/oracles. */
#ifndef SLUICE_RULES_ORACLES_SUPERCLASSES_H
#define SLUICE_RULES_ORACLES_SUPERCLASSES_H

#include "rules/case.h"

/** True if a class stands above itself, be it the one of this descriptor or one above it. */
bool sluice_repeats_class(const struct sluice_stream_map *map, uint32_t descriptor);

/** True if the protocol has a form of its own for what is of this very class. */
bool sluice_is_reserved_class(const struct sluice_stream_map *map, uint32_t descriptor);

/** An object that cannot be. */
struct sluice_impossible_object {
    uint32_t handle;
    const char *why; /* static text; NULL: there is none */
};

/**
 * Looks for the first object of such a class. Of an externalizable one nobody needs to look at the classes above it, and
 * JDKs do not.
 *
 * @return false when memory ran out.
 */
bool sluice_find_impossible_object(const struct sluice_case *seen,
                                   struct sluice_impossible_object *out)
    __attribute__((warn_unused_result));

#endif
