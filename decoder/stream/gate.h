/* What the parts of the gate share: gate.c (classes), bind.c (fields), construct.c (objects). */
#ifndef SLUICE_STREAM_GATE_H
#define SLUICE_STREAM_GATE_H

#include "engine.h"
#include "policy.h"

/* The policy refuses a class: raises the event and fails the run. */
bool sluice_refuse_class(struct sluice_engine *engine, enum sluice_reason reason, uint32_t offset,
                         struct sluice_bytes name);

/* Why objects of a class cannot be built whatever their data is; SLUICE_OK if they can. */
enum sluice_reason sluice_construct_refusal(enum sluice_construct construct);

/* True for classes that need no model to be named: those of the language itself. */
bool sluice_is_built_in(struct sluice_bytes name);

/* True for the name of a class of arrays, such as "[I". */
static inline bool sluice_is_array_name(struct sluice_bytes name)
{
    return name.length > 0 && name.data[0] == '[';
}

/* True if the flags of a descriptor fit an array: it is neither an enum nor externalizable. */
static inline bool sluice_is_array_kind(uint16_t flags)
{
    return (flags & (SC_EXTERNALIZABLE | SC_ENUM)) == 0;
}

/* Matches every class in the superclass chain of `descriptor`, whose model is `model` (0-based), and
 * refuses a chain that lacks what a model requires. */
SLUICE_NODISCARD bool sluice_bind_chain(struct sluice_engine *engine,
                                        const struct sluice_proxy *descriptor, uint32_t model);

/* The same of a class that is only named, by a Class object: whether what the stream says of it, and of the
 * classes above it, is said of those that the receiver knows. */
SLUICE_NODISCARD bool sluice_bind_class(struct sluice_engine *engine,
                                        struct sluice_proxy *descriptor);

#endif
