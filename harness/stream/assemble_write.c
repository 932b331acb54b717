#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/grow.h"
#include "harness/base/text.h"
#include "harness/stream/assemble.h"
#include "harness/stream/value.h"

/* --- errors ----------------------------------------------------------------------------------- */

bool sluice_asm_fail(struct sluice_assembler *a, sluice_node_id id, const char *text)
{
    const struct sluice_node *node = &a->program->nodes[id];

    return sluice_yaml_fail_at(a->error, a->program->file[0] != '\0' ? a->program->file : "program",
                               node->line, node->column, "%s", text);
}

bool sluice_asm_fail_memory(struct sluice_assembler *a, sluice_node_id id)
{
    return sluice_asm_fail(a, id, "out of memory");
}

static bool fail_fit(struct sluice_assembler *a, sluice_node_id id, const char *what,
                     int64_t number, unsigned size)
{
    char text[160];

    (void)snprintf(text, sizeof text, "%s of %" PRId64 " does not fit into %u byte%s", what, number,
                   size, size == 1 ? "" : "s");
    return sluice_asm_fail(a, id, text);
}

static bool fail_output(struct sluice_assembler *a, sluice_node_id id)
{
    char text[160];

    if (!a->output.too_long) {
        return sluice_asm_fail_memory(a, id);
    }
    (void)snprintf(text, sizeof text,
                   "the stream is longer than the allowed %" PRIu64 " bytes: repeat less",
                   a->output.max_bytes);
    return sluice_asm_fail(a, id, text);
}

/* --- layout paths ----------------------------------------------------------------------------- */

/* The name of a role in a path; lists end in "[". */
static const char *segment_of(uint8_t role)
{
    static const char *const names[] = {[SLUICE_ROLE_ITEM] = "stream[",
                                        [SLUICE_ROLE_PART] = ".parts[",
                                        [SLUICE_ROLE_DESC] = ".class",
                                        [SLUICE_ROLE_NAME] = ".name",
                                        [SLUICE_ROLE_FIELD] = ".fields[",
                                        [SLUICE_ROLE_TYPE] = ".type",
                                        [SLUICE_ROLE_INTERFACE] = ".interfaces[",
                                        [SLUICE_ROLE_ANNOTATION] = ".annotation[",
                                        [SLUICE_ROLE_SUPER] = ".super",
                                        [SLUICE_ROLE_ELEMENT] = ".elements[",
                                        [SLUICE_ROLE_LEVEL] = ".levels[",
                                        [SLUICE_ROLE_CONTENT] = ".content[",
                                        [SLUICE_ROLE_VALUE] = ".values[",
                                        [SLUICE_ROLE_DATA] = ".data[",
                                        [SLUICE_ROLE_CONSTANT] = ".constant",
                                        [SLUICE_ROLE_EXCEPTION] = ".exception"};

    return role < sizeof names / sizeof names[0] && names[role] != NULL ? names[role] : ".item";
}

/* Most characters of a segment; more than any name of one has, and the number. */
enum { SEGMENT_NAME = 16, SEGMENT = SEGMENT_NAME + SLUICE_DIGITS };

static size_t print_segment(char out[SEGMENT], uint8_t role, uint64_t index)
{
    const char *name = segment_of(role);
    size_t length = strlen(name);

    memcpy(out, name, length);
    if (name[length - 1] == '[') {
        length += sluice_digits(index, out + length);
        out[length++] = ']';
    }
    return length;
}

/* Writes the path of an item with this role in this frame: its end in full, of its start as much as
 * fits. Looks at no more frames than that. */
static void print_path(const struct sluice_assembler *a, uint32_t owner, uint8_t role,
                       uint64_t index, char path[SLUICE_LAYOUT_PATH])
{
    char tail[SLUICE_LAYOUT_PATH];
    size_t start = sizeof tail;
    char segment[SEGMENT];
    char head[SEGMENT + 3];
    size_t head_length = print_segment(head, SLUICE_ROLE_ITEM, a->top_index);

    for (;;) {
        size_t length = print_segment(segment, role, index);
        const struct sluice_asm_frame *frame = &a->frames[owner];

        if (length + head_length + 4 > start) {
            memcpy(head + head_length, "...", 3);
            head_length += 3;
            break;
        }
        start -= length;
        memcpy(tail + start, segment, length);
        if (frame->node == SLUICE_NODE_ROOT) {
            head_length = 0;
            break;
        }
        role = frame->role;
        index = frame->index;
        owner = a->frames[owner - 1].owner;
    }
    memcpy(path, head, head_length);
    memcpy(path + head_length, tail + start, sizeof tail - start);
    path[head_length + sizeof tail - start] = '\0';
}

