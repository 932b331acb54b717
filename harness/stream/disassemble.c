/* The disassembler: reads any bytes by the grammar (protocol: productions) as far as they follow
 * it.
 *
 * One step reads what is next in the innermost open item. Where the input ends, or holds something
 * that cannot be read, the rest becomes raw and all open items are closed as they are: what is
 * missing in them is noted as missing (claims, no end marks, `none`), so that the same bytes come
 * out again. */
#include <string.h>

#include "harness/stream/fold.h"
#include "harness/stream/scan.h"
#include "harness/stream/value.h"

/* Bytes of one input: offsets in a program have 32 bits, and nodes need memory. */
#define INPUT_MAX (UINT32_C(1) << 30)

/* --- steps ------------------------------------------------------------------------------------ */

static struct sluice_scan_frame *top_of(struct sluice_scan *scan)
{
    return &scan->frames[scan->frame_count - 1];
}

/* The innermost item is complete. */
static void pop(struct sluice_scan *scan)
{
    const struct sluice_scan_frame *frame = top_of(scan);
    uint8_t kind = scan->program->nodes[frame->node].kind;

    scan->last_class = kind == SLUICE_NODE_CLASSDESC || kind == SLUICE_NODE_PROXYDESC
                           ? frame->class
                           : SLUICE_NO_CLASS;
    scan->frame_count--;
}

/* Most items begin with another one, their descriptor. True: it has been read, go on. */
static bool has_first(struct sluice_scan *scan, enum sluice_node_role role)
{
    struct sluice_scan_frame *frame = top_of(scan);

    if (frame->state > 0) {
        return true;
    }
    frame->state = 1;
    sluice_scan_item(scan, frame->node, (uint8_t)role);
    return false;
}

static void read_array_length(struct sluice_scan *scan)
{
    struct sluice_scan_frame *frame = top_of(scan);
    sluice_node_id desc = scan->program->nodes[frame->node].first;

    if (sluice_scan_left(scan) < 4) {
        sluice_scan_give_up(scan, frame->node, SLUICE_ROLE_ELEMENT, scan->at);
        return;
    }
    sluice_scan_mark_array(scan, desc);
    frame->code = sluice_scan_element(scan, scan->last_class);
    frame->state = 2;
    frame->claim = (int32_t)(uint32_t)sluice_stream_value_get(scan->bytes + scan->at, 4);
    frame->left = frame->claim > 0 ? (uint64_t)frame->claim : 0;
    if (frame->claim < 0) {
        sluice_scan_claim(scan, frame->node, frame->claim);
    }
    scan->at += 4;
    sluice_scan_assign(scan, frame->node, SLUICE_NO_CLASS);
}

/* Elements of a primitive array, as many as are there; what is no whole element is raw. */
static void read_packed(struct sluice_scan *scan)
{
    struct sluice_scan_frame *frame = top_of(scan);
    uint32_t size = (uint32_t)sluice_stream_value_size(frame->code);
    uint32_t there = sluice_scan_left(scan) / size;
    uint32_t count = frame->left < there ? (uint32_t)frame->left : there;
    sluice_node_id id;

    if (count > 0) {
        id = sluice_scan_add(scan, frame->node, SLUICE_ROLE_ELEMENT, SLUICE_NODE_VALUES);
        if (id == SLUICE_NODE_NONE) {
            return;
        }
        scan->program->nodes[id].code = frame->code;
        sluice_scan_take(scan, id, count * size);
        frame->left -= count;
    }
    if (frame->left > 0) {
        sluice_scan_give_up(scan, frame->node, SLUICE_ROLE_ELEMENT, scan->at);
    }
}

/* state 0: descriptor, 1: length, 2: elements */
static void step_array(struct sluice_scan *scan)
{
    struct sluice_scan_frame *frame = top_of(scan);
    uint64_t nulls;

    if (!has_first(scan, SLUICE_ROLE_DESC)) {
        return;
    }
    if (frame->state == 1) {
        read_array_length(scan);
    } else if (frame->left == 0) {
        pop(scan);
    } else if (frame->code != 0) {
        read_packed(scan);
    } else {
        nulls = sluice_scan_nulls(scan, frame->node, SLUICE_ROLE_ELEMENT, frame->left);
        frame->left -= nulls;
        if (nulls == 0) {
            frame->left -= sluice_scan_left(scan) > 0; /* what has begun is no longer owed */
            sluice_scan_item(scan, frame->node, SLUICE_ROLE_ELEMENT);
        }
    }
}

