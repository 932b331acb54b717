#include "harness/stream/minimize.h"

#include <stdlib.h>
#include <string.h>

#include "harness/stream/minimize_parts.h"

/* --- what was asked for ----------------------------------------------------------------------- */

enum { SEEN_MIN = 1024 };

static uint64_t hash_of(const uint8_t *bytes, size_t length)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325) ^ length;

    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ bytes[i]) * UINT64_C(0x100000001B3);
    }
    hash ^= hash >> 32;
    return hash != 0 ? hash : 1;
}

static void put(struct sluice_minimize_seen *seen, uint64_t hash)
{
    size_t at = (size_t)hash & (seen->capacity - 1);

    while (seen->slots[at] != 0) {
        at = (at + 1) & (seen->capacity - 1);
    }
    seen->slots[at] = hash;
    seen->count++;
}

static bool grow_seen(struct sluice_minimize_seen *seen)
{
    struct sluice_minimize_seen larger = {NULL, seen->capacity == 0 ? SEEN_MIN : 2 * seen->capacity,
                                          0};

    larger.slots = calloc(larger.capacity, sizeof *larger.slots);
    if (larger.slots == NULL) {
        return false;
    }
    for (size_t i = 0; i < seen->capacity; i++) {
        if (seen->slots[i] != 0) {
            put(&larger, seen->slots[i]);
        }
    }
    free(seen->slots);
    *seen = larger;
    return true;
}

/* *is_new: it was not there, and is now. Two streams of one hash cost a trial that would have been
 * lost or won: the result is a good one either way. */
static bool note(struct sluice_minimize_seen *seen, uint64_t hash, bool *is_new)
{
    if (2 * (seen->count + 1) > seen->capacity && !grow_seen(seen)) {
        return false;
    }
    size_t at = (size_t)hash & (seen->capacity - 1);
    while (seen->slots[at] != 0 && seen->slots[at] != hash) {
        at = (at + 1) & (seen->capacity - 1);
    }
    *is_new = seen->slots[at] == 0;
    if (*is_new) {
        put(seen, hash);
    }
    return true;
}

/* --- candidates ------------------------------------------------------------------------------- */

static struct sluice_minimize_size size_of(const struct sluice_program *program, size_t bytes)
{
    struct sluice_minimize_size size = {bytes, 0, 0};
    sluice_node_id id = SLUICE_NODE_ROOT;

    for (; id != SLUICE_NODE_NONE; id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        size.nodes++;
        size.weight += sluice_minimize_weight(program, id);
    }
    return size;
}

static bool is_smaller(const struct sluice_minimize_size *a, const struct sluice_minimize_size *b)
{
    if (a->bytes != b->bytes) {
        return a->bytes < b->bytes;
    }
    return a->nodes != b->nodes ? a->nodes < b->nodes : a->weight < b->weight;
}

static bool same_bytes(const struct sluice_assembly *a, const struct sluice_assembly *b)
{
    return a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0;
}

static enum sluice_minimize_answer ask(struct sluice_minimizer *minimizer,
                                       const struct sluice_program *candidate,
                                       const struct sluice_assembly *assembly)
{
    const struct sluice_minimize_settings *settings = minimizer->settings;
    const uint64_t most = settings->max_trials != 0 ? settings->max_trials
                                                    : (uint64_t)SLUICE_MINIMIZE_TRIALS;
    bool is_new = false;

    if (!note(&minimizer->seen, hash_of(assembly->bytes, assembly->length), &is_new)) {
        minimizer->failed = true;
        minimizer->over = true;
    }
    if (!is_new) {
        return SLUICE_MINIMIZE_LOST;
    }
    if (minimizer->trials >= most) {
        minimizer->over = true;
        return SLUICE_MINIMIZE_LOST;
    }
    minimizer->trials++;
    enum sluice_minimize_answer answer = settings->still(
        settings->context, candidate, (struct sluice_bytes){assembly->bytes, assembly->length});
    minimizer->over = minimizer->over || answer == SLUICE_MINIMIZE_STOP;
    return answer;
}

static void show(const struct sluice_minimizer *minimizer)
{
    const struct sluice_minimize_state state = {minimizer->trials, minimizer->size.bytes,
                                                (uint32_t)minimizer->size.nodes};

    if (minimizer->settings->progress != NULL) {
        minimizer->settings->progress(minimizer->settings->context, &state);
    }
}

