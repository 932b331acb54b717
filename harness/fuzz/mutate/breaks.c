#include "harness/fuzz/mutate/breaks.h"

#include "harness/fuzz/mutate/mutate.h"
#include "harness/fuzz/policies.h"
#include "harness/stream/chain.h"

#include <stdlib.h>
#include <string.h>

/* --- the list --------------------------------------------------------------------------------------------- */

static const struct sluice_breaks *const groups[] = {
    &sluice_breaks_of_protocol, &sluice_breaks_of_limits, &sluice_breaks_of_classes,
    &sluice_breaks_of_checks, &sluice_breaks_of_data};

enum { GROUPS = sizeof groups / sizeof groups[0], MOST_RULES = 64, LIMITS = SLUICE_FUZZ_LIMITS };

static const struct sluice_break *break_at(size_t index)
{
    for (size_t i = 0; i < GROUPS; i++) {
        if (index < groups[i]->count) {
            return &groups[i]->list[index];
        }
        index -= groups[i]->count;
    }
    return NULL;
}

static size_t count_breaks(void)
{
    size_t count = 0;
    for (size_t i = 0; i < GROUPS; i++) {
        count += groups[i]->count;
    }
    return count;
}

const char *const *sluice_mutate_rules(void)
{
    static const char *rules[MOST_RULES + 1];
    size_t count = 0;
    for (size_t i = 0; i < count_breaks(); i++) {
        const char *rule = break_at(i)->rule;
        size_t k = 0;
        while (k < count && strcmp(rules[k], rule) != 0) {
            k++;
        }
        if (k == count && count < MOST_RULES) {
            rules[count++] = rule;
        }
    }
    rules[count] = NULL;
    return rules;
}

/* --- the last one -------------------------------------------------------------------------------------------- */

static struct {
    struct sluice_mutate_neighbor neighbor;
    const char *reasons[SLUICE_BREAK_REASONS + LIMITS + 1];
    uint8_t base[SLUICE_FUZZ_MAX_INPUT];
    uint8_t made[SLUICE_FUZZ_MAX_INPUT];
} last;

const struct sluice_mutate_neighbor *sluice_mutate_last_neighbor(void)
{
    return &last.neighbor;
}

void sluice_breaks_forget(void)
{
    last.neighbor = (struct sluice_mutate_neighbor){0};
}

/* Where limits are set, the broken item may reach one before it is seen to be broken. */
static void note(const struct sluice_break *broken, bool limited, size_t base, size_t made)
{
    static const enum sluice_reason limits[] = {
#define X(member, upper, text) SLUICE_LIMIT_##upper,
        SLUICE_LIMIT_LIST(X)
#undef X
    };
    size_t count = 0;
    for (size_t i = 0; i < SLUICE_BREAK_REASONS && broken->reasons[i] != SLUICE_OK; i++) {
        last.reasons[count++] = sluice_reason_name(broken->reasons[i]);
    }
    for (size_t i = 0; limited && i < sizeof limits / sizeof limits[0]; i++) {
        last.reasons[count++] = sluice_reason_name(limits[i]);
    }
    last.reasons[count] = NULL;
    last.neighbor = (struct sluice_mutate_neighbor){.rule = broken->rule,
                                                    .name = broken->name,
                                                    .reasons = last.reasons,
                                                    .decode = broken->decode,
                                                    .inspect = broken->inspect,
                                                    .base = {last.base, base},
                                                    .made = {last.made, made}};
}

/* --- places that are certain --------------------------------------------------------------------------------- */

/* Whether a class's data stands in one way only, whoever reads it. */
static bool is_plain_class(const struct sluice_program *program, sluice_node_id desc)
{
    const struct sluice_node *node = sluice_program_peek(program, desc);
    const bool fields = sluice_child(program, desc, SLUICE_ROLE_FIELD) != SLUICE_NODE_NONE;
    return (node->code & SLUICE_FLAG_EXTERNALIZABLE) == 0 &&
           !(fields && (node->code & SLUICE_FLAG_WRITE_METHOD) != 0);
}

