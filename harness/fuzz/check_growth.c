#include "harness/fuzz/checks.h"
#include "harness/stream/program.h"
#include "harness/suite/sweeps.h"

#include <stdlib.h>
#include <string.h>

enum { STACK_SLACK = 4 };                          /* a refusal goes deeper than what is accepted */
enum { LEAST_LONG = 4500, MOST_LONG = 80 * 1024 }; /* than inputs are */
enum { BASE_BYTES = 3000, MOST_UNIT = 16 * 1024, SIZES = 6 };

/* Bytes of the smallest of the four streams, about, in percent of BASE_BYTES: growth is measured again where
 * it is found too fast, and must be so each time. Buffers double, and at a size each of them may just have
 * done so; up to a size a stream is read in one way, from there on in another; and what stands but once
 * is much of a short stream, and costs little. None of that is so at all sizes, and what grows too fast is. */
static const unsigned percents[SIZES] = {100, 129, 167, 900, 1170, 1500};

/* --- what is repeated ----------------------------------------------------------------------------- */

/* True for what may stand any number of times where it stands. */
static bool is_repeatable(const struct sluice_node *node)
{
    switch (node->role) {
    case SLUICE_ROLE_ITEM:
        return node->kind != SLUICE_NODE_MAGIC;
    case SLUICE_ROLE_PART:
    case SLUICE_ROLE_ELEMENT:
    case SLUICE_ROLE_DATA:
    case SLUICE_ROLE_CONTENT:
    case SLUICE_ROLE_ANNOTATION:
    case SLUICE_ROLE_FIELD:
    case SLUICE_ROLE_INTERFACE:
        return true;
    default:
        return false;
    }
}

/* True for what can stand in its own place: a value inside a value, a descriptor above a descriptor. */
static bool is_nestable(const struct sluice_program *program, sluice_node_id id,
                        sluice_node_id *around)
{
    const struct sluice_node *node = sluice_program_peek(program, id);
    const bool is_super = node->role == SLUICE_ROLE_SUPER;
    if (!is_super && node->role != SLUICE_ROLE_ELEMENT && node->role != SLUICE_ROLE_VALUE &&
        node->role != SLUICE_ROLE_DATA && node->role != SLUICE_ROLE_CONTENT &&
        node->role != SLUICE_ROLE_ANNOTATION) {
        return false;
    }
    sluice_node_id at = node->parent;
    for (; at != SLUICE_NODE_NONE; at = sluice_program_peek(program, at)->parent) {
        const uint8_t kind = sluice_program_peek(program, at)->kind;
        if (is_super ? kind == SLUICE_NODE_CLASSDESC || kind == SLUICE_NODE_PROXYDESC
                     : kind == SLUICE_NODE_OBJECT || kind == SLUICE_NODE_ARRAY) {
            break;
        }
    }
    *around = at;
    return at != SLUICE_NODE_NONE;
}

static bool fits(const struct sluice_program *program, sluice_node_id id, bool nests)
{
    sluice_node_id around;
    return nests ? is_nestable(program, id, &around)
                 : is_repeatable(sluice_program_peek(program, id));
}

/* What stands in the stream several times stands there once: else it would grow as well as what is chosen,
 * and with both of them the stream as their product. */
static void keep_single(struct sluice_program *program)
{
    for (sluice_node_id id = SLUICE_NODE_ROOT; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        struct sluice_node *node = sluice_program_node(program, id);
        if ((node->kind == SLUICE_NODE_REPEAT || node->kind == SLUICE_NODE_NEST) &&
            node->number > 1) {
            node->number = 1;
        }
    }
}

/* One of the nodes that fit; NONE if there is none. */
static sluice_node_id choose_unit(const struct sluice_execution *execution,
                                  const struct sluice_program *program, bool nests)
{
    uint64_t count = 0;
    sluice_node_id id = SLUICE_NODE_ROOT;
    for (; id != SLUICE_NODE_NONE; id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        count += fits(program, id, nests);
    }
    uint64_t left = sluice_execution_choose(execution, SLUICE_CHOICE_UNIT, count);
    for (id = SLUICE_NODE_ROOT; count > 0 && id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        if (fits(program, id, nests) && left-- == 0) {
            return id;
        }
    }
    return SLUICE_NODE_NONE;
}

/* --- the program that grows ----------------------------------------------------------------------- */