/* The candidate is the best one now. */
static void take(struct sluice_minimizer *minimizer, struct sluice_program *candidate,
                 const struct sluice_assembly *assembly, const struct sluice_minimize_size *size)
{
    sluice_program_free(minimizer->best);
    sluice_assembly_free(&minimizer->bytes);
    minimizer->best = candidate;
    minimizer->bytes = *assembly;
    minimizer->size = *size;
}

bool sluice_minimize_try(struct sluice_minimizer *minimizer, struct sluice_program *candidate)
{
    /* What is longer than the best is not even written to its end. */
    const struct sluice_assembly_options options = {.max_bytes = minimizer->size.bytes + 1};
    struct sluice_assembly assembly;
    struct sluice_yaml_error error = {0};
    bool taken = false;

    if (minimizer->over || !sluice_assemble(candidate, &options, &assembly, &error)) {
        sluice_program_free(candidate);
        return false;
    }
    struct sluice_minimize_size size = size_of(candidate, assembly.length);
    if (is_smaller(&size, &minimizer->size)) {
        const bool same = same_bytes(&assembly, &minimizer->bytes);
        const uint64_t trials = minimizer->trials;

        taken = same || ask(minimizer, candidate, &assembly) == SLUICE_MINIMIZE_KEPT;
        if (taken) {
            take(minimizer, candidate, &assembly, &size);
            minimizer->changed = minimizer->changed || !same;
        }
        if (minimizer->trials != trials) {
            show(minimizer);
        }
    }
    if (!taken) {
        sluice_assembly_free(&assembly);
        sluice_program_free(candidate);
    }
    return taken;
}

bool sluice_minimize_give_up(struct sluice_minimizer *minimizer, struct sluice_program *candidate)
{
    minimizer->failed = true;
    minimizer->over = true;
    sluice_program_free(candidate);
    return false;
}

struct sluice_program *sluice_minimize_copy(struct sluice_minimizer *minimizer)
{
    struct sluice_program *copy = minimizer->over ? NULL : sluice_program_copy(minimizer->best);

    if (copy == NULL && !minimizer->over) {
        (void)sluice_minimize_give_up(minimizer, NULL);
    }
    return copy;
}

bool sluice_minimize_offer(struct sluice_minimizer *minimizer, struct sluice_program *candidate)
{
    struct sluice_program *other = NULL;
    size_t lost = 0;

    if (candidate == NULL) {
        return false;
    }
    if (!sluice_minimize_count_lost(candidate, &lost)) {
        return sluice_minimize_give_up(minimizer, candidate);
    }
    if (lost == 0) {
        return sluice_minimize_try(minimizer, candidate);
    }
    other = sluice_program_copy(candidate);
    if (other == NULL ||
        !sluice_minimize_mend_lost(candidate, minimizer->best, SLUICE_MEND_BY_MOVING)) {
        sluice_program_free(other);
        return sluice_minimize_give_up(minimizer, candidate);
    }
    if (sluice_minimize_try(minimizer, candidate)) {
        sluice_program_free(other);
        return true;
    }
    if (!sluice_minimize_mend_lost(other, minimizer->best, SLUICE_MEND_BY_NULL)) {
        return sluice_minimize_give_up(minimizer, other);
    }
    return sluice_minimize_try(minimizer, other);
}

/* --- rounds ----------------------------------------------------------------------------------- */

static const sluice_minimize_pass passes[] = {
    sluice_minimize_marks,       sluice_minimize_drop_children, sluice_minimize_nullify,
    sluice_minimize_hoist,       sluice_minimize_drop_super,    sluice_minimize_drop_data,
    sluice_minimize_drop_fields, sluice_minimize_drop_alone,    sluice_minimize_rename,
    sluice_minimize_cut_bytes,   sluice_minimize_numbers,       sluice_minimize_plain_bytes,
};

/* The nodes of the best program in walking order. */
struct order {
    sluice_node_id *ids;
    size_t count;
    size_t capacity;
};

static bool list_nodes(const struct sluice_program *program, struct order *order)
{
    sluice_node_id id = SLUICE_NODE_ROOT;

    if (order->capacity <= program->node_count) {
        free(order->ids);
        order->capacity = 2 * ((size_t)program->node_count + 1);
        order->ids = calloc(order->capacity, sizeof *order->ids);
    }
    order->count = 0;
    for (; order->ids != NULL && id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        order->ids[order->count++] = id;
    }
    return order->ids != NULL;
}

