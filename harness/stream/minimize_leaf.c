/* Passes over single nodes: their bytes, numbers and marks. */
#include <stdlib.h>
#include <string.h>

#include "harness/stream/chain.h"
#include "harness/stream/minimize_parts.h"
#include "harness/stream/value.h"

/* --- how plain a node is ---------------------------------------------------------------------- */

static unsigned digits_of(int64_t number)
{
    uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    unsigned digits = number < 0 ? 1 : 0;

    for (; size > 0; size >>= 1) {
        digits++;
    }
    return digits;
}

static bool is_text(uint8_t kind)
{
    return kind == SLUICE_NODE_STRING || kind == SLUICE_NODE_UTF;
}

/* Classes, fields and interfaces have a name, however short. */
static bool is_name(const struct sluice_program *program, sluice_node_id id)
{
    return program->nodes[id].role == SLUICE_ROLE_NAME ||
           program->nodes[id].role == SLUICE_ROLE_INTERFACE;
}

/* The byte that says nothing. */
static uint8_t plain_byte(uint8_t kind)
{
    return is_text(kind) ? 'a' : 0;
}

static uint64_t weight_of_bytes(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = &program->nodes[id];
    const struct sluice_bytes bytes = sluice_program_bytes(program, id);
    const uint8_t plain = plain_byte(node->kind);
    uint64_t weight = node->times > 1 ? node->times : 0;

    if (node->kind == SLUICE_NODE_MAGIC || is_name(program, id)) {
        return weight;
    }
    for (size_t i = 0; i < bytes.length; i++) {
        /* 1 is nearly as plain as 0: it comes after it and before all else. */
        weight += bytes.data[i] == plain ? 0 : bytes.data[i] == plain + 1 ? 1 : 2;
    }
    return weight;
}

uint64_t sluice_minimize_weight(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = &program->nodes[id];
    uint64_t weight = weight_of_bytes(program, id);

    for (unsigned mark = 1; mark <= SLUICE_NODE_COUNTER; mark <<= 1) {
        weight += (node->marks & mark) != 0 && mark != SLUICE_NODE_NO_END &&
                  mark != SLUICE_NODE_ONCE;
    }
    if (sluice_tree_marked(node, SLUICE_NODE_CLAIM)) {
        weight += digits_of(node->claim);
    }
    if (node->kind == SLUICE_NODE_CLASSDESC) {
        weight += node->code != SLUICE_FLAG_SERIALIZABLE ? 1 : 0;
        weight += node->number == 1 ? 0 : node->number == 0 ? 1 : 2;
    } else {
        weight += digits_of(node->number);
    }
    return weight;
}

/* --- edits of one node ------------------------------------------------------------------------ */

/* The members that a pass changes: of the node as it is now, to be adapted and offered. */
static bool offer_node(struct sluice_minimizer *minimizer, sluice_node_id id,
                       const struct sluice_node *changed)
{
    struct sluice_program *copy = sluice_minimize_copy(minimizer);

    if (copy != NULL) {
        struct sluice_node *node = &copy->nodes[id];

        node->marks = changed->marks;
        node->code = changed->code;
        node->number = changed->number;
        node->claim = changed->claim;
        node->bytes = changed->bytes;
        node->length = changed->length;
        node->times = changed->times;
    }
    return sluice_minimize_offer(minimizer, copy);
}

static bool offer_bytes(struct sluice_minimizer *minimizer, sluice_node_id id, const void *data,
                        size_t length)
{
    struct sluice_program *copy = sluice_minimize_copy(minimizer);

    if (copy != NULL && !sluice_program_set_bytes(copy, id, data, length)) {
        return sluice_minimize_give_up(minimizer, copy);
    }
    return sluice_minimize_offer(minimizer, copy);
}

/* --- shorter ---------------------------------------------------------------------------------- */

