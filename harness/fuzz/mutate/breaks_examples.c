/* Objects that examples.txt tells of: sound ones, which are to be accepted, and the same broken. */
#include "harness/fuzz/mutate/breaks.h"
#include "harness/fuzz/mutate/examples.h"

#include <string.h>

/* --- choosing ------------------------------------------------------------------------------------------------ */

static struct {
    const struct sluice_example *example;
    const struct sluice_class_model *model;
} chosen;

/* Any of them whose class the policy has. */
static bool choose(struct sluice_mutation *mutation, enum sluice_example_kind kind)
{
    enum { TRIES = 64 };
    const uint32_t count = (uint32_t)sluice_example_count();
    chosen.model = NULL;
    for (uint32_t i = 0; i < TRIES && chosen.model == NULL; i++) {
        chosen.example = sluice_example_at(sluice_random_below(&mutation->random, count));
        if (chosen.example->kind == kind) {
            chosen.model = sluice_example_model(mutation, chosen.example);
        }
    }
    return chosen.model != NULL;
}

static bool make_sound(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_examples_make(mutation, id, chosen.model);
    return sluice_examples_apply(mutation, id, chosen.model, chosen.example->sound);
}

/* --- making ---------------------------------------------------------------------------------------------------- */

static bool prepare_sound(struct sluice_mutation *mutation, sluice_node_id id)
{
    return choose(mutation, SLUICE_EXAMPLE_BROKEN) && make_sound(mutation, id);
}

static bool spoil_sound(struct sluice_mutation *mutation, sluice_node_id id)
{
    return sluice_examples_apply(mutation, id, chosen.model, chosen.example->broken);
}

/* Whether an example tells the number of its class, and that is one of those that come with the decoder: others may not
 * mind it. */
static bool tells_number(const struct sluice_example *example)
{
    static const char word[] = "suid=";
    const struct sluice_bytes text = example->sound;
    bool tells = false;
    for (size_t at = 0; example->policy == 0 && !tells && at + sizeof word - 1 <= text.length;
         at++) {
        tells = memcmp(text.data + at, word, sizeof word - 1) == 0 &&
                (at == 0 || text.data[at - 1] == ' ');
    }
    return tells;
}

static bool prepare_number(struct sluice_mutation *mutation, sluice_node_id id)
{
    enum { TRIES = 16 };
    bool tells = false;
    for (uint32_t i = 0; !tells && i < TRIES; i++) {
        tells = choose(mutation, SLUICE_EXAMPLE_SOUND) && tells_number(chosen.example);
    }
    return tells && make_sound(mutation, id);
}

/* Another number than that. */
static bool spoil_number(struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id desc = sluice_child(mutation->program, id, SLUICE_ROLE_DESC);
    if (desc == SLUICE_NODE_NONE || sluice_at(mutation, desc)->kind != SLUICE_NODE_CLASSDESC) {
        return false;
    }
    sluice_at(mutation, desc)->marks = 0;
    sluice_at(mutation, desc)->number ^= INT64_C(1) << sluice_random_below(&mutation->random, 63);
    return true;
}

/* Twice in an entry of a map, which keeps nothing that others could change. */
static bool put_twice(struct sluice_mutation *mutation, sluice_node_id id,
                      const struct sluice_class_model *entry)
{
    struct sluice_member key;
    struct sluice_member value;
    sluice_examples_make(mutation, id, entry);
    if (!sluice_member_find(mutation, id, entry, sluice_text_bytes("key"), &key) ||
        !sluice_member_find(mutation, id, entry, sluice_text_bytes("value"), &value) ||
        !make_sound(mutation, key.value)) {
        return false;
    }
    sluice_break_refer(mutation, value.value, key.value);
    return true;
}

/* Sound by itself: it is put where nothing was. */
static bool put_sound(struct sluice_mutation *mutation, sluice_node_id id)
{
    enum { TWICE = 4 };
    const struct sluice_class_model *entry = sluice_model_named(
        mutation, sluice_text_bytes("java.util.AbstractMap$SimpleEntry"));
    if (!sluice_break_is_by_labels(mutation->program) || !choose(mutation, SLUICE_EXAMPLE_SOUND)) {
        return false;
    }
    return entry != NULL && sluice_random_one_in(&mutation->random, TWICE)
               ? put_twice(mutation, id, entry)
               : make_sound(mutation, id);
}

static bool put_never(struct sluice_mutation *mutation, sluice_node_id id)
{
    return choose(mutation, SLUICE_EXAMPLE_NEVER) &&
           sluice_example_make_never(mutation, id, chosen.model) &&
           sluice_examples_apply(mutation, id, chosen.model, chosen.example->sound);
}

/* --- the list --------------------------------------------------------------------------------------------------- */

/* clang-format off */
#define DECODE true, false
/* Which of its demands is looked at first is not said. */
#define REFUSED {SLUICE_BROKEN_RANGE, SLUICE_BROKEN_RELATION, SLUICE_BROKEN_SIZE, SLUICE_BROKEN_ONE_OF, \
                 SLUICE_BROKEN_NULL, SLUICE_BROKEN_TYPE, SLUICE_CHECK_FAILED, SLUICE_BROKEN_DUPLICATE, \
                 SLUICE_BROKEN_ORDER, SLUICE_VALUE_TYPE, SLUICE_FIELD_MISSING, SLUICE_OPTIONAL_DATA, \
                 SLUICE_SUID_MISMATCH, SLUICE_KIND_MISMATCH, SLUICE_UNKNOWN_CONSTANT, \
                 SLUICE_ENUM_DESCRIPTOR, SLUICE_FIELD_TYPE_MISMATCH, SLUICE_NOT_PERMITTED, SLUICE_FLAGS_CONFLICT, \
                 SLUICE_BAD_UTF, SLUICE_PROXY_HANDLER, SLUICE_CLASS_NOT_IN_POLICY, SLUICE_CLASS_ABSENT, \
                 SLUICE_NOT_SERIALIZABLE, SLUICE_RESOLVE_REFUSED, SLUICE_RESERVED_CLASS}
static const struct sluice_break breaks[] = {
    [SLUICE_EXAMPLE_SOUND] = {"DEV-1", "example-sound", DECODE, NULL, put_sound, {SLUICE_OK}},
    [SLUICE_EXAMPLE_BROKEN] = {"DEV-1", "example-broken", DECODE, prepare_sound, spoil_sound, REFUSED},
    [SLUICE_EXAMPLE_NEVER + 1] = {"GOLD-5", "example-suid", DECODE, prepare_number, spoil_number, {SLUICE_SUID_MISMATCH, SLUICE_ENUM_DESCRIPTOR}},
    [SLUICE_EXAMPLE_NEVER] = {"CON-1", "example-of-none", DECODE, NULL, put_never, {SLUICE_KIND_MISMATCH, SLUICE_NOT_SERIALIZABLE, SLUICE_NOT_PERMITTED, SLUICE_CLASS_ABSENT}},
};
/* clang-format on */

const struct sluice_breaks sluice_breaks_of_examples = {breaks, sizeof breaks / sizeof breaks[0]};