/* --- writing ---------------------------------------------------------------------------------- */

bool sluice_asm_bytes(struct sluice_assembler *a, const struct sluice_asm_item *item,
                      const void *data, size_t length, uint64_t times)
{
    return sluice_stream_output_add(&a->output, data, length, times) || fail_output(a, item->node);
}

bool sluice_asm_label(struct sluice_assembler *a, const struct sluice_asm_item *item, size_t start,
                      const char *text)
{
    bool ok;
    struct sluice_layout_row *row = sluice_stream_output_label(&a->output, start, text, &ok);

    if (row != NULL) {
        print_path(a, item->owner, item->role, item->index, row->path);
    }
    return ok || sluice_asm_fail_memory(a, item->node);
}

bool sluice_asm_number(struct sluice_assembler *a, const struct sluice_asm_item *item,
                       uint64_t number, unsigned size, const char *text)
{
    uint8_t bytes[8];
    size_t start = a->output.length;

    sluice_stream_value_put(bytes, number, size);
    return sluice_asm_bytes(a, item, bytes, size, 1) && sluice_asm_label(a, item, start, text);
}

bool sluice_asm_check_fit(struct sluice_assembler *a, sluice_node_id id, const char *what,
                          int64_t number, unsigned size)
{
    int64_t most = size >= 8 ? INT64_MAX : (INT64_C(1) << (8 * size)) - 1;
    int64_t least = size >= 8 ? INT64_MIN : -(INT64_C(1) << (8 * size - 1));

    return (number >= least && number <= most) || fail_fit(a, id, what, number, size);
}

int64_t sluice_asm_claimed(const struct sluice_node *node, uint64_t real)
{
    return sluice_tree_marked(node, SLUICE_NODE_CLAIM) ? node->claim : (int64_t)real;
}

/* What stands there once is no repetition, and stays so. */
uint64_t sluice_asm_times(const struct sluice_assembler *a, uint64_t times)
{
    return times > 1 ? times * a->repeat_factor : times;
}

/* The bytes of a text with what its counter adds. */
uint64_t sluice_asm_text_length(const struct sluice_assembler *a, const struct sluice_node *node,
                                const struct sluice_asm_context *context, char counter[24])
{
    uint64_t length = node->length * sluice_asm_times(a, node->times);

    counter[0] = '\0';
    if (sluice_tree_marked(node, SLUICE_NODE_COUNTER)) {
        counter[sluice_digits(context->counter, counter)] = '\0';
    }
    return length + strlen(counter);
}

bool sluice_asm_text(struct sluice_assembler *a, const struct sluice_asm_item *item,
                     const char *counter)
{
    const struct sluice_node *node = &a->program->nodes[item->node];
    struct sluice_bytes bytes = sluice_program_bytes(a->program, item->node);

    const uint64_t times = sluice_asm_times(a, node->times);

    return sluice_asm_bytes(a, item, bytes.data, bytes.length, times) &&
           sluice_asm_bytes(a, item, counter, strlen(counter), 1);
}

/* --- handles ---------------------------------------------------------------------------------- */

void sluice_asm_set_label(struct sluice_assembler *a, uint32_t number, uint32_t handle)
{
    struct sluice_asm_handle *entry = &a->labels[number];

    if (number == 0) {
        return;
    }
    if (!entry->known) {
        entry->first = handle;
    }
    entry->known = true;
    entry->latest = handle;
}

uint32_t sluice_asm_assign(struct sluice_assembler *a, sluice_node_id id)
{
    uint32_t handle = a->next_handle++;

    sluice_asm_set_label(a, a->program->nodes[id].label, handle);
    return handle;
}