/* Bytes that belong together; 0: these cannot be cut. */
static size_t unit_of(const struct sluice_node *node)
{
    switch (node->kind) {
    case SLUICE_NODE_STRING:
    case SLUICE_NODE_UTF:
    case SLUICE_NODE_RAW:
    case SLUICE_NODE_MAGIC:
        return 1;
    case SLUICE_NODE_VALUES:
        return node->role == SLUICE_ROLE_VALUE ? 0 : sluice_stream_value_size(node->code);
    default:
        return 0;
    }
}

static bool is_array_name(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_bytes name = sluice_program_bytes(program, id);

    return name.length > 0 && name.data[0] == '[';
}

/* Takes `size` bytes out at `at`. */
static bool cut_out(struct sluice_minimizer *minimizer, sluice_node_id id, size_t at, size_t size)
{
    const struct sluice_bytes bytes = sluice_program_bytes(minimizer->best, id);
    const size_t end = bytes.length - at < size ? bytes.length : at + size;
    uint8_t *rest = malloc(bytes.length + 1);

    if (rest == NULL) {
        return sluice_minimize_give_up(minimizer, NULL);
    }
    memcpy(rest, bytes.data, at);
    memcpy(rest + at, bytes.data + end, bytes.length - end);
    const bool taken = offer_bytes(minimizer, id, rest, bytes.length - (end - at));
    free(rest);
    return taken;
}

bool sluice_minimize_cut_bytes(struct sluice_minimizer *minimizer, sluice_node_id id)
{
    const size_t unit = unit_of(&minimizer->best->nodes[id]);
    const bool named = is_name(minimizer->best, id);
    bool any = false;

    if (unit == 0 || (named && is_array_name(minimizer->best, id))) {
        return false;
    }
    for (size_t size = minimizer->best->nodes[id].length / unit; size > 0; size /= 2) {
        size_t at = 0;

        while (at < minimizer->best->nodes[id].length && !minimizer->over &&
               !(named && minimizer->best->nodes[id].length <= size)) {
            if (cut_out(minimizer, id, at, size * unit)) {
                any = true;
            } else {
                at += size * unit;
            }
        }
    }
    return any;
}

/* --- plainer ---------------------------------------------------------------------------------- */

/* Makes `size` bytes at `at` plain ones, or, with `last`, ones whose last byte is the next plain. */
static bool plain_run(struct sluice_minimizer *minimizer, sluice_node_id id, size_t at, size_t size,
                      bool last)
{
    const struct sluice_bytes bytes = sluice_program_bytes(minimizer->best, id);
    const uint8_t plain = plain_byte(minimizer->best->nodes[id].kind);
    const size_t end = bytes.length - at < size ? bytes.length : at + size;
    uint8_t *plainer = malloc(bytes.length + 1);

    if (plainer == NULL) {
        return sluice_minimize_give_up(minimizer, NULL);
    }
    memcpy(plainer, bytes.data, bytes.length);
    memset(plainer + at, plain, end - at);
    plainer[end - 1] = (uint8_t)(plain + (last ? 1 : 0));
    const bool taken = memcmp(plainer, bytes.data, bytes.length) != 0 &&
                       offer_bytes(minimizer, id, plainer, bytes.length);
    free(plainer);
    return taken;
}

bool sluice_minimize_plain_bytes(struct sluice_minimizer *minimizer, sluice_node_id id)
{
    const struct sluice_node *node = &minimizer->best->nodes[id];
    const size_t length = node->length;
    bool any = false;

    if (is_name(minimizer->best, id) || node->role == SLUICE_ROLE_TYPE ||
        node->kind == SLUICE_NODE_MAGIC) {
        return false;
    }
    if (length > 0) {
        any = plain_run(minimizer, id, 0, length, false) ||
              plain_run(minimizer, id, 0, length, true);
    }
    for (size_t size = length / 2; size > 0 && !any; size /= 2) {
        for (size_t at = 0; at < length && !minimizer->over; at += size) {
            (void)plain_run(minimizer, id, at, size, false);
        }
    }
    return any;
}