/* Puts a new group of a kind in the place of a node, which is then detached; NONE without memory. */
static sluice_node_id put_group(struct sluice_program *program, sluice_node_id id,
                                enum sluice_node_kind kind)
{
    const struct sluice_node node = *sluice_program_peek(program, id);
    const sluice_node_id group = sluice_program_add(program, SLUICE_NODE_NONE,
                                                    (enum sluice_node_role)node.role, kind);
    if (group != SLUICE_NODE_NONE) {
        sluice_program_insert(program, node.parent, id, group);
        sluice_program_detach(program, id);
    }
    return group;
}

static void put_inside(struct sluice_program *program, sluice_node_id group, sluice_node_id id,
                       enum sluice_node_role role)
{
    sluice_program_node(program, id)->role = (uint8_t)role;
    sluice_program_insert(program, group, SLUICE_NODE_NONE, id);
}

static sluice_node_id repeat(struct sluice_program *program, sluice_node_id id)
{
    const sluice_node_id group = put_group(program, id, SLUICE_NODE_REPEAT);
    if (group != SLUICE_NODE_NONE) {
        put_inside(program, group, id, SLUICE_ROLE_BODY);
    }
    return group;
}

/* True if the hole of a nest around it is in there: with a hole of its own beside that, it would not nest but branch, and
 * take as long as a stream may be at most. */
static bool has_open_hole(const struct sluice_program *program, sluice_node_id top)
{
    size_t holes = 0;
    size_t nests = 0;
    for (sluice_node_id id = top; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, top, id)) {
        holes += sluice_program_peek(program, id)->kind == SLUICE_NODE_HOLE;
        nests += sluice_program_peek(program, id)->kind == SLUICE_NODE_NEST;
    }
    return holes > nests;
}

/* What stands around the node stands around itself in its place. */
static sluice_node_id nest(struct sluice_program *program, sluice_node_id id)
{
    sluice_node_id around;
    if (!is_nestable(program, id, &around) || has_open_hole(program, around)) {
        return SLUICE_NODE_NONE;
    }
    const sluice_node_id hole = put_group(program, id, SLUICE_NODE_HOLE);
    const sluice_node_id group = hole != SLUICE_NODE_NONE
                                     ? put_group(program, around, SLUICE_NODE_NEST)
                                     : SLUICE_NODE_NONE;
    if (group != SLUICE_NODE_NONE) {
        put_inside(program, group, around, SLUICE_ROLE_AROUND);
        put_inside(program, group, id, SLUICE_ROLE_INSIDE);
    }
    return group;
}

static size_t length_of(const struct sluice_program *program)
{
    const struct sluice_assembly_options options = {.max_bytes = 2 * (size_t)MOST_UNIT +
                                                                 2 * (size_t)SLUICE_FUZZ_MAX_INPUT};
    struct sluice_assembly assembly;
    if (!sluice_assemble(program, &options, &assembly, NULL)) {
        return 0;
    }
    const size_t length = assembly.length;
    sluice_assembly_free(&assembly);
    return length;
}

/* Bytes that each repetition adds; 0: none, or too many. */
static size_t unit_of(struct sluice_program *program, sluice_node_id group)
{
    sluice_program_node(program, group)->number = 1;
    const size_t one = length_of(program);
    sluice_program_node(program, group)->number = 2;
    const size_t two = length_of(program);
    const size_t unit = one != 0 && two > one ? two - one : 0;
    return unit <= MOST_UNIT ? unit : 0;
}

/* --- what it costs -------------------------------------------------------------------------------- */

/* Parts that anybody may have written are not of one kind at every size: up to one it is read in one way,
 * from there on in another. What grows too fast does so up to the largest size. */
static bool grows_to_the_end(const struct sluice_sweeps *sweeps, const char *rule)
{
    const struct sluice_scaled_run *runs = sweeps->scales;
    const struct sluice_scaled_run *last = &runs[SLUICE_SWEEP_SCALES - 1];
    if (strcmp(rule, "BOUND-STACK") == 0) {
        return last->stack > SLUICE_BOUND_STACK ||
               last->stack > runs[0].stack + STACK_SLACK * SLUICE_BOUND_STACK_SLACK;
    }
    const uint64_t before = last[-1].steps - last[-2].steps;
    const uint64_t added = last->steps - last[-1].steps;
    if (strcmp(rule, "BOUND-STEPS") != 0 || last[-1].steps < last[-2].steps ||
        last[-1].consumed <= last[-2].consumed || last->consumed <= last[-1].consumed) {
        return true;
    }
    /* What was not read has cost nothing. */
    const uint64_t read_before = last[-1].consumed - last[-2].consumed;
    const uint64_t read = last->consumed - last[-1].consumed;
    return added * read_before * 100 > before * read * 105;
}