void sluice_asm_reset_handles(struct sluice_assembler *a)
{
    if (a->next_handle > a->most_handles) {
        a->most_handles = a->next_handle;
    }
    a->next_handle = 0;
    sluice_stream_once_clear(&a->strings);
    sluice_stream_once_clear(&a->descriptors);
}

static bool add_reference(struct sluice_assembler *a, const struct sluice_asm_item *item,
                          uint32_t wire)
{
    return sluice_asm_number(a, item, 0x71, 1, "TC_REFERENCE") &&
           sluice_asm_number(a, item, wire, 4, "reference.handle");
}

bool sluice_asm_reference(struct sluice_assembler *a, const struct sluice_asm_item *item)
{
    const struct sluice_node *node = &a->program->nodes[item->node];
    const struct sluice_asm_handle *target = &a->labels[node->target];
    struct sluice_asm_fixup *fixups;

    if (node->target == 0) {
        return add_reference(a, item, (uint32_t)(uint64_t)node->number);
    }
    if (target->known) {
        return add_reference(
            a, item, (uint32_t)(SLUICE_BASE_HANDLE + target->latest + (uint64_t)node->number));
    }
    fixups = sluice_grow(a->fixups, &a->fixup_capacity, a->fixup_count + 1, sizeof *fixups);
    if (fixups == NULL) {
        return sluice_asm_fail_memory(a, item->node);
    }
    a->fixups = fixups;
    fixups[a->fixup_count++] = (struct sluice_asm_fixup){a->output.length + 1, item->node};
    return add_reference(a, item, 0);
}

bool sluice_asm_apply_fixups(struct sluice_assembler *a)
{
    for (size_t i = 0; i < a->fixup_count; i++) {
        sluice_node_id id = a->fixups[i].node;
        const struct sluice_node *node = &a->program->nodes[id];
        const struct sluice_asm_handle *target = &a->labels[node->target];
        char text[160];

        if (!target->known) {
            (void)snprintf(text, sizeof text,
                           "the label %.80s never gets a handle: its item is not written",
                           sluice_program_label_name(a->program, node->target));
            return sluice_asm_fail(a, id, text);
        }
        sluice_stream_value_put(a->output.bytes + a->fixups[i].offset,
                                SLUICE_BASE_HANDLE + target->first + (uint64_t)node->number, 4);
    }
    return true;
}

/* The text by which an item is written once; false if it is not or the text is computed. */
static bool once_text(const struct sluice_assembler *a, sluice_node_id id,
                      struct sluice_bytes *text)
{
    const struct sluice_node *node = &a->program->nodes[id];

    if (!sluice_tree_marked(node, SLUICE_NODE_ONCE)) {
        return false;
    }
    if (node->kind == SLUICE_NODE_CLASSDESC) {
        id = sluice_tree_child(a->program, id, SLUICE_ROLE_NAME);
        if (id == SLUICE_NODE_NONE) {
            return false;
        }
        node = &a->program->nodes[id];
    }
    *text = sluice_program_bytes(a->program, id);
    return node->times == 1 && !sluice_tree_marked(node, SLUICE_NODE_COUNTER);
}

/* Writes a reference to what was written before. `*done` false: it was not, write it. */
bool sluice_asm_refer_once(struct sluice_assembler *a, const struct sluice_asm_item *item,
                           struct sluice_stream_once *once, bool *done)
{
    struct sluice_bytes text;
    uint32_t handle;

    *done = once_text(a, item->node, &text) &&
            sluice_stream_once_find(once, text.data, text.length, &handle);
    if (!*done) {
        return true;
    }
    sluice_asm_set_label(a, a->program->nodes[item->node].label, handle);
    return add_reference(a, item, SLUICE_BASE_HANDLE + handle);
}

/* Notes that an item has been written and under which handle. */
bool sluice_asm_note_once(struct sluice_assembler *a, sluice_node_id id,
                          struct sluice_stream_once *once, uint32_t handle)
{
    struct sluice_bytes text;

    return !once_text(a, id, &text) ||
           sluice_stream_once_add(once, text.data, text.length, handle) ||
           sluice_asm_fail_memory(a, id);
}