static void open_level(struct sluice_scan *scan, sluice_node_id object, uint32_t class,
                       bool is_super)
{
    struct sluice_scan_class *entry = &scan->classes[class];
    sluice_node_id id = sluice_scan_add(scan, object, SLUICE_ROLE_LEVEL, SLUICE_NODE_LEVEL);
    struct sluice_scan_frame *frame = sluice_scan_open(scan, id);
    struct sluice_chain_level level;

    if (frame == NULL) {
        return;
    }
    (void)sluice_chain_level_of(scan->program, entry->desc, is_super, &level);
    frame->data = level.data;
    frame->has_end = level.end;
    frame->state = 1;
    if (level.fields && !(level.data && sluice_scan_skips_fields(scan, entry))) {
        frame->state = 0;
        sluice_fields_begin(&frame->fields, scan->program, entry->desc);
    }
}

/* state 0: descriptor, 1: handle, 2: levels */
static void step_object(struct sluice_scan *scan)
{
    struct sluice_scan_frame *frame = top_of(scan);

    if (!has_first(scan, SLUICE_ROLE_DESC)) {
        return;
    }
    if (frame->state == 1) {
        frame->state = 2;
        frame->class = scan->last_class;
        sluice_scan_assign(scan, frame->node, SLUICE_NO_CLASS);
        if (frame->class != SLUICE_NO_CLASS && !sluice_scan_levels(scan, frame->class)) {
            return;
        }
    }
    if (frame->class != SLUICE_NO_CLASS && frame->next < scan->classes[frame->class].level_count) {
        uint32_t level = scan->classes[frame->class].levels[frame->next++];

        open_level(scan, frame->node, level, level != frame->class);
        return;
    }
    pop(scan);
}

/* One value of a level. */
static void read_field_value(struct sluice_scan *scan)
{
    struct sluice_scan_frame *frame = top_of(scan);
    uint8_t code = scan->program->nodes[frame->fields.at].code;
    uint32_t size = (uint32_t)sluice_stream_value_size(code);
    sluice_node_id id;

    sluice_fields_next(&frame->fields);
    if (size == 0) {
        sluice_scan_item(scan, frame->node, SLUICE_ROLE_VALUE);
        return;
    }
    if (sluice_scan_left(scan) < size) {
        sluice_scan_give_up(scan, frame->node, SLUICE_ROLE_VALUE, scan->at);
        return;
    }
    id = sluice_scan_add(scan, frame->node, SLUICE_ROLE_VALUE, SLUICE_NODE_VALUES);
    if (id != SLUICE_NODE_NONE) {
        scan->program->nodes[id].code = code;
    }
    sluice_scan_take(scan, id, size);
}

/* state 0: values of fields, 1: custom data */
static void step_level(struct sluice_scan *scan)
{
    struct sluice_scan_frame *frame = top_of(scan);

    if (frame->state == 0) {
        if (frame->fields.at != SLUICE_NODE_NONE) {
            read_field_value(scan);
            return;
        }
        frame->state = 1;
    }
    if (!frame->data) {
        scan->program->nodes[frame->node].marks |= SLUICE_NODE_NO_END;
        pop(scan);
    } else if (!frame->has_end) {
        /* External data of protocol 1: where it ends only the class knows. */
        sluice_scan_give_up(scan, frame->node, SLUICE_ROLE_DATA, scan->at);
    } else if (sluice_scan_end(scan)) {
        pop(scan);
    } else {
        sluice_scan_listed(scan, frame->node, SLUICE_ROLE_DATA);
    }
}

static void read_field(struct sluice_scan *scan)
{
    struct sluice_scan_frame *frame = top_of(scan);
    sluice_node_id desc = frame->node;
    uint32_t start = scan->at;
    uint8_t code;
    uint32_t name;
    sluice_node_id id;

    if (sluice_scan_left(scan) == 0) {
        sluice_scan_close_all(scan);
        return;
    }
    frame->left--;
    name = sluice_scan_left(scan) < 3
               ? UINT32_MAX
               : (uint32_t)sluice_stream_value_get(scan->bytes + start + 1, 2);
    if (name == UINT32_MAX || sluice_scan_left(scan) - 3 < name) {
        sluice_scan_give_up(scan, desc, SLUICE_ROLE_FIELD, start);
        return;
    }
    code = scan->bytes[scan->at++];
    id = sluice_scan_add(scan, desc, SLUICE_ROLE_FIELD, SLUICE_NODE_FIELD);
    if (id == SLUICE_NODE_NONE || !sluice_scan_utf(scan, id, SLUICE_ROLE_NAME)) {
        return;
    }
    scan->program->nodes[id].code = code;
    if (code == 'L' || code == '[') {
        (void)sluice_scan_open(scan, id);
    }
}

/* The type string of a field. */
static void step_field(struct sluice_scan *scan)
{
    if (has_first(scan, SLUICE_ROLE_TYPE)) {
        pop(scan);
    }
}

static void read_interface(struct sluice_scan *scan)
{
    struct sluice_scan_frame *frame = top_of(scan);

    frame->left -= sluice_scan_left(scan) > 0;
    if (!sluice_scan_utf(scan, frame->node, SLUICE_ROLE_INTERFACE)) {
        sluice_scan_close_all(scan);
    }
}

