/* The assembler: a walk over the program with an explicit stack of open items. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/stream/grow.h"
#include "harness/stream/handles.h"
#include "harness/stream/output.h"
#include "harness/stream/tree.h"
#include "harness/stream/value.h"

/* Open items at one time, and items that write nothing: bounds on what a short program can ask
 * for. */
enum { FRAMES_MAX = 4000000, IDLE_MAX = 16000000 };

#define NO_FRAME UINT32_MAX

/* Where an item stands among repetitions. */
struct context {
    uint32_t nest;      /* frame of the innermost nest that is between AROUND and INSIDE */
    uint64_t remaining; /* its levels still to come, this one included */
    uint64_t counter;   /* number of the innermost repetition, from 0 */
};

/* An open item. Groups (repeat, nest) are transparent: what they hold belongs to their owner. */
struct frame {
    sluice_node_id node;
    sluice_node_id next; /* child to write next */
    struct context context;
    uint32_t owner; /* frame whose list is being written: its own, but for groups */
    uint8_t role;   /* what this item is to its owner */
    uint8_t phase;  /* how far the item has got; see begin_phase() */
    uint64_t left;  /* repeat: rounds still to come, this one included */
    uint64_t index; /* place in the owner's list */
    uint64_t count; /* items written in the role `list` */
    uint8_t list;
    size_t patch; /* where the count belongs */
};

/* Where a reference by label stands that was written before its label had a handle. */
struct fixup {
    size_t offset;
    sluice_node_id node;
};

struct label {
    bool known;
    uint32_t first;
    uint32_t latest;
};

struct assembler {
    const struct sluice_program *program;
    struct sluice_yaml_error *error;
    struct sluice_stream_output output;
    uint64_t repeat_factor;
    struct frame *frames;
    size_t frame_count;
    size_t frame_capacity;
    struct label *labels; /* by label, from 1 */
    struct fixup *fixups;
    size_t fixup_count;
    size_t fixup_capacity;
    uint32_t next_handle;
    struct sluice_stream_once strings;
    struct sluice_stream_once descriptors;
    uint32_t
        abandoned; /* frames below this were interrupted by an exception: no handles for them */
    size_t last_length; /* of the output when the last item began */
    uint64_t idle;
    uint64_t top_index;
};

/* --- errors ----------------------------------------------------------------------------------- */

static bool fail(struct assembler *a, sluice_node_id id, const char *text)
{
    const struct sluice_node *node = &a->program->nodes[id];

    return sluice_yaml_fail_at(a->error, a->program->file[0] != '\0' ? a->program->file : "program",
                               node->line, node->column, "%s", text);
}

static bool fail_memory(struct assembler *a, sluice_node_id id)
{
    return fail(a, id, "out of memory");
}

static bool fail_fit(struct assembler *a, sluice_node_id id, const char *what, int64_t number,
                     unsigned size)
{
    char text[160];

    (void)snprintf(text, sizeof text, "%s of %" PRId64 " does not fit into %u byte%s", what, number,
                   size, size == 1 ? "" : "s");
    return fail(a, id, text);
}

