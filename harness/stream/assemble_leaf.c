#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/stream/assemble.h"
#include "harness/stream/value.h"

/* --- leaves ----------------------------------------------------------------------------------- */

static const char *utf_label(uint8_t role, bool of_field)
{
    switch (role) {
    case SLUICE_ROLE_NAME:
        return of_field ? "field.name" : "class.name";
    case SLUICE_ROLE_INTERFACE:
        return "proxy.interface";
    default:
        return "utf";
    }
}

bool sluice_asm_utf(struct sluice_assembler *a, const struct sluice_asm_item *item,
                    const struct sluice_asm_context *context)
{
    const struct sluice_node *node = &a->program->nodes[item->node];
    const struct sluice_node *owner = &a->program->nodes[a->frames[item->owner].node];
    size_t start = a->output.length;
    char counter[24];
    uint8_t bytes[2];
    int64_t length = sluice_asm_claimed(node, sluice_asm_text_length(a, node, context, counter));

    sluice_stream_value_put(bytes, (uint64_t)length, 2);
    return sluice_asm_check_fit(a, item->node, "a text length", length, 2) &&
           sluice_asm_bytes(a, item, bytes, 2, 1) && sluice_asm_text(a, item, counter) &&
           sluice_asm_label(a, item, start,
                            utf_label(item->role, owner->kind == SLUICE_NODE_FIELD));
}

/* Whether the form with the long length is written. */
bool sluice_asm_is_long(const struct sluice_node *node, uint64_t length, uint64_t short_max)
{
    if (sluice_tree_marked(node, SLUICE_NODE_LONG)) {
        return true;
    }
    return !sluice_tree_marked(node, SLUICE_NODE_SHORT) && length > short_max;
}

bool sluice_asm_string(struct sluice_assembler *a, const struct sluice_asm_item *item,
                       const struct sluice_asm_context *context)
{
    const struct sluice_node *node = &a->program->nodes[item->node];
    char counter[24];
    uint64_t real = sluice_asm_text_length(a, node, context, counter);
    int64_t length = sluice_asm_claimed(node, real);
    bool wide = sluice_asm_is_long(node, real, UINT16_MAX);
    const char *name = item->role == SLUICE_ROLE_TYPE ? "field.signature" : "string.bytes";
    size_t start;
    bool done;

    if (!sluice_asm_refer_once(a, item, &a->strings, &done)) {
        return false;
    }
    if (done) {
        return true;
    }
    if (!sluice_asm_check_fit(a, item->node, "a string length", length, wide ? 8 : 2) ||
        !sluice_asm_number(a, item, wide ? 0x7C : 0x74, 1, wide ? "TC_LONGSTRING" : "TC_STRING") ||
        !sluice_asm_number(a, item, (uint64_t)length, wide ? 8 : 2, "string.length")) {
        return false;
    }
    start = a->output.length;
    return sluice_asm_text(a, item, counter) && sluice_asm_label(a, item, start, name) &&
           sluice_asm_note_once(a, item->node, &a->strings, sluice_asm_assign(a, item->node));
}

bool sluice_asm_magic(struct sluice_assembler *a, const struct sluice_asm_item *item)
{
    struct sluice_bytes bytes = sluice_program_bytes(a->program, item->node);
    size_t start = a->output.length;
    size_t magic = bytes.length < 2 ? bytes.length : 2;

    return sluice_asm_bytes(a, item, bytes.data, magic, 1) &&
           sluice_asm_label(a, item, start, "magic") &&
           (bytes.length == magic ||
            (sluice_asm_bytes(a, item, bytes.data + magic, bytes.length - magic, 1) &&
             sluice_asm_label(a, item, start + magic, "version")));
}

bool sluice_asm_values(struct sluice_assembler *a, const struct sluice_asm_item *item)
{
    const struct sluice_node *node = &a->program->nodes[item->node];
    struct sluice_bytes bytes = sluice_program_bytes(a->program, item->node);
    const char *word = sluice_stream_value_word(node->code);
    size_t start = a->output.length;

    return sluice_asm_bytes(a, item, bytes.data, bytes.length, sluice_asm_times(a, node->times)) &&
           sluice_asm_label(a, item, start, word != NULL ? word : "raw");
}

bool sluice_asm_raw(struct sluice_assembler *a, const struct sluice_asm_item *item,
                    const struct sluice_asm_context *context)
{
    const struct sluice_node *node = &a->program->nodes[item->node];
    size_t start = a->output.length;
    char counter[24];

    (void)sluice_asm_text_length(a, node, context, counter);
    if (node->number > 0) {
        sluice_asm_set_label(a, node->label, a->next_handle);
        a->next_handle += (uint32_t)node->number;
    }
    return sluice_asm_text(a, item, counter) &&
           sluice_asm_label(a, item, start, item->role == SLUICE_ROLE_PART ? "block.bytes" : "raw");
}

/* How many elements or fields a leaf counts for in its owner's list. */
uint64_t sluice_asm_weight(const struct sluice_assembler *a, sluice_node_id id, uint32_t owner)
{
    const struct sluice_node *node = &a->program->nodes[id];
    size_t size = sluice_stream_value_size(node->code);

    if (node->kind == SLUICE_NODE_VALUES && size > 0 &&
        a->program->nodes[a->frames[owner].node].kind == SLUICE_NODE_ARRAY) {
        return node->length / size * sluice_asm_times(a, node->times);
    }
    return node->kind == SLUICE_NODE_MAGIC ? 0 : 1; /* the first item is number 0 */
}
