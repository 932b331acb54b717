#include "harness/diff/compare.h"

#include <string.h>

const char *sluice_diff_aspect_name(enum sluice_diff_aspect aspect)
{
    static const char *const names[] = {"value", "class", "sharing", "form"};
    return names[aspect];
}

bool sluice_diff_begin(struct sluice_diff_run *run)
{
    if (run->stopped) {
        return false;
    }
    run->count++;
    sluice_text_clear(&run->class_name);
    for (int side = 0; side < 2; side++) {
        sluice_text_clear(&run->path[side]);
        sluice_text_clear(&run->value[side]);
    }
    return run->options->tell != NULL && run->count <= run->options->most;
}

static const char *text_or_null(const struct sluice_text *text)
{
    return text->length > 0 ? sluice_text_get(text) : NULL;
}

void sluice_diff_tell(struct sluice_diff_run *run, enum sluice_diff_aspect aspect,
                      uint64_t offset_a, uint64_t offset_b)
{
    const struct sluice_difference difference = {
        .aspect = aspect,
        .class_name = sluice_text_get(&run->class_name),
        .a = {text_or_null(&run->path[0]), text_or_null(&run->value[0]), offset_a},
        .b = {text_or_null(&run->path[1]), text_or_null(&run->value[1]), offset_b},
    };
    run->failed = run->failed || run->class_name.failed || run->path[0].failed ||
                  run->path[1].failed || run->value[0].failed || run->value[1].failed;
    if (!run->failed && !run->options->tell(run->options->context, &difference)) {
        run->stopped = true;
    }
}

void sluice_diff_tell_places(struct sluice_diff_run *run, uint32_t a, uint32_t b)
{
    if (a != SLUICE_DIFF_NONE) {
        (void)sluice_diff_show_path(&run->path[0], &run->a, a);
        sluice_diff_show_owner(&run->class_name, &run->a, a);
    }
    if (b != SLUICE_DIFF_NONE) {
        (void)sluice_diff_show_path(&run->path[1], &run->b, b);
        if (a == SLUICE_DIFF_NONE) {
            sluice_diff_show_owner(&run->class_name, &run->b, b);
        }
    }
}

static uint64_t offset_of(const struct sluice_diff_tree *tree, uint32_t node)
{
    return node != SLUICE_DIFF_NONE ? tree->nodes[node].offset : 0;
}

/* Bytes at the start of two different strings that need not be shown. */
static size_t common_start(const struct sluice_diff_run *run, uint32_t a, uint32_t b)
{
    enum { SHOWN_BEFORE = 16, NOT_WORTH_IT = 32, LOOKED_AT = 65536 };
    const uint32_t in_a = sluice_diff_resolve(&run->a, a);
    const uint32_t in_b = sluice_diff_resolve(&run->b, b);
    if (in_a == SLUICE_DIFF_NONE || in_b == SLUICE_DIFF_NONE) {
        return 0;
    }
    const struct sluice_bytes left =
        sluice_string_view(run->a.document, sluice_diff_item(&run->a, in_a)).text;
    const struct sluice_bytes right =
        sluice_string_view(run->b.document, sluice_diff_item(&run->b, in_b)).text;
    size_t same = 0;
    while (same < LOOKED_AT && same < left.length && same < right.length &&
           left.data[same] == right.data[same]) {
        same++;
    }
    if (same < NOT_WORTH_IT) {
        return 0;
    }
    same -= SHOWN_BEFORE;
    while (same > 0 && (left.data[same] & 0xC0) == 0x80) {
        same--;
    }
    return same;
}

static void show_side(struct sluice_text *text, const struct sluice_diff_tree *tree, uint32_t node,
                      size_t skip)
{
    if (node == SLUICE_DIFF_NONE) {
        return;
    }
    if (skip > 0) {
        const struct sluice_item string = sluice_diff_item(tree, sluice_diff_resolve(tree, node));
        sluice_diff_show_string(text, sluice_string_view(tree->document, string).text, skip);
    } else {
        sluice_diff_show_value(text, tree, node);
    }
}

/* Values of different classes can look the same, because short names do: then whole names tell. */
static void show_whole_classes(struct sluice_diff_run *run, uint32_t a, uint32_t b)
{
    const uint32_t in_a = sluice_diff_resolve(&run->a, a);
    const uint32_t in_b = sluice_diff_resolve(&run->b, b);
    if (in_a == SLUICE_DIFF_NONE || in_b == SLUICE_DIFF_NONE ||
        run->a.nodes[in_a].kind != run->b.nodes[in_b].kind ||
        run->a.nodes[in_a].kind == SLUICE_ITEM_STRING) {
        return;
    }
    const uint32_t links[2] = {run->a.nodes[in_a].link, run->b.nodes[in_b].link};
    for (int side = 0; side < 2 && !sluice_diff_same_name(run, links[0], links[1]); side++) {
        if (links[side] != 0) {
            sluice_text_string(&run->value[side], " of class ");
            sluice_diff_show_class(&run->value[side], &run->names, links[side] - 1);
        }
    }
}

void sluice_diff_tell_nodes(struct sluice_diff_run *run, enum sluice_diff_aspect aspect, uint32_t a,
                            uint32_t b)
{
    if (!sluice_diff_begin(run)) {
        return;
    }
    const size_t skip = a != SLUICE_DIFF_NONE && b != SLUICE_DIFF_NONE ? common_start(run, a, b)
                                                                       : 0;
    sluice_diff_tell_places(run, a, b);
    show_side(&run->value[0], &run->a, a, skip);
    show_side(&run->value[1], &run->b, b, skip);
    if (a != SLUICE_DIFF_NONE && b != SLUICE_DIFF_NONE &&
        strcmp(sluice_text_get(&run->value[0]), sluice_text_get(&run->value[1])) == 0) {
        show_whole_classes(run, a, b);
    }
    sluice_diff_tell(run, aspect, offset_of(&run->a, a), offset_of(&run->b, b));
}

void sluice_diff_tell_form(struct sluice_diff_run *run, uint32_t a, uint32_t b, const char *in_a,
                           const char *in_b)
{
    if (!sluice_diff_begin(run)) {
        return;
    }
    sluice_diff_tell_places(run, a, b);
    sluice_text_string(&run->value[0], in_a);
    sluice_text_string(&run->value[1], in_b);
    sluice_diff_tell(run, SLUICE_DIFF_FORM, offset_of(&run->a, a), offset_of(&run->b, b));
}
