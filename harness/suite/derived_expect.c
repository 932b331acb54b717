#include "harness/suite/derived_state.h"

#include "rules/stream_map.h"

#include <string.h>

/* --- answers ------------------------------------------------------------------------------------- */

static bool is_one_of(const char *text, const char *const *list)
{
    for (; text != NULL && *list != NULL; list++) {
        if (strcmp(text, *list) == 0) {
            return true;
        }
    }
    return false;
}

/* Reasons that speak of bytes that are not there. */
static bool is_want_of_bytes(const char *reason)
{
    static const char *const reasons[] = {"truncated", "truncated-block", "claim-exceeds-input",
                                          NULL};
    return is_one_of(reason, reasons);
}

static bool same_end(const struct sluice_answer *a, const struct sluice_answer *b)
{
    return a->outcome == b->outcome &&
           (a->reason == NULL || b->reason == NULL || strcmp(a->reason, b->reason) == 0);
}

/* What the bytes of the variant say. */
static bool read_map(struct sluice_deriving *deriving, const struct sluice_variant *variant,
                     const struct sluice_judge_context *context, struct sluice_stream_map *map)
{
    struct sluice_judge_context about = *context;
    about.bytes = variant->bytes.data;
    about.length = variant->bytes.length;
    if (!sluice_stream_map_make(&about, map)) {
        deriving->why = "out of memory for the map of a variant";
        return false;
    }
    return true;
}

/* --- by rule ------------------------------------------------------------------------------------- */

static const char *wrong_truncated(struct sluice_deriving *deriving,
                                   const struct sluice_variant *variant,
                                   const struct sluice_judge_context *context)
{
    const struct sluice_answer *base = &deriving->plain->answer;
    const struct sluice_answer *answer = &deriving->seen.answer;
    const bool accepted = answer->outcome == SLUICE_OUTCOME_ACCEPT;
    struct sluice_stream_map map;
    if (!read_map(deriving, variant, context, &map)) {
        return NULL;
    }
    const bool complete = map.status == SLUICE_MAP_COMPLETE;
    const bool malformed = map.status == SLUICE_MAP_MALFORMED;
    sluice_stream_map_free(&map);
    if (accepted && malformed) {
        return "a cut stream is accepted";
    }
    if (!accepted && complete && base->outcome == SLUICE_OUTCOME_ACCEPT) {
        return "the first items of an accepted stream are not accepted";
    }
    if (!accepted && !is_want_of_bytes(answer->reason) && !same_end(base, answer)) {
        return "a cut stream is refused neither as cut nor as the whole one is";
    }
    return NULL;
}

/* A writer writes when all is read: what it refuses then does not come before what follows. */
static const char *wrong_trailing(const struct sluice_deriving *deriving)
{
    const struct sluice_answer *base = &deriving->plain->answer;
    if (base->outcome != SLUICE_OUTCOME_ACCEPT && base->written == NULL &&
        !is_want_of_bytes(base->reason) && !same_end(base, &deriving->seen.answer)) {
        return "what follows a refused stream changes how it is refused";
    }
    return NULL;
}

/* --- wrapped ------------------------------------------------------------------------------------- */

/* Containers that end with what stands in them. Behind it the others have bytes of their own, which an
 * item that ends too early takes for its own. */
static const unsigned ends_with_items = 1U << SLUICE_WRAP_ARRAY | 1U << SLUICE_WRAP_TYPED_ARRAY |
                                        1U << SLUICE_WRAP_REFERENCE | 1U << SLUICE_WRAP_FIELD |
                                        1U << SLUICE_WRAP_HANDLER;

/* True if an object of the case is replaced by another. */
static bool something_resolves(const struct sluice_deriving *deriving)
{
    const struct sluice_judge_context *context = &deriving->question->context;
    const struct sluice_observation *plain = deriving->plain;
    for (size_t i = 0; i < plain->trace_count; i++) {
        const struct sluice_trace_event *event = &plain->trace[i];
        const struct sluice_judge_class *known = event->type == SLUICE_TRACE_CONSTRUCTED &&
                                                         event->name != NULL
                                                     ? sluice_judge_find_class(context, event->name,
                                                                               strlen(event->name))
                                                     : NULL;
        if (known != NULL && known->resolves) {
            return true;
        }
    }
    return false;
}

/* True if the case sets limits, or ends at one: containers count too. */
static bool is_near_limits(const struct sluice_deriving *deriving)
{
    static const struct sluice_limits none;
    return memcmp(&deriving->item->limits, &none, sizeof none) != 0 ||
           deriving->plain->answer.outcome == SLUICE_OUTCOME_LIMIT;
}