/* Whether all is well; `finding` says what is not. */
static bool measure(struct sluice_execution *execution, struct sluice_finding *finding)
{
    struct sluice_sweeps sweeps = {0};
    struct sluice_observation_set set = {0};
    const char *why = NULL;
    bool good = true;
    execution->finding = finding;
    if (sluice_sweep_growth(&execution->item, execution->target, &sweeps, &why)) {
        sluice_sweeps_join(&sweeps, &set);
        good = sluice_execution_judge(execution, &set) || !grows_to_the_end(&sweeps, finding->rule);
    } else if (sweeps.failed) {
        good = sluice_execution_failed(execution, why);
    }
    sluice_sweeps_free(&sweeps);
    return good;
}

static bool measure_sizes(struct sluice_execution *execution, struct sluice_program *program,
                          sluice_node_id group)
{
    const size_t unit = unit_of(program, group);
    struct sluice_finding *finding = execution->finding;
    struct sluice_finding found = {0};
    bool good = unit == 0;
    execution->item.program = program;
    execution->item.growth = true;
    for (size_t i = 0; !good && i < SIZES; i++) {
        found = (struct sluice_finding){0};
        const size_t wanted = (size_t)BASE_BYTES * percents[i] / 100;
        sluice_program_node(program, group)->number = (int64_t)(1 + i + wanted / unit);
        good = measure(execution, &found);
    }
    execution->finding = finding;
    execution->item.program = NULL;
    execution->item.growth = false;
    return good || sluice_finding_note(finding, found.rule, "%s", found.detail);
}

static bool check(struct sluice_execution *execution, bool nests)
{
    const struct sluice_bytes stream = execution->input.stream;
    struct sluice_program *program = sluice_disassemble(stream.data, stream.length);
    bool good = true;
    if (program != NULL) {
        keep_single(program);
        const sluice_node_id id = choose_unit(execution, program, nests);
        const sluice_node_id group = id == SLUICE_NODE_NONE ? SLUICE_NODE_NONE
                                     : nests                ? nest(program, id)
                                                            : repeat(program, id);
        good = group == SLUICE_NODE_NONE || measure_sizes(execution, program, group);
    }
    sluice_program_free(program);
    return execution->target->load(execution->target->context, stream) && good;
}

bool sluice_check_growth(struct sluice_execution *execution)
{
    const uint64_t kind = sluice_execution_choose(execution, SLUICE_CHOICE_UNIT_KIND, 2);
    if (execution->input.stream.length > SLUICE_FUZZ_MAX_INPUT) {
        return true; /* long enough as it is, and judged */
    }
    return sluice_fuzz_thorough ? check(execution, false) && check(execution, true)
                                : check(execution, kind != 0);
}

/* --- streams that are longer than inputs ------------------------------------------------------------- */

/* The input with another stream; NULL data: no memory, or the program cannot be assembled. The caller frees it. */
static struct sluice_bytes input_of(const struct sluice_execution *execution,
                                    const struct sluice_program *program)
{
    const struct sluice_assembly_options options = {.max_bytes = MOST_LONG};
    struct sluice_assembly assembly;
    if (!sluice_assemble(program, &options, &assembly, NULL)) {
        return (struct sluice_bytes){NULL, 0};
    }
    const size_t length = SLUICE_FUZZ_SETTINGS + assembly.length;
    uint8_t *bytes = malloc(length);
    if (bytes != NULL) {
        sluice_fuzz_settings_write(&execution->input.settings, bytes);
        memcpy(bytes + SLUICE_FUZZ_SETTINGS, assembly.bytes, assembly.length);
    }
    sluice_assembly_free(&assembly);
    return (struct sluice_bytes){bytes, bytes != NULL ? length : 0};
}

/* One part of the stream so often that it is about as long as wanted. False: there is none that could be. */
static bool lengthen(const struct sluice_execution *execution, struct sluice_program *program)
{
    const size_t wanted = LEAST_LONG + sluice_execution_choose(execution, SLUICE_CHOICE_LENGTH,
                                                               UINT64_C(2) * LEAST_LONG);
    const sluice_node_id id = choose_unit(execution, program, false);
    const sluice_node_id group = id != SLUICE_NODE_NONE ? repeat(program, id) : SLUICE_NODE_NONE;
    const size_t unit = group != SLUICE_NODE_NONE ? unit_of(program, group) : 0;
    if (unit > 0) {
        sluice_program_node(program, group)->number = (int64_t)(1 + wanted / unit);
    }
    return unit > 0;
}

