/* Limits that are too low by one for a sound item: IN-9, IN-10, BOUND-*. Nothing but the settings differs. */
#include "harness/fuzz/mutate/breaks.h"

#include "harness/stream/chain.h"

#include <string.h>

enum { MANY = 5 };

/* In the order of SLUICE_LIMIT_LIST. */
enum limit {
#define X(member, upper, text) LIMIT_##upper,
    SLUICE_LIMIT_LIST(X)
#undef X
};

static bool lower(struct sluice_mutation *mutation, enum limit which, uint8_t value)
{
    uint8_t *code = &mutation->settings.limits[which];
    if (*code != 0 && *code <= value) {
        return false; /* it is as low already */
    }
    *code = value;
    mutation->bare = false;
    return true;
}

/* --- items that need it ---------------------------------------------------------------------------------------- */

static bool make_strings(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_break_array(mutation, id, "[Ljava.lang.Object;");
    for (size_t i = 0; i < MANY; i++) {
        const sluice_node_id string = sluice_add(mutation, id, SLUICE_ROLE_ELEMENT,
                                                 SLUICE_NODE_NULL);
        sluice_break_string(mutation, string, "eight888", 8);
    }
    return true;
}

/* Objects in objects, MANY levels of them. */
static bool make_depth(struct sluice_mutation *mutation, sluice_node_id id)
{
    for (size_t i = 0; i < MANY; i++) {
        sluice_break_array(mutation, id, "[Ljava.lang.Object;");
        id = sluice_add(mutation, id, SLUICE_ROLE_ELEMENT, SLUICE_NODE_NULL);
    }
    return true;
}

static bool make_fields(struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id desc = sluice_break_class(mutation, id);
    for (size_t i = 0; i < MANY; i++) {
        (void)sluice_make_field(mutation, desc, &"abcde"[i], 1, sluice_text_bytes("I"));
    }
    return true;
}

static bool make_hierarchy(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const char *const names[MANY] = {"a.A", "a.B", "a.C", "a.D", "a.E"};
    sluice_node_id desc = sluice_break_class(mutation, id);
    for (size_t i = 1; i < MANY; i++) {
        desc = sluice_child(mutation->program, desc, SLUICE_ROLE_SUPER);
        sluice_make_plain_class(mutation, desc, names[i], 1, SLUICE_FLAG_SERIALIZABLE);
        sluice_at(mutation, desc)->marks = 0;
    }
    return true;
}

static bool make_interfaces(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const char *const names[] = {"java.io.Serializable", "java.lang.Comparable",
                                        "java.lang.Cloneable"};
    sluice_clear(mutation, id);
    sluice_at(mutation, id)->kind = SLUICE_NODE_CLASS;
    const sluice_node_id desc = sluice_add(mutation, id, SLUICE_ROLE_DESC, SLUICE_NODE_PROXYDESC);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)sluice_add_bytes(mutation, desc, SLUICE_ROLE_INTERFACE, SLUICE_NODE_UTF, names[i],
                               strlen(names[i]));
    }
    (void)sluice_add(mutation, desc, SLUICE_ROLE_SUPER, SLUICE_NODE_NULL);
    return true;
}

static bool make_block(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_at(mutation, id)->kind = SLUICE_NODE_BLOCK;
    (void)sluice_add_bytes(mutation, id, SLUICE_ROLE_PART, SLUICE_NODE_RAW, "eight888", 8);
    return true;
}

static bool make_ints(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_break_array(mutation, id, "[I");
    return true;
}

static bool make_long_string(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_break_string(mutation, id, "sound", 5);
    sluice_at(mutation, id)->marks |= SLUICE_NODE_LONG;
    return true;
}

static bool make_long_block(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_at(mutation, id)->marks |= SLUICE_NODE_LONG;
    return make_block(mutation, id);
}

/* --- claims above it, that cannot come ----------------------------------------------------------------------------- */

/* More than a limit, which is more than the input has: so it is cut off, whatever the limit is. */
static bool claim_too_much(struct sluice_mutation *mutation, sluice_node_id id, enum limit which,
                           int64_t claim)
{
    uint8_t any = 0;
    for (size_t i = 0; i < SLUICE_FUZZ_LIMITS; i++) {
        any |= mutation->settings.limits[i];
    }
    sluice_at(mutation, id)->marks |= SLUICE_NODE_CLAIM;
    sluice_at(mutation, id)->claim = claim;
    mutation->settings.limits[which] = sluice_fuzz_code_of_limit(SLUICE_FUZZ_MAX_INPUT);
    mutation->bare = false;
    return any == 0;
}

static bool claim_ints(struct sluice_mutation *mutation, sluice_node_id id)
{
    return claim_too_much(mutation, id, LIMIT_ARRAY_LENGTH, 1 << 20);
}

static bool claim_elements(struct sluice_mutation *mutation, sluice_node_id id)
{
    return claim_too_much(mutation, id, LIMIT_ELEMENTS, 1 << 20);
}