static bool is_nesting(const char *reason)
{
    return reason != NULL && strcmp(reason, "limit-depth") == 0;
}

/* The ways in which a container may rightly change what comes of its items. Each has its reason. */
static bool may_differ(const struct sluice_deriving *deriving, const struct sluice_variant *variant)
{
    const struct sluice_answer *base = &deriving->plain->answer;
    const struct sluice_answer *answer = &deriving->seen.answer;
    const bool ends = (ends_with_items & 1U << variant->container) != 0;
    const struct {
        const char *reason;
        bool applies;
    } exceptions[] = {
        {"containers are objects, elements and levels, and count as such",
         answer->outcome == SLUICE_OUTCOME_LIMIT &&
             (is_near_limits(deriving) || is_nesting(answer->reason))},
        {"an item that ends too early takes the end of its container for its own",
         is_want_of_bytes(base->reason) && (!ends || variant->container == SLUICE_WRAP_MIXED)},
        {"or finds that there are not even the bytes that it wants before",
         is_want_of_bytes(base->reason) && is_want_of_bytes(answer->reason)},
        {"the elements that an array owes are claimed before its items are read",
         answer->outcome == SLUICE_OUTCOME_REJECT && base->outcome == SLUICE_OUTCOME_REJECT &&
             is_want_of_bytes(answer->reason)},
        {"what a readResolve puts in the place of an object need not be of its class",
         variant->container == SLUICE_WRAP_TYPED_ARRAY && something_resolves(deriving) &&
             answer->reason != NULL && strcmp(answer->reason, "value-type") == 0},
    };
    for (size_t i = 0; i < sizeof exceptions / sizeof exceptions[0]; i++) {
        if (exceptions[i].applies) {
            return true;
        }
    }
    return false;
}

/* Data whose end only its class knows takes what follows for its own. */
static bool has_no_end(struct sluice_deriving *deriving)
{
    const struct sluice_variant own = {.bytes = {deriving->base->bytes, deriving->base->length}};
    struct sluice_stream_map map;
    if (!read_map(deriving, &own, &deriving->question->context, &map)) {
        return true;
    }
    const bool uncertain = map.status == SLUICE_MAP_UNCERTAIN;
    sluice_stream_map_free(&map);
    return uncertain;
}

static const char *wrong_wrapped(struct sluice_deriving *deriving,
                                 const struct sluice_variant *variant)
{
    const struct sluice_answer *base = &deriving->plain->answer;
    const struct sluice_answer *answer = &deriving->seen.answer;
    if (same_end(base, answer) || may_differ(deriving, variant) || has_no_end(deriving)) {
        return NULL;
    }
    return base->outcome == answer->outcome ? "a container around the items changes the reason"
                                            : "a container around the items changes the verdict";
}

/* --- numbers ------------------------------------------------------------------------------------- */

static bool is_refused_as(const struct sluice_answer *answer, const char *reason)
{
    return answer->outcome == SLUICE_OUTCOME_REJECT && answer->reason != NULL &&
           strcmp(answer->reason, reason) == 0;
}

/* A field that means null by it, and data that nobody keeps, may refer to what is open around them. */
static bool refers_to_open(struct sluice_deriving *deriving, const struct sluice_variant *variant,
                           const struct sluice_judge_context *context)
{
    struct sluice_stream_map map;
    if (deriving->item->mode != SLUICE_MODE_DECODE || !read_map(deriving, variant, context, &map)) {
        return false;
    }
    const bool open = map.open_reference;
    sluice_stream_map_free(&map);
    return open;
}

/* True if a receiver keeps a class descriptor as a value. In a field that is passed over one may stand. */
static bool keeps_descriptor(struct sluice_deriving *deriving, const struct sluice_variant *variant,
                             const struct sluice_judge_context *context)
{
    struct sluice_stream_map map;
    bool keeps = false;
    if (deriving->item->mode != SLUICE_MODE_DECODE || !read_map(deriving, variant, context, &map)) {
        return false;
    }
    for (uint32_t i = 0; i < map.edge_count; i++) {
        const struct sluice_map_entry *value = sluice_map_entry_at(&map, map.edges[i].value);
        keeps = keeps ||
                (map.edges[i].needed && value != NULL && value->kind == SLUICE_MAP_DESCRIPTOR);
    }
    sluice_stream_map_free(&map);
    return keeps;
}

