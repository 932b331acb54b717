/* The assembler: a walk over the program with an explicit stack of open items. */
#include <stdlib.h>
#include <string.h>

#include "harness/base/grow.h"
#include "harness/stream/assemble.h"
#include "harness/stream/value.h"

/* Open items at one time, and items that write nothing: bounds on what a short program can ask
 * for. */
enum { FRAMES_MAX = 4000000, IDLE_MAX = 16000000 };

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

static struct sluice_asm_item item_of(const struct sluice_assembler *a, uint32_t index)
{
    const struct sluice_asm_frame *frame = &a->frames[index];

    /* Path of the item itself: as its owner's owner sees it. */
    return (struct sluice_asm_item){frame->node, index > 0 ? a->frames[index - 1].owner : 0,
                                    frame->role, frame->index};
}

/* A length or count that is known only later: room for it now. */
static bool begin_count(struct sluice_assembler *a, uint32_t index, unsigned size, const char *text)
{
    struct sluice_asm_item item = item_of(a, index);

    a->frames[index].patch = a->output.length;
    return sluice_asm_number(a, &item, 0, size, text);
}

static bool end_count(struct sluice_assembler *a, uint32_t index, unsigned size, const char *what)
{
    const struct sluice_asm_frame *frame = &a->frames[index];
    int64_t count = sluice_asm_claimed(&a->program->nodes[frame->node], frame->count);

    sluice_stream_value_put(a->output.bytes + frame->patch, (uint64_t)count, size);
    return sluice_asm_check_fit(a, frame->node, what, count, size);
}

static bool add_end(struct sluice_assembler *a, uint32_t index)
{
    struct sluice_asm_item item = item_of(a, index);

    return sluice_tree_marked(&a->program->nodes[item.node], SLUICE_NODE_NO_END) ||
           sluice_asm_number(a, &item, 0x78, 1, "TC_ENDBLOCKDATA");
}

static bool begin_class_phase(struct sluice_assembler *a, uint32_t index, uint8_t phase)
{
    struct sluice_asm_item item = item_of(a, index);
    const struct sluice_node *node = &a->program->nodes[item.node];

    switch (phase) {
    case 1:
        return sluice_asm_number(a, &item, (uint64_t)node->number, 8, "class.suid") &&
               sluice_asm_number(a, &item, node->code, 1, "class.flags") &&
               begin_count(a, index, 2, "class.field-count");
    case 2:
        return end_count(a, index, 2, "a field count");
    default:
        return add_end(a, index);
    }
}

static void assign_unless_abandoned(struct sluice_assembler *a, uint32_t index)
{
    if (index >= a->abandoned) {
        (void)sluice_asm_assign(a, a->frames[index].node);
    }
}

/* Writes what stands before the children of a phase. */
static bool begin_phase(struct sluice_assembler *a, uint32_t index, uint8_t phase)
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

static bool advance(struct sluice_assembler *a, uint32_t index, uint8_t phase)
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