static bool is_text(const struct sluice_program *program, sluice_node_id id)
{
    const uint8_t kind = sluice_program_peek(program, id)->kind;
    return kind == SLUICE_NODE_STRING || kind == SLUICE_NODE_UTF;
}

/* One text as long as the sign of 16 bits, or all of them, can just tell, or one byte more. */
static bool widen(const struct sluice_execution *execution, struct sluice_program *program)
{
    static const uint32_t lengths[] = {INT16_MAX, INT16_MAX + 1, UINT16_MAX, UINT16_MAX + 1};
    uint64_t count = 0;
    sluice_node_id id = SLUICE_NODE_ROOT;
    for (; id != SLUICE_NODE_NONE; id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        count += is_text(program, id);
    }
    uint64_t left = sluice_execution_choose(execution, SLUICE_CHOICE_UNIT, count);
    for (id = SLUICE_NODE_ROOT; count > 0 && id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        if (is_text(program, id) && left-- == 0) {
            break;
        }
    }
    if (count == 0 || !sluice_program_set_bytes(program, id, "w", 1)) {
        return false;
    }
    const uint32_t length = lengths[sluice_execution_choose(execution, SLUICE_CHOICE_LENGTH,
                                                            sizeof lengths / sizeof lengths[0])];
    struct sluice_node *text = sluice_program_node(program, id);
    text->times = text->kind == SLUICE_NODE_UTF && length > UINT16_MAX ? UINT16_MAX : length;
    return true;
}

/* The input, longer than inputs are; NULL data: it cannot be, or there is no memory. */
static struct sluice_bytes longer_input(const struct sluice_execution *execution, bool is_wide)
{
    const struct sluice_bytes stream = execution->input.stream;
    struct sluice_program *program = sluice_disassemble(stream.data, stream.length);
    struct sluice_bytes longer = {NULL, 0};
    if (program != NULL) {
        keep_single(program);
        if (is_wide ? widen(execution, program) : lengthen(execution, program)) {
            longer = input_of(execution, program);
        }
    }
    sluice_program_free(program);
    return longer;
}

/* Begins with an input that has been found sound; without memory there is no finding. */
static void begin_again(struct sluice_bytes bytes, enum sluice_target_mode mode)
{
    struct sluice_finding unused = {0};
    struct sluice_execution *execution = sluice_execution_begin(bytes, mode, &unused);
    (void)(execution != NULL && sluice_execution_plain(execution));
}

static bool check_longer(struct sluice_execution *execution, bool is_wide)
{
    const struct sluice_bytes stream = execution->input.stream;
    const size_t before = execution->input.bare ? 0 : SLUICE_FUZZ_SETTINGS;
    const struct sluice_bytes own = {stream.data - before, stream.length + before};
    const enum sluice_target_mode mode = execution->item.mode;
    struct sluice_finding *finding = execution->finding;
    const struct sluice_bytes longer = longer_input(execution, is_wide);
    struct sluice_execution *other = longer.data != NULL
                                         ? sluice_execution_begin(longer, mode, finding)
                                         : NULL;
    /* All runs of so long a stream would take too long: the same few of them are made each time. */
    const bool thorough = sluice_fuzz_thorough;
    sluice_fuzz_thorough = false;
    const bool good = other == NULL ||
                      (sluice_execution_plain(other) && sluice_check_limits(other) &&
                       sluice_check_chunks(other) && sluice_check_allocations(other) &&
                       sluice_check_writing(other) && sluice_check_reading(other));
    sluice_fuzz_thorough = thorough;
    if (good && other != NULL) {
        begin_again(own, mode);
        execution->finding = finding;
    }
    free((void *)(uintptr_t)longer.data);
    return good;
}

bool sluice_check_long(struct sluice_execution *execution)
{
    enum { WIDE_ONE_IN = 8 };
    if (execution->input.stream.length > SLUICE_FUZZ_MAX_INPUT) {
        return true;
    }
    if (sluice_fuzz_thorough) {
        return check_longer(execution, false) && check_longer(execution, true);
    }
    return check_longer(
        execution, sluice_execution_choose(execution, SLUICE_CHOICE_UNIT_KIND, WIDE_ONE_IN) == 0);
}