/* state 0: fields or interfaces, 1: annotation, 2: super, 3: end */
static void step_desc(struct sluice_scan *scan)
{
    struct sluice_scan_frame *frame = top_of(scan);
    const struct sluice_node *node = &scan->program->nodes[frame->node];

    if (frame->state == 0 && frame->left > 0) {
        if (node->kind == SLUICE_NODE_CLASSDESC) {
            read_field(scan);
        } else {
            read_interface(scan);
        }
        return;
    }
    if (frame->state <= 1) {
        frame->state = sluice_scan_end(scan) ? 2 : 1;
        if (frame->state == 1) {
            sluice_scan_listed(scan, frame->node, SLUICE_ROLE_ANNOTATION);
        }
    } else if (frame->state == 2) {
        frame->state = 3;
        sluice_scan_item(scan, frame->node, SLUICE_ROLE_SUPER);
    } else {
        sluice_scan_finish_class(scan, frame->class, scan->last_class,
                                 scan->program->nodes[node->last].kind == SLUICE_NODE_NULL);
        pop(scan);
    }
}

/* state 0: descriptor, 1: constant, 2: end */
static void step_enum(struct sluice_scan *scan)
{
    struct sluice_scan_frame *frame = top_of(scan);

    if (!has_first(scan, SLUICE_ROLE_DESC)) {
        return;
    }
    if (frame->state == 1) {
        frame->state = 2;
        sluice_scan_assign(scan, frame->node, SLUICE_NO_CLASS);
        sluice_scan_item(scan, frame->node, SLUICE_ROLE_CONSTANT);
        return;
    }
    pop(scan);
}

static void step_class(struct sluice_scan *scan)
{
    if (has_first(scan, SLUICE_ROLE_DESC)) {
        sluice_scan_assign(scan, top_of(scan)->node, SLUICE_NO_CLASS);
        pop(scan);
    }
}

/* The writer abandons all that is open, and starts again at the top (protocol: TC_EXCEPTION). */
static void step_exception(struct sluice_scan *scan)
{
    if (has_first(scan, SLUICE_ROLE_EXCEPTION)) {
        sluice_scan_reset(scan);
        sluice_scan_close_all(scan);
    }
}

/* One step in the innermost open item. False: all is read. */
static bool step(struct sluice_scan *scan)
{
    sluice_node_id id = top_of(scan)->node;

    switch (scan->program->nodes[id].kind) {
    case SLUICE_NODE_ARRAY:
        step_array(scan);
        break;
    case SLUICE_NODE_OBJECT:
        step_object(scan);
        break;
    case SLUICE_NODE_LEVEL:
        step_level(scan);
        break;
    case SLUICE_NODE_CLASSDESC:
    case SLUICE_NODE_PROXYDESC:
        step_desc(scan);
        break;
    case SLUICE_NODE_FIELD:
        step_field(scan);
        break;
    case SLUICE_NODE_ENUM:
        step_enum(scan);
        break;
    case SLUICE_NODE_CLASS:
        step_class(scan);
        break;
    case SLUICE_NODE_EXCEPTION:
        step_exception(scan);
        break;
    default:
        if (sluice_scan_left(scan) == 0) {
            return false;
        }
        sluice_scan_listed(scan, id, SLUICE_ROLE_ITEM);
        break;
    }
    return !scan->failed;
}

/* The header, if there is one; else all is raw. */
static void read_magic(struct sluice_scan *scan)
{
    if (sluice_scan_left(scan) < 4 || scan->bytes[0] != 0xAC || scan->bytes[1] != 0xED) {
        sluice_scan_rest(scan, SLUICE_NODE_ROOT, SLUICE_ROLE_ITEM, 0);
        return;
    }
    sluice_scan_take(
        scan, sluice_scan_add(scan, SLUICE_NODE_ROOT, SLUICE_ROLE_ITEM, SLUICE_NODE_MAGIC), 4);
}

struct sluice_program *sluice_disassemble(const void *bytes, size_t length)
{
    struct sluice_program *program = sluice_program_create();
    struct sluice_scan scan;

    memset(&scan, 0, sizeof scan);
    if (program == NULL || length > INPUT_MAX ||
        !sluice_tree_reserve(program, length, &scan.base)) {
        sluice_program_free(program);
        return NULL;
    }
    if (length > 0) {
        memcpy(program->bytes + scan.base, bytes, length);
    }
    scan.program = program;
    scan.bytes = program->bytes + scan.base;
    scan.length = (uint32_t)length;
    read_magic(&scan);
    if (sluice_scan_open(&scan, SLUICE_NODE_ROOT) != NULL) {
        while (!scan.failed && step(&scan)) {
        }
    }
    sluice_scan_free(&scan);
    if (scan.failed || !sluice_stream_fold(program)) {
        sluice_program_free(program);
        return NULL;
    }
    return program;
}