static bool is_certain_node(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = sluice_program_peek(program, id);
    if ((node->marks & SLUICE_NODE_CLAIM) != 0) {
        return false;
    }
    switch (node->kind) {
    case SLUICE_NODE_CLASSDESC:
        return is_plain_class(program, id) && (node->marks & SLUICE_NODE_NO_END) == 0;
    case SLUICE_NODE_REFERENCE:
        return node->target != 0;
    case SLUICE_NODE_RAW:
        return node->role == SLUICE_ROLE_PART;
    case SLUICE_NODE_UTF:
    case SLUICE_NODE_VALUES:
        return node->role != SLUICE_ROLE_ITEM && node->role != SLUICE_ROLE_CONTENT;
    case SLUICE_NODE_NULL:
    case SLUICE_NODE_STRING:
    case SLUICE_NODE_BLOCK:
    case SLUICE_NODE_RESET:
    case SLUICE_NODE_ARRAY:
    case SLUICE_NODE_OBJECT:
    case SLUICE_NODE_LEVEL:
    case SLUICE_NODE_ENUM:
    case SLUICE_NODE_CLASS:
    case SLUICE_NODE_FIELD:
        return true;
    default:
        return false;
    }
}

static bool is_certain(const struct sluice_program *program, sluice_node_id item)
{
    for (sluice_node_id id = item; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, item, id)) {
        if (!is_certain_node(program, id)) {
            return false;
        }
    }
    return true;
}

/* A place with nothing but certain items before it: the item that it comes before, or NONE if there is none.
 * The last item is never before it, because the input may end in the middle of it. False: there is no
 * ordinary header. */
static bool find_place(struct sluice_mutation *mutation, sluice_node_id *before)
{
    static const uint8_t header[] = {0xAC, 0xED, 0, 5};
    const struct sluice_program *program = mutation->program;
    const sluice_node_id magic = sluice_program_peek(program, SLUICE_NODE_ROOT)->first;
    const struct sluice_bytes bytes = sluice_program_bytes(program, magic);
    if (sluice_program_peek(program, magic)->kind != SLUICE_NODE_MAGIC ||
        bytes.length != sizeof header || memcmp(bytes.data, header, sizeof header) != 0) {
        return false;
    }
    sluice_node_id at = sluice_program_peek(program, magic)->next;
    while (at != SLUICE_NODE_NONE && sluice_program_peek(program, at)->next != SLUICE_NODE_NONE &&
           !sluice_random_one_in(&mutation->random, 3) && is_certain(program, at)) {
        at = sluice_program_peek(program, at)->next;
    }
    *before = at;
    return true;
}

/* --- how it is done --------------------------------------------------------------------------------------------- */

static bool has_limits(const struct sluice_fuzz_settings *settings)
{
    uint8_t any = 0;
    for (size_t i = 0; i < SLUICE_FUZZ_LIMITS; i++) {
        any |= settings->limits[i];
    }
    return any != 0;
}

/* Base and broken input stand in `last`; false: it came to nothing. */
static bool make(struct sluice_mutation *mutation, const struct sluice_break *broken, size_t max)
{
    const struct sluice_fuzz_settings settings = mutation->settings;
    sluice_node_id before;
    if (!find_place(mutation, &before)) {
        return false;
    }
    const sluice_node_id id = sluice_new_place(mutation);
    sluice_program_insert(mutation->program, SLUICE_NODE_ROOT, before, id);
    if (broken->prepare != NULL && !broken->prepare(mutation, id)) {
        return false;
    }
    const size_t base = sluice_mutation_finish(mutation, last.base, max);
    if (base == 0 || !broken->spoil(mutation, id)) {
        return false;
    }
    const size_t made = sluice_mutation_finish(mutation, last.made, max);
    if (made > 0) {
        const bool lowered = memcmp(mutation->settings.limits, settings.limits,
                                    sizeof settings.limits) != 0;
        note(broken, has_limits(&settings) && !lowered, base, made);
    }
    return made > 0;
}

/* One try. */
static bool make_one(const struct sluice_fuzz_input *input, size_t max, uint64_t seed)
{
    struct sluice_mutation mutation = {
        .random = {seed}, .settings = input->settings, .bare = input->bare, .keep_links = true};
    const struct sluice_break *broken = break_at(
        sluice_random_below(&mutation.random, (uint32_t)count_breaks()));
    mutation.program = sluice_disassemble(input->stream.data, input->stream.length);
    sluice_mutation_find_classes(&mutation);
    const bool good = mutation.program != NULL && !mutation.failed && make(&mutation, broken, max);
    sluice_program_free(mutation.program);
    return good;
}

/* The same with a stream of next to nothing, under whichever policy has what the operator needs: few have
 * classes of every kind. */