static bool fail_output(struct assembler *a, sluice_node_id id)
{
    char text[160];

    if (!a->output.too_long) {
        return fail_memory(a, id);
    }
    (void)snprintf(text, sizeof text,
                   "the stream is longer than the allowed %" PRIu64 " bytes: repeat less",
                   a->output.max_bytes);
    return fail(a, id, text);
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

static size_t print_segment(char *out, size_t size, uint8_t role, uint64_t index)
{
    const char *name = segment_of(role);
    bool list = name[strlen(name) - 1] == '[';
    int length = list ? snprintf(out, size, "%s%" PRIu64 "]", name, index)
                      : snprintf(out, size, "%s", name);

    return length > 0 ? (size_t)length : 0;
}

/* Writes the path of an item with this role in this frame: its end in full, of its start as much as
 * fits. Looks at no more frames than that. */
static void print_path(const struct assembler *a, uint32_t owner, uint8_t role, uint64_t index,
                       char path[SLUICE_LAYOUT_PATH])
{
    char tail[SLUICE_LAYOUT_PATH];
    size_t start = sizeof tail;
    char segment[40];
    char head[40];
    size_t head_length = print_segment(head, sizeof head - 4, SLUICE_ROLE_ITEM, a->top_index);

    for (;;) {
        size_t length = print_segment(segment, sizeof segment, role, index);
        const struct frame *frame = &a->frames[owner];

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

/* An item that is being written: its node and its place. */
struct item {
    sluice_node_id node;
    uint32_t owner;
    uint8_t role;
    uint64_t index;
};

static bool add(struct assembler *a, const struct item *item, const void *data, size_t length,
                uint64_t times)
{
    return sluice_stream_output_add(&a->output, data, length, times) || fail_output(a, item->node);
}

static bool label(struct assembler *a, const struct item *item, size_t start, const char *text)
{
    bool ok;
    struct sluice_layout_row *row = sluice_stream_output_label(&a->output, start, text, &ok);

    if (row != NULL) {
        print_path(a, item->owner, item->role, item->index, row->path);
    }
    return ok || fail_memory(a, item->node);
}

static bool add_number(struct assembler *a, const struct item *item, uint64_t number, unsigned size,
                       const char *text)
{
    uint8_t bytes[8];
    size_t start = a->output.length;

    sluice_stream_value_put(bytes, number, size);
    return add(a, item, bytes, size, 1) && label(a, item, start, text);
}

/* A length or count: the claim if there is one. Signed and unsigned readings are both allowed. */
static bool check_fit(struct assembler *a, sluice_node_id id, const char *what, int64_t number,
                      unsigned size)
{
    int64_t most = size >= 8 ? INT64_MAX : (INT64_C(1) << (8 * size)) - 1;
    int64_t least = size >= 8 ? INT64_MIN : -(INT64_C(1) << (8 * size - 1));

    return (number >= least && number <= most) || fail_fit(a, id, what, number, size);
}

static int64_t claimed(const struct sluice_node *node, uint64_t real)
{
    return sluice_tree_marked(node, SLUICE_NODE_CLAIM) ? node->claim : (int64_t)real;
}

/* The bytes of a text with what its counter adds. */
static uint64_t text_length(const struct sluice_node *node, const struct context *context,
                            char counter[24])
{
    uint64_t length = (uint64_t)node->length * node->times;

    counter[0] = '\0';
    if (sluice_tree_marked(node, SLUICE_NODE_COUNTER)) {
        (void)snprintf(counter, 24, "%" PRIu64, context->counter);
    }
    return length + strlen(counter);
}

static bool add_text(struct assembler *a, const struct item *item, const char *counter)
{
    const struct sluice_node *node = &a->program->nodes[item->node];
    struct sluice_bytes bytes = sluice_program_bytes(a->program, item->node);

    return add(a, item, bytes.data, bytes.length, node->times) &&
           add(a, item, counter, strlen(counter), 1);
}

/* --- handles ---------------------------------------------------------------------------------- */

static void set_label(struct assembler *a, uint32_t number, uint32_t handle)
{
    struct label *entry = &a->labels[number];

    if (number == 0) {
        return;
    }
    if (!entry->known) {
        entry->first = handle;
    }
    entry->known = true;
    entry->latest = handle;
}

static uint32_t assign(struct assembler *a, sluice_node_id id)
{
    uint32_t handle = a->next_handle++;

    set_label(a, a->program->nodes[id].label, handle);
    return handle;
}

static void reset_handles(struct assembler *a)
{
    a->next_handle = 0;
    sluice_stream_once_clear(&a->strings);
    sluice_stream_once_clear(&a->descriptors);
}

static bool add_reference(struct assembler *a, const struct item *item, uint32_t wire)
{
    return add_number(a, item, 0x71, 1, "TC_REFERENCE") &&
           add_number(a, item, wire, 4, "reference.handle");
}

static bool write_reference(struct assembler *a, const struct item *item)
{
    const struct sluice_node *node = &a->program->nodes[item->node];
    const struct label *target = &a->labels[node->target];
    struct fixup *fixups;

    if (node->target == 0) {
        return add_reference(a, item, (uint32_t)(uint64_t)node->number);
    }
    if (target->known) {
        return add_reference(
            a, item, (uint32_t)(SLUICE_BASE_HANDLE + target->latest + (uint64_t)node->number));
    }
    fixups = sluice_stream_grow(a->fixups, &a->fixup_capacity, a->fixup_count + 1, sizeof *fixups);
    if (fixups == NULL) {
        return fail_memory(a, item->node);
    }
    a->fixups = fixups;
    fixups[a->fixup_count++] = (struct fixup){a->output.length + 1, item->node};
    return add_reference(a, item, 0);
}

static bool apply_fixups(struct assembler *a)
{
    for (size_t i = 0; i < a->fixup_count; i++) {
        sluice_node_id id = a->fixups[i].node;
        const struct sluice_node *node = &a->program->nodes[id];
        const struct label *target = &a->labels[node->target];
        char text[160];

        if (!target->known) {
            (void)snprintf(text, sizeof text,
                           "the label %.80s never gets a handle: its item is not written",
                           sluice_program_label_name(a->program, node->target));
            return fail(a, id, text);
        }
        sluice_stream_value_put(a->output.bytes + a->fixups[i].offset,
                                SLUICE_BASE_HANDLE + target->first + (uint64_t)node->number, 4);
    }
    return true;
}

/* The text by which an item is written once; false if it is not or the text is computed. */
static bool once_text(const struct assembler *a, sluice_node_id id, struct sluice_bytes *text)
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
static bool refer_once(struct assembler *a, const struct item *item,
                       struct sluice_stream_once *once, bool *done)
{
    struct sluice_bytes text;
    uint32_t handle;

    *done = once_text(a, item->node, &text) &&
            sluice_stream_once_find(once, text.data, text.length, &handle);
    if (!*done) {
        return true;
    }
    set_label(a, a->program->nodes[item->node].label, handle);
    return add_reference(a, item, SLUICE_BASE_HANDLE + handle);
}

/* Notes that an item has been written and under which handle. */
static bool note_once(struct assembler *a, sluice_node_id id, struct sluice_stream_once *once,
                      uint32_t handle)
{
    struct sluice_bytes text;

    return !once_text(a, id, &text) ||
           sluice_stream_once_add(once, text.data, text.length, handle) || fail_memory(a, id);
}

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

static bool write_utf(struct assembler *a, const struct item *item, const struct context *context)
{
    const struct sluice_node *node = &a->program->nodes[item->node];
    const struct sluice_node *owner = &a->program->nodes[a->frames[item->owner].node];
    size_t start = a->output.length;
    char counter[24];
    uint8_t bytes[2];
    int64_t length = claimed(node, text_length(node, context, counter));

    sluice_stream_value_put(bytes, (uint64_t)length, 2);
    return check_fit(a, item->node, "a text length", length, 2) && add(a, item, bytes, 2, 1) &&
           add_text(a, item, counter) &&
           label(a, item, start, utf_label(item->role, owner->kind == SLUICE_NODE_FIELD));
}

/* Whether the form with the long length is written. */
static bool is_long(const struct sluice_node *node, uint64_t length, uint64_t short_max)
{
    if (sluice_tree_marked(node, SLUICE_NODE_LONG)) {
        return true;
    }
    return !sluice_tree_marked(node, SLUICE_NODE_SHORT) && length > short_max;
}

static bool write_string(struct assembler *a, const struct item *item,
                         const struct context *context)
{
    const struct sluice_node *node = &a->program->nodes[item->node];
    char counter[24];
    uint64_t real = text_length(node, context, counter);
    int64_t length = claimed(node, real);
    bool wide = is_long(node, real, UINT16_MAX);
    const char *name = item->role == SLUICE_ROLE_TYPE ? "field.signature" : "string.bytes";
    size_t start;
    bool done;

    if (!refer_once(a, item, &a->strings, &done)) {
        return false;
    }
    if (done) {
        return true;
    }
    if (!check_fit(a, item->node, "a string length", length, wide ? 8 : 2) ||
        !add_number(a, item, wide ? 0x7C : 0x74, 1, wide ? "TC_LONGSTRING" : "TC_STRING") ||
        !add_number(a, item, (uint64_t)length, wide ? 8 : 2, "string.length")) {
        return false;
    }
    start = a->output.length;
    return add_text(a, item, counter) && label(a, item, start, name) &&
           note_once(a, item->node, &a->strings, assign(a, item->node));
}

static bool write_magic(struct assembler *a, const struct item *item)
{
    struct sluice_bytes bytes = sluice_program_bytes(a->program, item->node);
    size_t start = a->output.length;
    size_t magic = bytes.length < 2 ? bytes.length : 2;

    return add(a, item, bytes.data, magic, 1) && label(a, item, start, "magic") &&
           (bytes.length == magic || (add(a, item, bytes.data + magic, bytes.length - magic, 1) &&
                                      label(a, item, start + magic, "version")));
}

static bool write_values(struct assembler *a, const struct item *item)
{
    const struct sluice_node *node = &a->program->nodes[item->node];
    struct sluice_bytes bytes = sluice_program_bytes(a->program, item->node);
    const char *word = sluice_stream_value_word(node->code);
    size_t start = a->output.length;

    return add(a, item, bytes.data, bytes.length, node->times) &&
           label(a, item, start, word != NULL ? word : "raw");
}

static bool write_raw(struct assembler *a, const struct item *item, const struct context *context)
{
    const struct sluice_node *node = &a->program->nodes[item->node];
    size_t start = a->output.length;
    char counter[24];

    (void)text_length(node, context, counter);
    if (node->number > 0) {
        set_label(a, node->label, a->next_handle);
        a->next_handle += (uint32_t)node->number;
    }
    return add_text(a, item, counter) &&
           label(a, item, start, item->role == SLUICE_ROLE_PART ? "block.bytes" : "raw");
}

/* How many elements or fields a leaf counts for in its owner's list. */
static uint64_t weight_of(const struct assembler *a, sluice_node_id id, uint32_t owner)
{
    const struct sluice_node *node = &a->program->nodes[id];
    size_t size = sluice_stream_value_size(node->code);

    if (node->kind == SLUICE_NODE_VALUES && size > 0 &&
        a->program->nodes[a->frames[owner].node].kind == SLUICE_NODE_ARRAY) {
        return node->length / size * node->times;
    }
    return node->kind == SLUICE_NODE_MAGIC ? 0 : 1; /* the first item is number 0 */
}

/* --- containers ------------------------------------------------------------------------------- */

/* The phase in which children of a role are written. */
static uint8_t phase_of(uint8_t kind, uint8_t role)
{
    switch (role) {
    case SLUICE_ROLE_FIELD:
        return 1;
    case SLUICE_ROLE_ANNOTATION:
        return kind == SLUICE_NODE_PROXYDESC ? 1 : 2;
    case SLUICE_ROLE_SUPER:
        return kind == SLUICE_NODE_PROXYDESC ? 2 : 3;
    case SLUICE_ROLE_ELEMENT:
    case SLUICE_ROLE_LEVEL:
    case SLUICE_ROLE_CONTENT:
    case SLUICE_ROLE_CONSTANT:
        return 1;
    default:
        return 0;
    }
}

/* The phase that an item must have gone through before it is complete. */
static uint8_t last_phase(uint8_t kind)
{
    switch (kind) {
    case SLUICE_NODE_CLASSDESC:
        return 3;
    case SLUICE_NODE_PROXYDESC:
        return 2;
    case SLUICE_NODE_ARRAY:
    case SLUICE_NODE_OBJECT:
    case SLUICE_NODE_ENUM:
    case SLUICE_NODE_CLASS:
        return 1;
    default:
        return 0;
    }
}

static struct item item_of(const struct assembler *a, uint32_t index)
{
    const struct frame *frame = &a->frames[index];

    /* Path of the item itself: as its owner's owner sees it. */
    return (struct item){frame->node, index > 0 ? a->frames[index - 1].owner : 0, frame->role,
                         frame->index};
}

/* A length or count that is known only later: room for it now. */
static bool begin_count(struct assembler *a, uint32_t index, unsigned size, const char *text)
{
    struct item item = item_of(a, index);

    a->frames[index].patch = a->output.length;
    return add_number(a, &item, 0, size, text);
}

static bool end_count(struct assembler *a, uint32_t index, unsigned size, const char *what)
{
    const struct frame *frame = &a->frames[index];
    int64_t count = claimed(&a->program->nodes[frame->node], frame->count);

    sluice_stream_value_put(a->output.bytes + frame->patch, (uint64_t)count, size);
    return check_fit(a, frame->node, what, count, size);
}

static bool add_end(struct assembler *a, uint32_t index)
{
    struct item item = item_of(a, index);

    return sluice_tree_marked(&a->program->nodes[item.node], SLUICE_NODE_NO_END) ||
           add_number(a, &item, 0x78, 1, "TC_ENDBLOCKDATA");
}

static bool begin_class_phase(struct assembler *a, uint32_t index, uint8_t phase)
{
    struct item item = item_of(a, index);
    const struct sluice_node *node = &a->program->nodes[item.node];

    switch (phase) {
    case 1:
        return add_number(a, &item, (uint64_t)node->number, 8, "class.suid") &&
               add_number(a, &item, node->code, 1, "class.flags") &&
               begin_count(a, index, 2, "class.field-count");
    case 2:
        return end_count(a, index, 2, "a field count");
    default:
        return add_end(a, index);
    }
}

static void assign_unless_abandoned(struct assembler *a, uint32_t index)
{
    if (index >= a->abandoned) {
        (void)assign(a, a->frames[index].node);
    }
}

/* Writes what stands before the children of a phase. */
static bool begin_phase(struct assembler *a, uint32_t index, uint8_t phase)
{
    switch (a->program->nodes[a->frames[index].node].kind) {
    case SLUICE_NODE_CLASSDESC:
        return begin_class_phase(a, index, phase);
    case SLUICE_NODE_PROXYDESC:
        return phase == 1 ? end_count(a, index, 4, "an interface count") : add_end(a, index);
    case SLUICE_NODE_ARRAY:
        assign_unless_abandoned(a, index);
        return begin_count(a, index, 4, "array.length");
    default: /* object, enum, class */
        assign_unless_abandoned(a, index);
        return true;
    }
}

static bool advance(struct assembler *a, uint32_t index, uint8_t phase)
{
    uint8_t last = last_phase(a->program->nodes[a->frames[index].node].kind);

    phase = phase < last ? phase : last;
    while (a->frames[index].phase < phase) {
        uint8_t next = ++a->frames[index].phase;

        if (!begin_phase(a, index, next)) {
            return false;
        }
        a->frames[index].count = 0;
    }
    return true;
}

static bool push(struct assembler *a, const struct item *item, const struct context *context,
                 bool transparent)
{
    struct frame *frames;
    struct frame *frame;

    if (a->frame_count >= FRAMES_MAX) {
        return fail(a, item->node, "the items are nested too deeply: nest less");
    }
    frames = sluice_stream_grow(a->frames, &a->frame_capacity, a->frame_count + 1, sizeof *frames);
    if (frames == NULL) {
        return fail_memory(a, item->node);
    }
    a->frames = frames;
    frame = &frames[a->frame_count];
    memset(frame, 0, sizeof *frame);
    frame->node = item->node;
    frame->next = a->program->nodes[item->node].first;
    frame->context = *context;
    frame->owner = transparent ? item->owner : (uint32_t)a->frame_count;
    frame->role = item->role;
    frame->index = item->index;
    a->frame_count++;
    return true;
}

/* Header of block data: its parts are leaves, so their bytes can be counted before. */
static bool begin_block(struct assembler *a, const struct item *item, const struct context *context)
{
    const struct sluice_node *node = &a->program->nodes[item->node];
    sluice_node_id part = node->first;
    uint64_t real = 0;
    int64_t length;
    char counter[24];
    bool wide;

    for (; part != SLUICE_NODE_NONE; part = a->program->nodes[part].next) {
        const struct sluice_node *leaf = &a->program->nodes[part];

        real += text_length(leaf, context, counter) + (leaf->kind == SLUICE_NODE_UTF ? 2 : 0);
    }
    length = claimed(node, real);
    wide = is_long(node, real, UINT8_MAX);
    return check_fit(a, item->node, "a block length", length, wide ? 4 : 1) &&
           add_number(a, item, wide ? 0x7A : 0x77, 1, wide ? "TC_BLOCKDATALONG" : "TC_BLOCKDATA") &&
           add_number(a, item, (uint64_t)length, wide ? 4 : 1, "block.length") &&
           push(a, item, context, false);
}

static bool begin_classdesc(struct assembler *a, const struct item *item,
                            const struct context *context)
{
    bool done;

    if (!refer_once(a, item, &a->descriptors, &done)) {
        return false;
    }
    if (done) {
        return true;
    }
    return add_number(a, item, 0x72, 1, "TC_CLASSDESC") &&
           note_once(a, item->node, &a->descriptors, assign(a, item->node)) &&
           push(a, item, context, false);
}

static bool begin_proxydesc(struct assembler *a, const struct item *item,
                            const struct context *context)
{
    if (!add_number(a, item, 0x7D, 1, "TC_PROXYCLASSDESC") || !push(a, item, context, false)) {
        return false;
    }
    (void)assign(a, item->node);
    return begin_count(a, (uint32_t)a->frame_count - 1, 4, "proxy.interface-count");
}

static bool begin_coded(struct assembler *a, const struct item *item, const struct context *context,
                        uint8_t code, const char *text)
{
    return add_number(a, item, code, 1, text) && push(a, item, context, false);
}

static bool begin_repeat(struct assembler *a, const struct item *item,
                         const struct context *context)
{
    const struct sluice_node *node = &a->program->nodes[item->node];
    struct frame *frame;
    uint64_t times = (uint64_t)node->number;

    if (node->number <= 0 || node->first == SLUICE_NODE_NONE) {
        return true;
    }
    if (!push(a, item, context, true)) {
        return false;
    }
    frame = &a->frames[a->frame_count - 1];
    frame->left = times > 1 ? times * a->repeat_factor : 1;
    frame->context.counter = times > 1 ? 0 : context->counter;
    return true;
}

/* --- items ------------------------------------------------------------------------------------ */

/* Replaces a nest or a hole by the item that stands there; opens the nest's frame. False with
 * *done: nothing stands there. */
static bool expand(struct assembler *a, struct item *item, struct context *context, bool *done)
{
    const struct sluice_program *program = a->program;
    const struct sluice_node *node = &program->nodes[item->node];
    sluice_node_id nest;

    if (node->kind == SLUICE_NODE_NEST) {
        uint64_t times = node->number > 0 ? (uint64_t)node->number : 0;

        if (!push(a, item, context, true)) {
            return false;
        }
        a->frames[a->frame_count - 1].next = SLUICE_NODE_NONE;
        nest = item->node;
        if (times > 0) {
            context->nest = (uint32_t)a->frame_count - 1;
            context->remaining = times > 1 ? times * a->repeat_factor : 1;
            context->counter = 0;
        }
        item->node = sluice_tree_child(program, nest,
                                       times > 0 ? SLUICE_ROLE_AROUND : SLUICE_ROLE_INSIDE);
    } else if (context->nest == NO_FRAME) {
        item->node = SLUICE_NODE_NONE;
    } else {
        nest = a->frames[context->nest].node;
        if (context->remaining > 1) {
            context->remaining--;
            context->counter++;
            item->node = sluice_tree_child(program, nest, SLUICE_ROLE_AROUND);
        } else {
            *context = a->frames[context->nest].context;
            item->node = sluice_tree_child(program, nest, SLUICE_ROLE_INSIDE);
        }
    }
    *done = item->node == SLUICE_NODE_NONE;
    return true;
}

static bool write_kind(struct assembler *a, const struct item *item, const struct context *context)
{
    switch ((enum sluice_node_kind)a->program->nodes[item->node].kind) {
    case SLUICE_NODE_MAGIC:
        return write_magic(a, item);
    case SLUICE_NODE_NULL:
        return add_number(a, item, 0x70, 1, "TC_NULL");
    case SLUICE_NODE_REFERENCE:
        return write_reference(a, item);
    case SLUICE_NODE_STRING:
        return write_string(a, item, context);
    case SLUICE_NODE_BLOCK:
        return begin_block(a, item, context);
    case SLUICE_NODE_END:
        return add_number(a, item, 0x78, 1, "TC_ENDBLOCKDATA");
    case SLUICE_NODE_RESET:
        reset_handles(a);
        return add_number(a, item, 0x79, 1, "TC_RESET");
    case SLUICE_NODE_ARRAY:
        return begin_coded(a, item, context, 0x75, "TC_ARRAY");
    case SLUICE_NODE_OBJECT:
        return begin_coded(a, item, context, 0x73, "TC_OBJECT");
    case SLUICE_NODE_ENUM:
        return begin_coded(a, item, context, 0x7E, "TC_ENUM");
    case SLUICE_NODE_CLASS:
        return begin_coded(a, item, context, 0x76, "TC_CLASS");
    case SLUICE_NODE_CLASSDESC:
        return begin_classdesc(a, item, context);
    case SLUICE_NODE_PROXYDESC:
        return begin_proxydesc(a, item, context);
    case SLUICE_NODE_EXCEPTION:
        reset_handles(a);
        return begin_coded(a, item, context, 0x7B, "TC_EXCEPTION");
    case SLUICE_NODE_FIELD:
        return begin_coded(a, item, context, a->program->nodes[item->node].code, "field.type");
    case SLUICE_NODE_VALUES:
        return write_values(a, item);
    case SLUICE_NODE_UTF:
        return write_utf(a, item, context);
    case SLUICE_NODE_RAW:
        return write_raw(a, item, context);
    case SLUICE_NODE_REPEAT:
        return begin_repeat(a, item, context);
    case SLUICE_NODE_STREAM:
    case SLUICE_NODE_LEVEL:
        return push(a, item, context, false);
    case SLUICE_NODE_NEST:
    case SLUICE_NODE_HOLE:
        break; /* expanded before */
    }
    return true;
}

/* Writes the child that is next in the top frame, or opens it. */
static bool write_next(struct assembler *a)
{
    struct frame *top = &a->frames[a->frame_count - 1];
    sluice_node_id child = top->next;
    struct context context = top->context;
    struct item item = {child, top->owner, a->program->nodes[child].role, 0};
    uint8_t kind = a->program->nodes[a->frames[top->owner].node].kind;
    bool done = false;

    top->next = a->program->nodes[child].next;
    if (a->frames[a->frame_count - 1].owner != a->frame_count - 1) {
        item.role = top->role;
    }
    if (!advance(a, item.owner, phase_of(kind, item.role))) {
        return false;
    }
    if (a->frames[item.owner].list != item.role) {
        a->frames[item.owner].list = item.role;
        a->frames[item.owner].count = 0;
    }
    item.index = a->frames[item.owner].count;
    if (item.owner == 0) {
        a->top_index = item.index;
    }
    for (;;) {
        uint8_t what = a->program->nodes[item.node].kind;

        if (a->output.length == a->last_length && ++a->idle > IDLE_MAX) {
            return fail(a, item.node, "too many items that write nothing: repeat less");
        }
        a->last_length = a->output.length;
        if (what != SLUICE_NODE_NEST && what != SLUICE_NODE_HOLE) {
            break;
        }
        if (!expand(a, &item, &context, &done)) {
            return false;
        }
        if (done) {
            return true;
        }
    }
    if (a->program->nodes[item.node].kind != SLUICE_NODE_REPEAT) {
        a->frames[item.owner].count += weight_of(a, item.node, item.owner);
    }
    return write_kind(a, &item, &context);
}

/* The top frame has no child left: another round of a repeat, or its end. */
static bool leave(struct assembler *a)
{
    uint32_t index = (uint32_t)a->frame_count - 1;
    struct frame *top = &a->frames[index];
    const struct sluice_node *node = &a->program->nodes[top->node];

    if (node->kind == SLUICE_NODE_REPEAT && top->left > 1) {
        top->left--;
        top->context.counter++;
        top->next = node->first;
        return true;
    }
    if (top->owner == index && !advance(a, index, last_phase(node->kind))) {
        return false;
    }
    if (node->kind == SLUICE_NODE_ARRAY && !end_count(a, index, 4, "an array length")) {
        return false;
    }
    if (node->kind == SLUICE_NODE_LEVEL && !add_end(a, index)) {
        return false;
    }
    if (node->kind == SLUICE_NODE_EXCEPTION) {
        reset_handles(a);
        a->abandoned = index;
    }
    a->frame_count--;
    a->abandoned = a->abandoned < index ? a->abandoned : index;
    return true;
}

static bool run(struct assembler *a)
{
    struct item root = {SLUICE_NODE_ROOT, 0, SLUICE_ROLE_ITEM, 0};
    struct context context = {NO_FRAME, 0, 0};

    if (!push(a, &root, &context, false)) {
        return false;
    }
    while (a->frame_count > 0) {
        bool ok = a->frames[a->frame_count - 1].next != SLUICE_NODE_NONE ? write_next(a) : leave(a);

        if (!ok) {
            return false;
        }
    }
    return apply_fixups(a);
}

static void free_assembler(struct assembler *a)
{
    free(a->frames);
    free(a->labels);
    free(a->fixups);
    sluice_stream_once_clear(&a->strings);
    sluice_stream_once_clear(&a->descriptors);
    sluice_stream_output_free(&a->output);
}

bool sluice_assemble(const struct sluice_program *program,
                     const struct sluice_assembly_options *options, struct sluice_assembly *out,
                     struct sluice_yaml_error *error)
{
    struct assembler a;
    bool ok;

    memset(out, 0, sizeof *out);
    memset(&a, 0, sizeof a);
    a.program = program;
    a.error = error;
    a.last_length = SIZE_MAX;
    a.output.max_bytes = options != NULL && options->max_bytes != 0 ? options->max_bytes
                                                                    : UINT64_C(256) * 1024 * 1024;
    a.output.max_rows = options != NULL ? options->max_rows : 0;
    a.repeat_factor = options != NULL && options->repeat_factor != 0 ? options->repeat_factor : 1;
    a.labels = calloc((size_t)program->labels.count + 1, sizeof *a.labels);
    /* Room for one byte at least: the bytes of an empty stream are no null pointer either. */
    a.output.bytes = sluice_stream_grow(NULL, &a.output.capacity, 1, 1);
    ok = a.labels != NULL && a.output.bytes != NULL ? run(&a) : fail_memory(&a, SLUICE_NODE_ROOT);
    if (ok) {
        out->bytes = a.output.bytes;
        out->length = a.output.length;
        out->rows = a.output.rows;
        out->row_count = a.output.row_count;
        out->rows_dropped = a.output.rows_dropped;
        a.output.bytes = NULL;
        a.output.rows = NULL;
    }
    free_assembler(&a);
    return ok;
}

void sluice_assembly_free(struct sluice_assembly *assembly)
{
    free(assembly->bytes);
    free(assembly->rows);
    memset(assembly, 0, sizeof *assembly);
}
