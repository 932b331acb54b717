/* Whether what a refusal says of the bytes is true of them. Private to rules/oracles. */
#ifndef SLUICE_RULES_ORACLES_REFUSALS_H
#define SLUICE_RULES_ORACLES_REFUSALS_H

#include "rules/case.h"

/* A refusal by a reason that is known here, and the place that it names. */
struct sluice_refusal {
    const struct sluice_case *seen;
    const struct sluice_answer *answer;
    const uint8_t *bytes; /* from that place on, or NULL if it is no place in the stream */
    uint64_t left;        /* bytes from there to the end */
};

/* Whether the bytes bear out a reason; true where they do not tell. */
typedef bool (*sluice_bears_out_fn)(const struct sluice_refusal *refusal);

/* The `bytes` bytes behind the first `from` ones as a number; false if they are not there. */
bool sluice_refusal_number(const struct sluice_refusal *refusal, uint64_t from, unsigned bytes,
                           uint64_t *out);

/* True if this byte stands there. */
bool sluice_refusal_stands(const struct sluice_refusal *refusal, uint8_t code);

/* True if this byte stands right before. */
bool sluice_refusal_follows(const struct sluice_refusal *refusal, uint8_t code);

/* refusals_policy.c: reasons that speak of the classes of the policy. */
bool sluice_bears_out_unnamed(const struct sluice_refusal *refusal);
bool sluice_bears_out_absent(const struct sluice_refusal *refusal);
bool sluice_bears_out_not_serializable(const struct sluice_refusal *refusal);
bool sluice_bears_out_not_permitted(const struct sluice_refusal *refusal);
bool sluice_bears_out_suid(const struct sluice_refusal *refusal);
bool sluice_bears_out_field_type(const struct sluice_refusal *refusal);
bool sluice_bears_out_missing_field(const struct sluice_refusal *refusal);
bool sluice_bears_out_constant(const struct sluice_refusal *refusal);
bool sluice_bears_out_open_reference(const struct sluice_refusal *refusal);
bool sluice_bears_out_unbuilt_reference(const struct sluice_refusal *refusal);
bool sluice_bears_out_object(const struct sluice_refusal *refusal);
bool sluice_bears_out_repeated(const struct sluice_refusal *refusal);
bool sluice_bears_out_reserved(const struct sluice_refusal *refusal);
bool sluice_bears_out_value_type(const struct sluice_refusal *refusal);

/* True, after saying so, if a refusal is contradicted by the bytes: by those at the place that it names, or by
 * what they are as a whole. */
bool sluice_is_refused_wrongly(const struct sluice_case *seen, struct sluice_judged *out);

#endif
