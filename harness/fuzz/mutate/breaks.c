#include "harness/fuzz/mutate/breaks.h"

#include "harness/fuzz/mutate/examples.h"

#include "harness/fuzz/checks.h"
#include "harness/fuzz/mutate/mutate.h"
#include "harness/fuzz/policies.h"
#include "harness/stream/chain.h"

#include <stdlib.h>
#include <string.h>

/* --- the list --------------------------------------------------------------------------------------------- */

static const struct sluice_breaks *const groups[] = {
    &sluice_breaks_of_protocol, &sluice_breaks_of_limits,    &sluice_breaks_of_classes,
    &sluice_breaks_of_checks,   &sluice_breaks_of_data,      &sluice_breaks_of_demands,
    &sluice_breaks_of_examples, &sluice_breaks_of_fellows,   &sluice_breaks_of_arrays,
    &sluice_breaks_of_roles,    &sluice_breaks_that_are_none};

enum { GROUPS = sizeof groups / sizeof groups[0], MOST_RULES = 64, LIMITS = SLUICE_FUZZ_LIMITS };

/* An input as it is, or with settings in front of it. */
enum { ROOM = SLUICE_FUZZ_MAX_INPUT + SLUICE_FUZZ_SETTINGS };

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

static bool is_among(const struct sluice_break *one, bool decode, bool inspect)
{
    return (decode && one->decode) || (inspect && one->inspect);
}

/* There is no reason to refuse it. */
static bool is_harmless(const struct sluice_break *one)
{
    return one->reasons[0] == SLUICE_OK;
}

const char *const *sluice_mutate_rules(bool decode, bool inspect)
{
    static const char *lists[2][2][MOST_RULES + 1];
    const char **rules = lists[decode][inspect];
    size_t count = 0;
    for (size_t i = 0; i < count_breaks(); i++) {
        const char *rule = break_at(i)->rule;
        if (is_harmless(break_at(i))) {
            continue;
        }
        size_t k = 0;
        while (k < count && strcmp(rules[k], rule) != 0) {
            k++;
        }
        if (k == count && count < MOST_RULES && is_among(break_at(i), decode, inspect)) {
            rules[count++] = rule;
        }
    }
    rules[count] = NULL;
    return rules;
}

/* --- ways of breaking, by number ------------------------------------------------------------------------------- */

/* In the upper half of a choice; the lower one seeds the random numbers. It is the same for an operator
 * whatever others there are. */
static uint32_t tag_of(const struct sluice_break *broken)
{
    const char *const texts[] = {broken->rule, broken->name};
    uint32_t hash = UINT32_C(2166136261);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        for (const char *at = texts[i]; *at != '\0'; at++) {
            hash = (hash ^ (uint8_t)*at) * UINT32_C(16777619);
        }
    }
    return (hash ^ hash >> 16) & UINT16_MAX;
}

uint32_t sluice_break_choice(const struct sluice_break *broken, uint32_t seed)
{
    return tag_of(broken) << 16 | (seed & UINT16_MAX);
}

/* NULL: there is none of that number. */
static const struct sluice_break *break_of(uint32_t choice)
{
    const struct sluice_break *found = NULL;
    for (size_t i = 0; i < count_breaks(); i++) {
        if (tag_of(break_at(i)) == choice >> 16) {
            found = break_at(i);
        }
    }
    return found;
}

/* --- the last one -------------------------------------------------------------------------------------------- */

/* With its texts and bytes. */
struct neighbor {
    struct sluice_mutate_neighbor neighbor;
    const char *reasons[SLUICE_BREAK_REASONS + LIMITS + 1];
    uint8_t base[ROOM];
    uint8_t made[ROOM];
    uint8_t again[ROOM];
};

static struct neighbor last; /* by a mutation */
static struct neighbor told; /* by an input that tells of one */

const struct sluice_mutate_neighbor *sluice_mutate_last_neighbor(void)
{
    return &last.neighbor;
}

void sluice_breaks_forget(void)
{
    last.neighbor = (struct sluice_mutate_neighbor){0};
}

/* Where limits are set, the broken item may reach one before it is seen to be broken. */
static void note(struct neighbor *out, const struct sluice_break *broken, bool limited, size_t base,
                 size_t made)
{
    static const enum sluice_reason limits[] = {
#define X(member, upper, text) SLUICE_LIMIT_##upper,
        SLUICE_LIMIT_LIST(X)
#undef X
    };
    size_t count = 0;
    for (size_t i = 0; i < SLUICE_BREAK_REASONS && broken->reasons[i] != SLUICE_OK; i++) {
        out->reasons[count++] = sluice_reason_name(broken->reasons[i]);
    }
    for (size_t i = 0; limited && i < sizeof limits / sizeof limits[0]; i++) {
        out->reasons[count++] = sluice_reason_name(limits[i]);
    }
    out->reasons[count] = NULL;
    out->neighbor = (struct sluice_mutate_neighbor){.rule = broken->rule,
                                                    .name = broken->name,
                                                    .reasons = out->reasons,
                                                    .harmless = is_harmless(broken),
                                                    .decode = broken->decode,
                                                    .inspect = broken->inspect,
                                                    .base = {out->base, base},
                                                    .made = {out->made, made}};
}

