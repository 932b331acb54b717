/* Whether a value of the stream is an instance of a class, by its class descriptor and the policy. */
#ifndef SLUICE_RULES_INSTANCE_H
#define SLUICE_RULES_INSTANCE_H

#include "rules/case.h"

enum sluice_instance {
    SLUICE_INSTANCE_NO,
    SLUICE_INSTANCE_YES,
    SLUICE_INSTANCE_UNKNOWN /* a proxy, an object that readResolve replaces, an array of another class */
};

/** `name` as Class.getName() gives it, `length` bytes. */
enum sluice_instance sluice_instance_of(const struct sluice_case *seen, uint32_t value,
                                        const char *name, size_t length);

/** True if `name` is the class of the descriptor or of one above it, in the stream or in the policy. */
bool sluice_descends_from(const struct sluice_case *seen,
                          const struct sluice_map_descriptor *descriptor, const char *name);

#endif