/* Leaves out of the best program what is detached, when that is most of it. */
static bool clear_out(struct sluice_minimizer *minimizer)
{
    const struct sluice_program *best = minimizer->best;

    if (best->node_count < 4 * minimizer->size.nodes + 1024) {
        return true;
    }
    struct sluice_program *clean = sluice_program_create();
    sluice_node_id child = best->nodes[SLUICE_NODE_ROOT].first;
    for (; clean != NULL && child != SLUICE_NODE_NONE; child = best->nodes[child].next) {
        const sluice_node_id copy = sluice_program_graft(clean, best, child);

        if (copy == SLUICE_NODE_NONE) {
            return sluice_minimize_give_up(minimizer, clean);
        }
        sluice_program_insert(clean, SLUICE_NODE_ROOT, SLUICE_NODE_NONE, copy);
    }
    if (clean == NULL) {
        return sluice_minimize_give_up(minimizer, NULL);
    }
    sluice_program_free(minimizer->best);
    minimizer->best = clean;
    return true;
}

/* One pass over all nodes; where a node is gone, the one in its place comes next. */
static void run_pass(struct sluice_minimizer *minimizer, sluice_minimize_pass pass,
                     struct order *order)
{
    size_t at = 0;

    if (!clear_out(minimizer) || !list_nodes(minimizer->best, order)) {
        (void)sluice_minimize_give_up(minimizer, NULL);
    }
    while (!minimizer->over && at < order->count) {
        const sluice_node_id id = order->ids[at];

        if (pass(minimizer, id) && !list_nodes(minimizer->best, order)) {
            (void)sluice_minimize_give_up(minimizer, NULL);
        }
        at += at < order->count && order->ids[at] == id;
    }
}

/* Says the best program in the words of the disassembler: what an edit has made of raw bytes, or of
 * items around each other, may have a form of its own now. */
static bool say_anew(struct sluice_minimizer *minimizer)
{
    struct sluice_program *program = sluice_disassemble(minimizer->bytes.bytes,
                                                        minimizer->bytes.length);

    if (program == NULL) {
        return sluice_minimize_give_up(minimizer, NULL);
    }
    sluice_program_free(minimizer->best);
    minimizer->best = program;
    minimizer->size = size_of(program, minimizer->bytes.length);
    return true;
}

/* Until nothing helps any more, in the words that the program came in and then in the
 * disassembler's. */
static void minimize(struct sluice_minimizer *minimizer)
{
    struct order order = {NULL, 0, 0};
    bool anew = false;

    while (!minimizer->over) {
        minimizer->changed = false;
        for (size_t i = 0; i < sizeof passes / sizeof passes[0]; i++) {
            run_pass(minimizer, passes[i], &order);
        }
        if (anew && !minimizer->changed) {
            break;
        }
        anew = anew || !minimizer->changed;
        if (anew && !say_anew(minimizer)) {
            break;
        }
    }
    free(order.ids);
}

bool sluice_minimize(const struct sluice_program *program,
                     const struct sluice_minimize_settings *settings, struct sluice_minimized *out,
                     struct sluice_yaml_error *error)
{
    struct sluice_minimizer minimizer = {.settings = settings};
    bool is_new;

    *out = (struct sluice_minimized){0};
    if (!sluice_assemble(program, NULL, &minimizer.bytes, error)) {
        return false;
    }
    minimizer.best = sluice_program_copy(program);
    if (minimizer.best == NULL) {
        (void)sluice_minimize_give_up(&minimizer, NULL);
    } else {
        minimizer.size = size_of(minimizer.best, minimizer.bytes.length);
        minimizer.failed = !note(&minimizer.seen,
                                 hash_of(minimizer.bytes.bytes, minimizer.bytes.length), &is_new);
        minimizer.over = minimizer.failed;
        minimize(&minimizer);
    }
    out->complete = !minimizer.over;
    if (!minimizer.failed && say_anew(&minimizer)) {
        out->program = minimizer.best;
        out->state = (struct sluice_minimize_state){minimizer.trials, minimizer.size.bytes,
                                                    (uint32_t)minimizer.size.nodes};
    } else {
        sluice_program_free(minimizer.best);
        (void)sluice_yaml_fail_at(error, "minimizer", 0, 0, "out of memory");
    }
    sluice_assembly_free(&minimizer.bytes);
    free(minimizer.seen.slots);
    return out->program != NULL;
}