/* Where everything before it is well, the reference itself must be refused. */
static const char *wrong_handle(struct sluice_deriving *deriving,
                                const struct sluice_variant *variant,
                                const struct sluice_judge_context *context)
{
    const struct sluice_answer *answer = &deriving->seen.answer;
    const bool accepted = answer->outcome == SLUICE_OUTCOME_ACCEPT;
    const bool sound = deriving->plain->answer.outcome == SLUICE_OUTCOME_ACCEPT;
    switch (variant->handle) {
    case SLUICE_HANDLE_UNASSIGNED:
    case SLUICE_HANDLE_FUTURE:
    case SLUICE_HANDLE_BEFORE_RESET:
        if (accepted) {
            return "a reference to what is not there is accepted";
        }
        if (sound && !is_refused_as(answer, "bad-handle")) {
            return "a reference to what is not there is refused for another reason";
        }
        break;
    case SLUICE_HANDLE_WRONG_KIND:
        if (accepted) {
            return "a reference to something of the wrong kind is accepted";
        }
        break;
    case SLUICE_HANDLE_CLASS:
        if (accepted && keeps_descriptor(deriving, variant, context)) {
            return "a class descriptor is accepted as a value";
        }
        break;
    case SLUICE_HANDLE_UNDER_CONSTRUCTION:
        if (accepted && refers_to_open(deriving, variant, context)) {
            return "a reference to what is not constructed yet is accepted";
        }
        break;
    case SLUICE_HANDLE_FITTING:
    case SLUICE_HANDLE_UNKNOWN:
        break;
    }
    return NULL;
}

/* What is well formed can be read; whether it can be built, the classes say. The map does not look at the
 * letters of texts. */
static const char *wrong_number(struct sluice_deriving *deriving,
                                const struct sluice_variant *variant,
                                const struct sluice_judge_context *context)
{
    struct sluice_stream_map map;
    if (deriving->item->mode != SLUICE_MODE_INSPECT ||
        deriving->plain->answer.outcome != SLUICE_OUTCOME_ACCEPT ||
        deriving->seen.answer.outcome != SLUICE_OUTCOME_REJECT ||
        is_refused_as(&deriving->seen.answer, "bad-utf") ||
        !read_map(deriving, variant, context, &map)) {
        return NULL;
    }
    const bool complete = map.status == SLUICE_MAP_COMPLETE;
    sluice_stream_map_free(&map);
    return complete ? "a well-formed stream is not read" : NULL;
}

const char *sluice_derived_wrong(struct sluice_deriving *deriving,
                                 const struct sluice_variant *variant,
                                 const struct sluice_judge_context *context)
{
    switch (variant->rule) {
    case SLUICE_VARIANT_TRUNCATE:
        return wrong_truncated(deriving, variant, context);
    case SLUICE_VARIANT_TRAILING:
        return wrong_trailing(deriving);
    case SLUICE_VARIANT_WRAP:
        return wrong_wrapped(deriving, variant);
    case SLUICE_VARIANT_LENGTH:
        return wrong_number(deriving, variant, context);
    case SLUICE_VARIANT_HANDLE:
        return wrong_handle(deriving, variant, context);
    case SLUICE_VARIANT_CHUNK:
    case SLUICE_VARIANT_SPLIT:
    case SLUICE_VARIANT_REFUSAL:
        break;
    }
    return NULL;
}

bool sluice_derived_may_violate(const struct sluice_deriving *deriving,
                                const struct sluice_variant *variant, const char *rule)
{
    static const struct {
        enum sluice_variant_rule variant;
        const char *rule;
        const char *reason;
    } exceptions[] = {
        {SLUICE_VARIANT_LENGTH, "DEV-2",
         "elements that a class does not count it does not read; the bytes alone do not tell how "
         "many it counts"},
    };
    /* Where containers are to be replaced, only those that the JDK could have written are. */
    if (deriving->item->safe && strncmp(rule, "OUT-", 4) == 0) {
        return variant->rule == SLUICE_VARIANT_LENGTH || variant->rule == SLUICE_VARIANT_HANDLE ||
               variant->rule == SLUICE_VARIANT_TRAILING;
    }
    for (size_t i = 0; i < sizeof exceptions / sizeof exceptions[0]; i++) {
        if (variant->rule == exceptions[i].variant && strcmp(rule, exceptions[i].rule) == 0) {
            return true;
        }
    }
    /* A class that is careless on purpose may be found out by another rule for developers. */
    return deriving->item->expect.violate_count > 0 && strncmp(rule, "DEV-", 4) == 0;
}