/* --- numbers ---------------------------------------------------------------------------------- */

/* The numbers of a node that can be made smaller. */
enum number { TIMES, NUMBER, CLAIM };

static int64_t get(const struct sluice_node *node, enum number which)
{
    return which == TIMES ? (int64_t)node->times : which == NUMBER ? node->number : node->claim;
}

static bool offer_number(struct sluice_minimizer *minimizer, sluice_node_id id, enum number which,
                         int64_t number)
{
    struct sluice_node node = minimizer->best->nodes[id];

    if (which == TIMES) {
        node.times = (uint32_t)number;
    } else if (which == NUMBER) {
        node.number = number;
    } else {
        node.claim = number;
    }
    return offer_node(minimizer, id, &node);
}

/* Towards 0, then by halves as far as it goes. */
static bool shrink(struct sluice_minimizer *minimizer, sluice_node_id id, enum number which)
{
    int64_t high = get(&minimizer->best->nodes[id], which); /* still shows it */
    int64_t low = which == TIMES ? 0 : -1;                  /* below what may be tried */
    const bool negative = high < 0;
    bool any = false;

    if (negative) {
        return high < -1 && offer_number(minimizer, id, which, -1);
    }
    for (int64_t first = low + 1; low < first + 1 && low + 1 < high; low++) {
        if (offer_number(minimizer, id, which, low + 1)) {
            return true;
        }
    }
    while (high - low > 1 && !minimizer->over) {
        const int64_t middle = low + (high - low) / 2;

        if (offer_number(minimizer, id, which, middle)) {
            high = middle;
            any = true;
        } else {
            low = middle;
        }
    }
    return any;
}

/* Comes first: a true number that stands as a claim would become a lie when something is dropped. */
bool sluice_minimize_marks(struct sluice_minimizer *minimizer, sluice_node_id id)
{
    static const uint8_t marks[] = {SLUICE_NODE_CLAIM, SLUICE_NODE_LONG, SLUICE_NODE_SHORT,
                                    SLUICE_NODE_COUNTER};
    bool any = false;

    for (size_t i = 0; i < sizeof marks; i++) {
        struct sluice_node node = minimizer->best->nodes[id];

        if ((node.marks & marks[i]) != 0) {
            node.marks &= (uint8_t)~marks[i];
            any = offer_node(minimizer, id, &node) || any;
        }
    }
    return any;
}

/* The usual version and flags of a class. */
static bool usual_class(struct sluice_minimizer *minimizer, sluice_node_id id)
{
    struct sluice_node node = minimizer->best->nodes[id];
    bool any = false;

    for (int64_t suid = 1; suid >= 0 && node.number != 0 && node.number != 1; suid--) {
        node.number = suid;
        any = offer_node(minimizer, id, &node);
        node = minimizer->best->nodes[id];
    }
    if (node.code != SLUICE_FLAG_SERIALIZABLE) {
        node.code = SLUICE_FLAG_SERIALIZABLE;
        any = offer_node(minimizer, id, &node) || any;
    }
    return any;
}

bool sluice_minimize_numbers(struct sluice_minimizer *minimizer, sluice_node_id id)
{
    bool any = false;
    const struct sluice_node *node = &minimizer->best->nodes[id];
    const uint8_t kind = node->kind;

    if (sluice_tree_marked(node, SLUICE_NODE_CLAIM) && !minimizer->settings->keep_claims) {
        any = shrink(minimizer, id, CLAIM) || any;
    }
    if (minimizer->best->nodes[id].times > 1) {
        any = shrink(minimizer, id, TIMES) || any;
    }
    if (kind == SLUICE_NODE_CLASSDESC) {
        any = usual_class(minimizer, id) || any;
    } else if (kind == SLUICE_NODE_REPEAT || kind == SLUICE_NODE_NEST || kind == SLUICE_NODE_RAW) {
        any = shrink(minimizer, id, NUMBER) || any;
    }
    return any;
}
