#include "harness/fuzz/checks.h"
#include "harness/fuzz/sharing.h"

#include <stdlib.h>
#include <string.h>

enum { LEAST_LONG = 4500, MOST_LONG = 80 * 1024 }; /* than inputs are */

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

/* Puts the group that is to grow into the program; half of what is wanted is left to it then, if the rest goes into
 * what it shares. */
static sluice_node_id put_group(const struct sluice_execution *execution,
                                struct sluice_program *program, size_t *wanted)
{
    enum { PLAIN, AGAIN, ANEW, WAYS };
    const uint64_t way = sluice_execution_choose(execution, SLUICE_CHOICE_SHARING, WAYS);
    const sluice_node_id id = sluice_unit_choose(execution, program, false);
    if (id == SLUICE_NODE_NONE || way == PLAIN) {
        return id != SLUICE_NODE_NONE ? sluice_unit_repeat(program, id) : id;
    }
    const sluice_node_id group = sluice_share(program, id, way == ANEW);
    if (group != SLUICE_NODE_NONE) {
        *wanted /= 2;
        sluice_share_more(program, id,
                          sluice_execution_choose(execution, SLUICE_CHOICE_SHARED, UINT32_MAX),
                          *wanted);
    }
    return group;
}

/* One part of the stream so often, or something so large that stands in so many places, that it is about as long as
 * wanted. False: there is none that could be. */
static bool lengthen(const struct sluice_execution *execution, struct sluice_program *program)
{
    size_t wanted = LEAST_LONG + sluice_execution_choose(execution, SLUICE_CHOICE_LENGTH,
                                                         UINT64_C(2) * LEAST_LONG);
    const sluice_node_id group = put_group(execution, program, &wanted);
    const size_t unit = group != SLUICE_NODE_NONE ? sluice_unit_bytes(program, group) : 0;
    if (unit > 0) {
        sluice_program_node(program, group)->number = (int64_t)(1 + wanted / unit);
        sluice_share_recount(program, group);
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
    const uint64_t count = sluice_unit_count(program, SLUICE_NODE_ROOT, is_text);
    const sluice_node_id id = sluice_unit_at(
        program, SLUICE_NODE_ROOT, is_text,
        sluice_execution_choose(execution, SLUICE_CHOICE_UNIT, count));
    if (id == SLUICE_NODE_NONE || !sluice_program_set_bytes(program, id, "w", 1)) {
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
        sluice_unit_keep_single(program);
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
