/* Arrays of primitives and block data: aligned by value, told run by run. */
#include "harness/diff/compare.h"

#include <stdlib.h>
#include <string.h>

enum {
    SHORT_DATA = 32,       /* bytes of block data that are told as a whole */
    MOST_ALIGNED = 1 << 24 /* elements; longer stretches are told as one run */
};

/* Values of one type, on both sides, and the nodes that they are parts of. */
struct runs {
    uint8_t letter;
    uint8_t size;
    uint32_t node[2];
    uint32_t offset[2]; /* of the first value */
    struct sluice_bytes bytes[2];
};

static uint64_t value_at(const struct sluice_diff_run *run, const struct runs *runs, int side,
                         size_t index)
{
    const uint8_t *at = runs->bytes[side].data + index * runs->size;
    uint64_t word = 0;
    for (uint8_t i = 0; i < runs->size; i++) {
        word = word << 8 | at[i];
    }
    return runs->letter == 'Z' && !run->options->exact ? (word != 0) : word;
}

/* Tells the values [from, to) of each side, of which one may have none. */
static void tell_run(struct sluice_diff_run *run, const struct runs *runs, const size_t from[2],
                     const size_t to[2])
{
    uint64_t offsets[2] = {0, 0};
    if (!sluice_diff_begin(run)) {
        return;
    }
    sluice_diff_tell_places(run, runs->node[0], runs->node[1]);
    sluice_text_clear(&run->class_name);
    const struct sluice_diff_node *array = &run->a.nodes[runs->node[0]];
    if (array->kind == SLUICE_ITEM_ARRAY && array->link != 0) {
        sluice_diff_show_class(&run->class_name, &run->names, array->link - 1);
    } else {
        sluice_diff_show_owner(&run->class_name, &run->a, runs->node[0]);
    }
    for (int side = 0; side < 2; side++) {
        if (from[side] == to[side]) {
            sluice_text_clear(&run->path[side]);
            continue;
        }
        sluice_text_format(&run->path[side], "[%zu", from[side]);
        if (to[side] - from[side] > 1) {
            sluice_text_format(&run->path[side], "..%zu", to[side] - 1);
        }
        sluice_text_string(&run->path[side], "]");
        const struct sluice_bytes values = {runs->bytes[side].data + from[side] * runs->size,
                                            (to[side] - from[side]) * runs->size};
        sluice_diff_show_primitives(&run->value[side], runs->letter, values);
        offsets[side] = runs->offset[side] + from[side] * runs->size;
    }
    sluice_diff_tell(run, SLUICE_DIFF_VALUE, offsets[0], offsets[1]);
}

/* The middle parts, which begin and end with values that differ. */
static bool compare_middle(struct sluice_diff_run *run, const struct runs *runs, size_t start,
                           uint32_t count_a, uint32_t count_b)
{
    uint64_t *digests = malloc(((size_t)count_a + count_b + 1) * sizeof *digests);
    uint32_t *match = malloc((count_a + (size_t)1) * sizeof *match);
    bool good = digests != NULL && match != NULL;
    for (uint32_t i = 0; good && i < count_a; i++) {
        digests[i] = value_at(run, runs, 0, start + i);
    }
    for (uint32_t i = 0; good && i < count_b; i++) {
        digests[count_a + i] = value_at(run, runs, 1, start + i);
    }
    good = good &&
           sluice_diff_align(&run->names.texts.key, (struct sluice_diff_list){digests, count_a},
                             (struct sluice_diff_list){digests + count_a, count_b}, match);
    uint32_t a = 0;
    uint32_t b = 0;
    while (good && (a < count_a || b < count_b)) {
        const size_t from[2] = {start + a, start + b};
        while (a < count_a && match[a] == 0) {
            a++;
        }
        b = a < count_a ? match[a] - 1 : count_b;
        const size_t to[2] = {start + a, start + b};
        if (from[0] != to[0] || from[1] != to[1]) {
            tell_run(run, runs, from, to);
        }
        while (a < count_a && match[a] == b + 1) {
            a++;
            b++;
        }
    }
    free(digests);
    free(match);
    return good;
}

static void compare_runs(struct sluice_diff_run *run, const struct runs *runs)
{
    const size_t count[2] = {runs->bytes[0].length / runs->size,
                             runs->bytes[1].length / runs->size};
    size_t start = 0;
    size_t end[2] = {count[0], count[1]};
    while (start < end[0] && start < end[1] &&
           value_at(run, runs, 0, start) == value_at(run, runs, 1, start)) {
        start++;
    }
    while (end[0] > start && end[1] > start &&
           value_at(run, runs, 0, end[0] - 1) == value_at(run, runs, 1, end[1] - 1)) {
        end[0]--;
        end[1]--;
    }
    const size_t from[2] = {start, start};
    if (end[0] == start && end[1] == start) {
        return;
    }
    if (end[0] == start || end[1] == start || end[0] - start > MOST_ALIGNED ||
        end[1] - start > MOST_ALIGNED) {
        tell_run(run, runs, from, end);
    } else if (!compare_middle(run, runs, start, (uint32_t)(end[0] - start),
                               (uint32_t)(end[1] - start))) {
        run->failed = true;
    }
}