/* A target that reads an input in one of several ways chooses it by the choice and the length: as those who must refuse
 * the neighbor read, decoding first. Else most would be read in ways that nothing is claimed of. */
static void choose_mode(struct neighbor *out, size_t made, struct sluice_random *random)
{
    enum { ANY_COUNT = 6, DECODES = 0, INSPECTS = 1 }; /* of one, two or three ways */
    const struct sluice_mutate_neighbor *neighbor = &out->neighbor;
    struct sluice_fuzz_settings settings = sluice_fuzz_input_read(neighbor->made).settings;
    const bool inspects = neighbor->inspect &&
                          (!neighbor->decode || sluice_random_one_in(random, 2));
    const uint32_t way = inspects ? INSPECTS : DECODES;
    settings.choice = (uint32_t)(made - SLUICE_FUZZ_SETTINGS) ^
                      (way + ANY_COUNT * sluice_random_below(random, UINT8_MAX));
    sluice_fuzz_settings_write(&settings, out->made);
}

/* The input that tells of it: what it was made of, and how. */
static void tell(struct neighbor *out, const struct sluice_fuzz_input *from, uint32_t choice)
{
    struct sluice_fuzz_settings settings = from->settings;
    const size_t length = SLUICE_FUZZ_SETTINGS + from->stream.length;
    settings.flags |= SLUICE_FUZZ_NEIGHBOR;
    settings.choice = choice;
    if (length <= sizeof out->again) {
        sluice_fuzz_settings_write(&settings, out->again);
        memcpy(out->again + SLUICE_FUZZ_SETTINGS, from->stream.data, from->stream.length);
        out->neighbor.again = (struct sluice_bytes){out->again, length};
    }
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

/* What is built is refused, or taken, inside of other objects as it is by itself. */
static bool may_stand_inside(const struct sluice_break *broken)
{
    static const char *const at_top[] = {"IN-2", "IN-7", "GOLD-2", "IN-8"};
    bool may = broken->decode && !broken->inspect;
    for (size_t i = 0; i < sizeof at_top / sizeof at_top[0]; i++) {
        may = may && strcmp(broken->rule, at_top[i]) != 0;
    }
    return may && strcmp(broken->name, "object-of-array-class") != 0;
}

/* A few, or so many that the place behind them has an index of several digits. */
static uint32_t some_nulls(struct sluice_mutation *mutation)
{
    static const uint8_t many[] = {9, 10, 11, 99, 100, 101};
    enum { FEW = 3, MANY_ONE_IN = 12 };
    return sluice_random_one_in(&mutation->random, MANY_ONE_IN)
               ? many[sluice_random_below(&mutation->random, sizeof many)]
               : sluice_random_below(&mutation->random, FEW);
}

/* Arrays in arrays around the item; the innermost place. */
static sluice_node_id wrap(struct sluice_mutation *mutation, sluice_node_id id)
{
    enum { FEW = 3, MANY = 48 };
    uint32_t depth = 1 +
                     sluice_random_below(&mutation->random,
                                         sluice_random_one_in(&mutation->random, 6) ? MANY : FEW);
    for (; depth > 0; depth--) {
        sluice_break_array(mutation, id, "[Ljava.lang.Object;");
        for (uint32_t before = some_nulls(mutation); before > 0; before--) {
            (void)sluice_add(mutation, id, SLUICE_ROLE_ELEMENT, SLUICE_NODE_NULL);
        }
        id = sluice_add(mutation, id, SLUICE_ROLE_ELEMENT, SLUICE_NODE_NULL);
    }
    return id;
}

/* False: it came to nothing. */
static bool make(struct neighbor *out, struct sluice_mutation *mutation,
                 const struct sluice_break *broken, size_t max)
{
    enum { INSIDE_ONE_IN = 5 };
    const struct sluice_fuzz_settings settings = mutation->settings;
    sluice_node_id before;
    if (!find_place(mutation, &before)) {
        return false;
    }
    sluice_node_id id = sluice_new_place(mutation);
    sluice_program_insert(mutation->program, SLUICE_NODE_ROOT, before, id);
    if (may_stand_inside(broken) && sluice_random_one_in(&mutation->random, INSIDE_ONE_IN)) {
        id = wrap(mutation, id);
    }
    if (broken->prepare != NULL && !broken->prepare(mutation, id)) {
        return false;
    }
    const size_t base = sluice_mutation_finish(mutation, out->base, max);
    if (base == 0 || !broken->spoil(mutation, id)) {
        return false;
    }
    const size_t made = sluice_mutation_finish(mutation, out->made, max);
    if (made > 0) {
        const bool lowered = memcmp(mutation->settings.limits, settings.limits,
                                    sizeof settings.limits) != 0;
        note(out, broken, has_limits(&settings) && !lowered, base, made);
        choose_mode(out, made, &mutation->random);
    }
    return made > 0;
}

/* Breaks an input in the way of that number. What comes of it depends on these alone. */
static bool make_chosen(struct neighbor *out, const struct sluice_fuzz_input *from, uint32_t choice,
                        size_t max)
{
    const struct sluice_break *broken = break_of(choice);
    struct sluice_mutation mutation = {
        .random = {choice}, .settings = from->settings, .keep_links = true};
    mutation.settings.flags &= SLUICE_FUZZ_FLAGS;
    mutation.settings.choice = 0;
    mutation.program = sluice_disassemble(from->stream.data, from->stream.length);
    sluice_mutation_find_classes(&mutation);
    const bool good = broken != NULL && mutation.program != NULL && !mutation.failed &&
                      make(out, &mutation, broken, max);
    sluice_program_free(mutation.program);
    if (good) {
        tell(out, from, choice);
    }
    return good;
}

static const struct sluice_break *pick_break(struct sluice_random *random)
{
    return break_at(sluice_random_below(random, (uint32_t)count_breaks()));
}

static uint32_t pick_choice(struct sluice_random *random, const struct sluice_break *broken)
{
    return sluice_break_choice(broken, (uint32_t)sluice_random_next(random));
}

static const uint8_t next_to_nothing[] = {0xAC, 0xED, 0, 5, 0x70, 0x70};

/* The same with a stream of next to nothing, under whichever policy has what the operator needs: few have
 * classes of every kind. */
static bool make_fresh(const struct sluice_break *broken, size_t max, struct sluice_random *random)
{
    const size_t count = sluice_fuzz_policy_count();
    const size_t start = sluice_random_below(random, (uint32_t)count);
    bool good = false;
    for (size_t i = 0; i < count && !good; i++) {
        const struct sluice_fuzz_input from = {
            .settings = {.policy = (uint16_t)((start + i) % count)},
            .stream = {next_to_nothing, sizeof next_to_nothing}};
        good = make_chosen(&last, &from, pick_choice(random, broken), max);
    }
    return good;
}

/* What classes demand is much, and most of it is said by examples; much is what stands side by side, too. The first policy
 * knows all that come with the decoder; examples are of a few others, too. */
static bool make_demand(size_t max, struct sluice_random *random)
{
    enum { ALL = 8, OF_DEMANDS = 2, OF_FELLOWS = 1 };
    struct sluice_fuzz_input from = {.stream = {next_to_nothing, sizeof next_to_nothing}};
    const struct sluice_break *list = sluice_breaks_of_examples.list;
    const uint32_t roll = sluice_random_below(random, ALL);
    uint32_t which = sluice_random_below(random, (uint32_t)sluice_breaks_of_demands.count);
    if (roll < OF_DEMANDS) {
        list = sluice_breaks_of_demands.list;
    } else if (roll < OF_DEMANDS + OF_FELLOWS) {
        list = sluice_breaks_of_fellows.list;
        which = sluice_random_below(random, (uint32_t)sluice_breaks_of_fellows.count);
    } else {
        /* As often as there are examples of the kind, and under their policy. */
        const uint32_t any = sluice_random_below(random, (uint32_t)sluice_example_count());
        from.settings.policy = sluice_example_at(any)->policy;
        which = (uint32_t)sluice_example_at(any)->kind;
    }
    return make_chosen(&last, &from, pick_choice(random, &list[which]), max);
}

size_t sluice_breaks_make(struct sluice_bytes input, uint8_t *out, size_t max, uint64_t seed)
{
    /* What few inputs can be broken by is tried elsewhere now and then, or it is hardly ever tried. */
    enum { TRIES = 4, FRESH = 16, RESCUED = 2, DEMANDS = 2 };
    const struct sluice_fuzz_input read = sluice_fuzz_input_read(input);
    const size_t room = max < SLUICE_FUZZ_MAX_INPUT ? max : SLUICE_FUZZ_MAX_INPUT;
    struct sluice_random random = {seed};
    bool good = sluice_random_one_in(&random, DEMANDS)
                    ? make_demand(room, &random)
                    : sluice_random_one_in(&random, FRESH) &&
                          make_fresh(pick_break(&random), room, &random);
    for (size_t i = 0; i < TRIES && !good && read.stream.length > 0; i++) {
        const struct sluice_break *broken = pick_break(&random);
        good = make_chosen(&last, &read, pick_choice(&random, broken), room) ||
               (sluice_random_one_in(&random, RESCUED) && make_fresh(broken, room, &random));
    }
    if (!good) {
        return 0;
    }
    memcpy(out, last.made, last.neighbor.made.length);
    return last.neighbor.made.length;
}

const struct sluice_mutate_neighbor *sluice_mutate_neighbor_again(struct sluice_bytes input)
{
    const struct sluice_fuzz_input read = sluice_fuzz_input_read(input);
    const bool tells = (read.settings.flags & SLUICE_FUZZ_NEIGHBOR) != 0;
    /* What was written without settings is now written with them. */
    return tells && make_chosen(&told, &read, read.settings.choice, ROOM) ? &told.neighbor : NULL;
}

/* What runs inputs asks for these. */
const struct sluice_fuzz_mutator sluice_mutate_neighbors = {
    sluice_mutate_last_neighbor, sluice_mutate_neighbor_again, sluice_mutate_rules};

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