static bool claim_letters(struct sluice_mutation *mutation, sluice_node_id id)
{
    return claim_too_much(mutation, id, LIMIT_STRING_BYTES, 1 << 20);
}

static bool claim_block(struct sluice_mutation *mutation, sluice_node_id id)
{
    return claim_too_much(mutation, id, LIMIT_BLOCK_BYTES, 1 << 20);
}

static bool claim_fields(struct sluice_mutation *mutation, sluice_node_id id)
{
    return claim_too_much(mutation, sluice_child(mutation->program, id, SLUICE_ROLE_DESC),
                          LIMIT_FIELDS, INT16_MAX);
}

static bool claim_interfaces(struct sluice_mutation *mutation, sluice_node_id id)
{
    return claim_too_much(mutation, sluice_child(mutation->program, id, SLUICE_ROLE_DESC),
                          LIMIT_INTERFACES, UINT16_MAX);
}

/* --- limits below it --------------------------------------------------------------------------------------------- */

#define SPOIL(name, limit, value)                                                                  \
    static bool spoil_##name(struct sluice_mutation *mutation, sluice_node_id id)                  \
    {                                                                                              \
        (void)id;                                                                                  \
        return lower(mutation, LIMIT_##limit, value);                                              \
    }
SPOIL(stream_bytes, STREAM_BYTES, 40)
SPOIL(bytes, BYTES, 40)
SPOIL(objects, OBJECTS, MANY + 1)
SPOIL(elements, ELEMENTS, MANY - 1)
SPOIL(array_length, ARRAY_LENGTH, MANY - 1)
SPOIL(string_bytes, STRING_BYTES, 7)
SPOIL(depth, DEPTH, MANY - 1)
SPOIL(hierarchy, HIERARCHY, MANY - 1)
SPOIL(fields, FIELDS, MANY - 1)
SPOIL(interfaces, INTERFACES, 2)
SPOIL(block_bytes, BLOCK_BYTES, 7)
SPOIL(heap, HEAP, 64)

/* clang-format off */
#define BOTH true, true
#define CUT_OFF {SLUICE_CLAIM_EXCEEDS_INPUT, SLUICE_TRUNCATED, SLUICE_TRUNCATED_BLOCK}
static const struct sluice_break breaks[] = {
    {"BOUND-COUNTERS", "stream-bytes", BOTH, make_strings, spoil_stream_bytes, {SLUICE_LIMIT_STREAM_BYTES}},
    {"BOUND-COUNTERS", "bytes", BOTH, make_strings, spoil_bytes, {SLUICE_LIMIT_BYTES}},
    {"IN-9", "objects", BOTH, make_strings, spoil_objects, {SLUICE_LIMIT_OBJECTS}},
    {"IN-10", "elements", BOTH, make_strings, spoil_elements, {SLUICE_LIMIT_ELEMENTS}},
    {"IN-10", "array-length", BOTH, make_strings, spoil_array_length, {SLUICE_LIMIT_ARRAY_LENGTH}},
    {"BOUND-COUNTERS", "string-bytes", BOTH, make_strings, spoil_string_bytes, {SLUICE_LIMIT_STRING_BYTES}},
    {"BOUND-STACK", "depth", BOTH, make_depth, spoil_depth, {SLUICE_LIMIT_DEPTH}},
    {"BOUND-COUNTERS", "hierarchy", BOTH, make_hierarchy, spoil_hierarchy, {SLUICE_LIMIT_HIERARCHY}},
    {"BOUND-COUNTERS", "fields", BOTH, make_fields, spoil_fields, {SLUICE_LIMIT_FIELDS}},
    {"BOUND-COUNTERS", "interfaces", BOTH, make_interfaces, spoil_interfaces, {SLUICE_LIMIT_INTERFACES}},
    {"BOUND-COUNTERS", "block-bytes", BOTH, make_block, spoil_block_bytes, {SLUICE_LIMIT_BLOCK_BYTES}},
    {"BOUND-HEAP", "heap", BOTH, make_strings, spoil_heap, {SLUICE_LIMIT_HEAP}},
    {"IN-8", "ints-cannot-come", BOTH, make_ints, claim_ints, CUT_OFF},
    {"IN-8", "elements-cannot-come", BOTH, make_ints, claim_elements, CUT_OFF},
    {"IN-8", "letters-cannot-come", BOTH, make_long_string, claim_letters, CUT_OFF},
    {"IN-8", "block-cannot-come", BOTH, make_long_block, claim_block, CUT_OFF},
    {"IN-8", "fields-cannot-come", BOTH, make_fields, claim_fields, CUT_OFF},
    {"IN-8", "interfaces-cannot-come", BOTH, make_interfaces, claim_interfaces, CUT_OFF},
};
/* clang-format on */

const struct sluice_breaks sluice_breaks_of_limits = {breaks, sizeof breaks / sizeof breaks[0]};