void sluice_diff_compare_primitives(struct sluice_diff_run *run, uint32_t a, uint32_t b)
{
    const struct sluice_array_view in_a = sluice_array_view(run->a.document,
                                                            sluice_diff_item(&run->a, a));
    const struct sluice_array_view in_b = sluice_array_view(run->b.document,
                                                            sluice_diff_item(&run->b, b));
    const uint8_t size = sluice_diff_primitive_size((uint8_t)in_a.type);
    if (in_a.type != in_b.type || size == 0) {
        sluice_diff_tell_nodes(run, SLUICE_DIFF_VALUE, a, b);
        return;
    }
    /* Values are the last thing in an array; nothing but they and its descriptor are in it. */
    const struct runs runs = {
        .letter = (uint8_t)in_a.type,
        .size = size,
        .node = {a, b},
        .offset = {(uint32_t)(in_a.elements.data - run->a.bytes),
                   (uint32_t)(in_b.elements.data - run->b.bytes)},
        .bytes = {in_a.elements, in_b.elements},
    };
    compare_runs(run, &runs);
}

/* --- block data ------------------------------------------------------------------------------- */

/* The payload in one piece. NULL: out of memory; else free it. */
static uint8_t *payload_of(struct sluice_blocks_view view, struct sluice_bytes *out)
{
    uint8_t *bytes = malloc((size_t)view.payload + 1);
    struct sluice_bytes piece = view.wire;
    size_t length = 0;
    bool is_long;
    while (bytes != NULL && (view.is_raw || sluice_block_next(&view.wire, &piece, &is_long))) {
        if (piece.length > 0) {
            memcpy(bytes + length, piece.data, piece.length);
        }
        length += piece.length;
        if (view.is_raw) {
            break;
        }
    }
    *out = (struct sluice_bytes){bytes, length};
    return bytes;
}

static void show_cuts(struct sluice_text *text, struct sluice_blocks_view view)
{
    enum { MOST_CUTS = 8 };
    struct sluice_bytes piece;
    bool is_long;
    sluice_text_string(text, view.is_raw ? "no blocks" : "blocks of");
    for (unsigned i = 0; !view.is_raw && sluice_block_next(&view.wire, &piece, &is_long); i++) {
        if (i == MOST_CUTS) {
            sluice_text_string(text, " ...");
            return;
        }
        sluice_text_format(text, " %zu%s", piece.length, is_long ? " (long)" : "");
    }
}

static void compare_cuts(struct sluice_diff_run *run, uint32_t a, uint32_t b,
                         struct sluice_blocks_view in_a, struct sluice_blocks_view in_b)
{
    if (in_a.wire.length == in_b.wire.length &&
        (in_a.wire.length == 0 || memcmp(in_a.wire.data, in_b.wire.data, in_a.wire.length) == 0)) {
        return;
    }
    struct sluice_text text_a = {0};
    struct sluice_text text_b = {0};
    show_cuts(&text_a, in_a);
    show_cuts(&text_b, in_b);
    sluice_diff_tell_form(run, a, b, sluice_text_get(&text_a), sluice_text_get(&text_b));
    run->failed = run->failed || text_a.failed || text_b.failed;
    sluice_text_free(&text_a);
    sluice_text_free(&text_b);
}

void sluice_diff_compare_blocks(struct sluice_diff_run *run, uint32_t a, uint32_t b)
{
    const struct sluice_blocks_view in_a = sluice_blocks_view(run->a.document,
                                                              sluice_diff_item(&run->a, a));
    const struct sluice_blocks_view in_b = sluice_blocks_view(run->b.document,
                                                              sluice_diff_item(&run->b, b));
    struct runs runs = {.letter = 'B',
                        .size = 1,
                        .node = {a, b},
                        .offset = {run->a.nodes[a].offset, run->b.nodes[b].offset}};
    uint8_t *bytes_a = payload_of(in_a, &runs.bytes[0]);
    uint8_t *bytes_b = payload_of(in_b, &runs.bytes[1]);
    const bool same_length = runs.bytes[0].length == runs.bytes[1].length;
    if (bytes_a == NULL || bytes_b == NULL) {
        run->failed = true;
    } else if (same_length && memcmp(bytes_a, bytes_b, runs.bytes[0].length) == 0) {
        if (run->options->exact) {
            compare_cuts(run, a, b, in_a, in_b);
        }
    } else if (in_a.payload <= SHORT_DATA && in_b.payload <= SHORT_DATA) {
        sluice_diff_tell_nodes(run, SLUICE_DIFF_VALUE, a, b);
    } else {
        compare_runs(run, &runs);
    }
    free(bytes_a);
    free(bytes_b);
}