static bool push(struct sluice_assembler *a, const struct sluice_asm_item *item,
                 const struct sluice_asm_context *context, bool transparent)
{
    struct sluice_asm_frame *frames;
    struct sluice_asm_frame *frame;

    if (a->frame_count >= FRAMES_MAX) {
        return sluice_asm_fail(a, item->node, "the items are nested too deeply: nest less");
    }
    frames = sluice_grow(a->frames, &a->frame_capacity, a->frame_count + 1, sizeof *frames);
    if (frames == NULL) {
        return sluice_asm_fail_memory(a, item->node);
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
static bool begin_block(struct sluice_assembler *a, const struct sluice_asm_item *item,
                        const struct sluice_asm_context *context)
{
    const struct sluice_node *node = &a->program->nodes[item->node];
    sluice_node_id part = node->first;
    uint64_t real = 0;
    int64_t length;
    char counter[24];
    bool wide;

    for (; part != SLUICE_NODE_NONE; part = a->program->nodes[part].next) {
        const struct sluice_node *leaf = &a->program->nodes[part];

        real += sluice_asm_text_length(a, leaf, context, counter) +
                (leaf->kind == SLUICE_NODE_UTF ? 2 : 0);
    }
    length = sluice_asm_claimed(node, real);
    wide = sluice_asm_is_long(node, real, UINT8_MAX);
    return sluice_asm_check_fit(a, item->node, "a block length", length, wide ? 4 : 1) &&
           sluice_asm_number(a, item, wide ? 0x7A : 0x77, 1,
                             wide ? "TC_BLOCKDATALONG" : "TC_BLOCKDATA") &&
           sluice_asm_number(a, item, (uint64_t)length, wide ? 4 : 1, "block.length") &&
           push(a, item, context, false);
}

static bool begin_classdesc(struct sluice_assembler *a, const struct sluice_asm_item *item,
                            const struct sluice_asm_context *context)
{
    bool done;

    if (!sluice_asm_refer_once(a, item, &a->descriptors, &done)) {
        return false;
    }
    if (done) {
        return true;
    }
    return sluice_asm_number(a, item, 0x72, 1, "TC_CLASSDESC") &&
           sluice_asm_note_once(a, item->node, &a->descriptors, sluice_asm_assign(a, item->node)) &&
           push(a, item, context, false);
}

static bool begin_proxydesc(struct sluice_assembler *a, const struct sluice_asm_item *item,
                            const struct sluice_asm_context *context)
{
    if (!sluice_asm_number(a, item, 0x7D, 1, "TC_PROXYCLASSDESC") ||
        !push(a, item, context, false)) {
        return false;
    }
    (void)sluice_asm_assign(a, item->node);
    return begin_count(a, (uint32_t)a->frame_count - 1, 4, "proxy.interface-count");
}

static bool begin_coded(struct sluice_assembler *a, const struct sluice_asm_item *item,
                        const struct sluice_asm_context *context, uint8_t code, const char *text)
{
    return sluice_asm_number(a, item, code, 1, text) && push(a, item, context, false);
}

static bool begin_repeat(struct sluice_assembler *a, const struct sluice_asm_item *item,
                         const struct sluice_asm_context *context)
{
    const struct sluice_node *node = &a->program->nodes[item->node];
    struct sluice_asm_frame *frame;
    uint64_t times = (uint64_t)node->number;

    if (node->number <= 0 || node->first == SLUICE_NODE_NONE) {
        return true;
    }
    if (!push(a, item, context, true)) {
        return false;
    }
    frame = &a->frames[a->frame_count - 1];
    frame->left = sluice_asm_times(a, times);
    frame->context.counter = times > 1 ? 0 : context->counter;
    return true;
}

/* --- items ------------------------------------------------------------------------------------ */

/* Replaces a nest or a hole by the item that stands there; opens the nest's frame. False with
 * *done: nothing stands there. */
static bool expand(struct sluice_assembler *a, struct sluice_asm_item *item,
                   struct sluice_asm_context *context, bool *done)
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
            context->remaining = sluice_asm_times(a, times);
            context->counter = 0;
        }
        item->node = sluice_tree_child(program, nest,
                                       times > 0 ? SLUICE_ROLE_AROUND : SLUICE_ROLE_INSIDE);
    } else if (context->nest == SLUICE_NO_FRAME) {
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

static bool write_kind(struct sluice_assembler *a, const struct sluice_asm_item *item,
                       const struct sluice_asm_context *context)
{
    switch ((enum sluice_node_kind)a->program->nodes[item->node].kind) {
    case SLUICE_NODE_MAGIC:
        return sluice_asm_magic(a, item);
    case SLUICE_NODE_NULL:
        return sluice_asm_number(a, item, 0x70, 1, "TC_NULL");
    case SLUICE_NODE_REFERENCE:
        return sluice_asm_reference(a, item);
    case SLUICE_NODE_STRING:
        return sluice_asm_string(a, item, context);
    case SLUICE_NODE_BLOCK:
        return begin_block(a, item, context);
    case SLUICE_NODE_END:
        return sluice_asm_number(a, item, 0x78, 1, "TC_ENDBLOCKDATA");
    case SLUICE_NODE_RESET:
        sluice_asm_reset_handles(a);
        return sluice_asm_number(a, item, 0x79, 1, "TC_RESET");
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
        sluice_asm_reset_handles(a);
        return begin_coded(a, item, context, 0x7B, "TC_EXCEPTION");
    case SLUICE_NODE_FIELD:
        return begin_coded(a, item, context, a->program->nodes[item->node].code, "field.type");
    case SLUICE_NODE_VALUES:
        return sluice_asm_values(a, item);
    case SLUICE_NODE_UTF:
        return sluice_asm_utf(a, item, context);
    case SLUICE_NODE_RAW:
        return sluice_asm_raw(a, item, context);
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
static bool write_next(struct sluice_assembler *a)
{
    struct sluice_asm_frame *top = &a->frames[a->frame_count - 1];
    sluice_node_id child = top->next;
    struct sluice_asm_context context = top->context;
    struct sluice_asm_item item = {child, top->owner, a->program->nodes[child].role, 0};
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
            return sluice_asm_fail(a, item.node, "too many items that write nothing: repeat less");
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
        a->frames[item.owner].count += sluice_asm_weight(a, item.node, item.owner);
    }
    return write_kind(a, &item, &context);
}

/* The top frame has no child left: another round of a repeat, or its end. */
static bool leave(struct sluice_assembler *a)
{
    uint32_t index = (uint32_t)a->frame_count - 1;
    struct sluice_asm_frame *top = &a->frames[index];
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
        sluice_asm_reset_handles(a);
        a->abandoned = index;
    }
    a->frame_count--;
    a->abandoned = a->abandoned < index ? a->abandoned : index;
    return true;
}

static bool run(struct sluice_assembler *a)
{
    struct sluice_asm_item root = {SLUICE_NODE_ROOT, 0, SLUICE_ROLE_ITEM, 0};
    struct sluice_asm_context context = {SLUICE_NO_FRAME, 0, 0};

    if (!push(a, &root, &context, false)) {
        return false;
    }
    while (a->frame_count > 0) {
        bool ok = a->frames[a->frame_count - 1].next != SLUICE_NODE_NONE ? write_next(a) : leave(a);

        if (!ok) {
            return false;
        }
    }
    return sluice_asm_apply_fixups(a);
}

static void free_assembler(struct sluice_assembler *a)
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
    struct sluice_assembler a;
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
    a.output.bytes = sluice_grow(NULL, &a.output.capacity, 1, 1);
    ok = a.labels != NULL && a.output.bytes != NULL ? run(&a)
                                                    : sluice_asm_fail_memory(&a, SLUICE_NODE_ROOT);
    if (ok) {
        out->bytes = a.output.bytes;
        out->length = a.output.length;
        out->rows = a.output.rows;
        out->row_count = a.output.row_count;
        out->rows_dropped = a.output.rows_dropped;
        out->handles = a.next_handle > a.most_handles ? a.next_handle : a.most_handles;
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