static bool make_fresh(size_t max, uint64_t seed)
{
    static const uint8_t stream[] = {0xAC, 0xED, 0, 5, 0x70, 0x70};
    const size_t count = sluice_fuzz_policy_count();
    struct sluice_random random = {seed};
    const struct sluice_break *broken = break_at(
        sluice_random_below(&random, (uint32_t)count_breaks()));
    const size_t start = sluice_random_below(&random, (uint32_t)count);
    bool good = false;
    for (size_t i = 0; i < count && !good; i++) {
        struct sluice_mutation mutation = {.random = {sluice_random_next(&random)},
                                           .settings = {.policy = (uint16_t)((start + i) % count)},
                                           .keep_links = true};
        mutation.program = sluice_disassemble(stream, sizeof stream);
        sluice_mutation_find_classes(&mutation);
        good = mutation.program != NULL && !mutation.failed && make(&mutation, broken, max);
        sluice_program_free(mutation.program);
    }
    return good;
}

size_t sluice_breaks_make(struct sluice_bytes input, uint8_t *out, size_t max, uint64_t seed)
{
    enum { TRIES = 4, FRESH = 16 };
    const struct sluice_fuzz_input read = sluice_fuzz_input_read(input);
    const size_t room = max < sizeof last.made ? max : sizeof last.made;
    struct sluice_random random = {seed};
    bool good = sluice_random_one_in(&random, FRESH) &&
                make_fresh(room, sluice_random_next(&random));
    for (size_t i = 0; i < TRIES && !good && read.stream.length > 0; i++) {
        good = make_one(&read, room, sluice_random_next(&random));
    }
    if (!good) {
        return 0;
    }
    memcpy(out, last.made, last.neighbor.made.length);
    return last.neighbor.made.length;
}

/* --- what items are made of ---------------------------------------------------------------------------------------- */

const struct sluice_class_model *
sluice_break_find_model(struct sluice_mutation *mutation,
                        bool (*passes)(const struct sluice_class_model *model))
{
    const struct sluice_class_model *found = NULL;
    uint32_t seen = 0;
    for (size_t i = 0; i < mutation->class_count; i++) {
        if (passes(&mutation->classes[i]) && sluice_random_one_in(&mutation->random, ++seen)) {
            found = &mutation->classes[i];
        }
    }
    return found;
}

static sluice_node_id written_out(struct sluice_mutation *mutation, sluice_node_id owner,
                                  const char *class_name, int64_t suid, unsigned flags)
{
    const sluice_node_id desc = sluice_add(mutation, owner, SLUICE_ROLE_DESC, SLUICE_NODE_NULL);
    sluice_make_plain_class(mutation, desc, class_name, suid, (uint8_t)flags);
    sluice_at(mutation, desc)->marks = 0;
    return desc;
}

sluice_node_id sluice_break_object(struct sluice_mutation *mutation, sluice_node_id id,
                                   const char *class_name, unsigned flags)
{
    const struct sluice_class_model *model = sluice_model_named(mutation,
                                                                sluice_text_bytes(class_name));
    sluice_clear(mutation, id);
    sluice_at(mutation, id)->kind = SLUICE_NODE_OBJECT;
    return written_out(mutation, id, class_name, model != NULL && model->has_suid ? model->suid : 1,
                       flags);
}

void sluice_break_array(struct sluice_mutation *mutation, sluice_node_id id, const char *class_name)
{
    sluice_clear(mutation, id);
    sluice_at(mutation, id)->kind = SLUICE_NODE_ARRAY;
    (void)written_out(mutation, id, class_name, sluice_array_suid(class_name, strlen(class_name)),
                      SLUICE_FLAG_SERIALIZABLE);
}

sluice_node_id sluice_break_class(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_clear(mutation, id);
    sluice_at(mutation, id)->kind = SLUICE_NODE_CLASS;
    return written_out(mutation, id, "java.lang.String", INT64_C(-6849794470754667710),
                       SLUICE_FLAG_SERIALIZABLE);
}

void sluice_break_group(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_clear(mutation, id);
    sluice_at(mutation, id)->kind = SLUICE_NODE_REPEAT;
    sluice_at(mutation, id)->number = 1;
}

void sluice_break_string(struct sluice_mutation *mutation, sluice_node_id id, const char *text,
                         size_t length)
{
    sluice_clear(mutation, id);
    sluice_at(mutation, id)->kind = SLUICE_NODE_STRING;
    sluice_put_bytes(mutation, id, text, length);
}

void sluice_break_refer(struct sluice_mutation *mutation, sluice_node_id id, sluice_node_id item)
{
    const uint32_t label = sluice_label_of(mutation, item);
    sluice_clear(mutation, id);
    sluice_at(mutation, id)->kind = SLUICE_NODE_REFERENCE;
    sluice_at(mutation, id)->target = label;
}
