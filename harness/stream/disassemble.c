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

/* As many nulls in a row as are worth a repeat. */
enum { RUN = 16 };

/* Bytes of one input: offsets in a program have 32 bits, and nodes need memory. */
#define INPUT_MAX (UINT32_C(1) << 30)

/* --- closing ---------------------------------------------------------------------------------- */

/* A slot that the input has not filled. */
static void fill_slot(struct sluice_scan *scan, sluice_node_id parent, enum sluice_node_role role)
{
    sluice_node_id none;

    if (sluice_tree_child(scan->program, parent, role) == SLUICE_NODE_NONE) {
        none = sluice_scan_add(scan, parent, (uint8_t)role, SLUICE_NODE_REPEAT);
        if (none != SLUICE_NODE_NONE) {
            scan->program->nodes[none].number = 1;
        }
    }
}

/* An array that ends before its length has no length to claim: it becomes a group of its pieces. */
static void dissolve_array(struct sluice_scan *scan, sluice_node_id id)
{
    struct sluice_program *program = scan->program;
    sluice_node_id code = sluice_scan_add(scan, SLUICE_NODE_NONE, SLUICE_ROLE_BODY,
                                          SLUICE_NODE_RAW);
    static const uint8_t array = 0x75;
    sluice_node_id child;

    if (code == SLUICE_NODE_NONE || !sluice_program_set_bytes(program, code, &array, 1)) {
        scan->failed = true;
        return;
    }
    sluice_program_insert(program, id, program->nodes[id].first, code);
    scan->bytes = program->bytes + scan->base; /* they may have moved */
    program->nodes[id].kind = SLUICE_NODE_REPEAT;
    program->nodes[id].number = 1;
    for (child = program->nodes[id].first; child != SLUICE_NODE_NONE;
         child = program->nodes[child].next) {
        program->nodes[child].role = SLUICE_ROLE_BODY;
    }
}

/* Takes the levels of an object that is not complete apart: its data does not follow its class. */
static void flatten_object(struct sluice_scan *scan, sluice_node_id object)
{
    struct sluice_program *program = scan->program;
    sluice_node_id level = sluice_tree_child(program, object, SLUICE_ROLE_LEVEL);

    while (level != SLUICE_NODE_NONE) {
        sluice_node_id next = program->nodes[level].next;

        for (sluice_node_id child = program->nodes[level].first; child != SLUICE_NODE_NONE;
             child = program->nodes[level].first) {
            sluice_program_detach(program, child);
            program->nodes[child].role = SLUICE_ROLE_CONTENT;
            sluice_program_insert(program, object, level, child);
        }
        if (!sluice_tree_marked(&program->nodes[level], SLUICE_NODE_NO_END)) {
            program->nodes[level].kind = SLUICE_NODE_END;
            program->nodes[level].role = SLUICE_ROLE_CONTENT;
        } else {
            sluice_program_detach(program, level);
        }
        level = next;
    }
}

/* Closes an item in the middle of which the input ends or an exception stands. */
static void close_open(struct sluice_scan *scan, const struct sluice_scan_frame *frame)
{
    struct sluice_node *node = &scan->program->nodes[frame->node];

    switch (node->kind) {
    case SLUICE_NODE_ARRAY:
        if (frame->state < 2) {
            dissolve_array(scan, frame->node);
        } else {
            /* Its last element may have become a group, which counts as many. */
            sluice_scan_claim(scan, frame->node, frame->claim);
        }
        break;
    case SLUICE_NODE_OBJECT:
        fill_slot(scan, frame->node, SLUICE_ROLE_DESC);
        flatten_object(scan, frame->node);
        break;
    case SLUICE_NODE_LEVEL:
        node->marks |= SLUICE_NODE_NO_END;
        break;
    case SLUICE_NODE_CLASS:
        fill_slot(scan, frame->node, SLUICE_ROLE_DESC);
        break;
    case SLUICE_NODE_ENUM:
        fill_slot(scan, frame->node, SLUICE_ROLE_DESC);
        fill_slot(scan, frame->node, SLUICE_ROLE_CONSTANT);
        break;
    case SLUICE_NODE_CLASSDESC:
    case SLUICE_NODE_PROXYDESC:
        if (frame->left > 0) {
            sluice_scan_claim(scan, frame->node, frame->claim);
        }
        if (frame->state < 2) {
            node->marks |= SLUICE_NODE_NO_END;
        }
        fill_slot(scan, frame->node, SLUICE_ROLE_SUPER);
        break;
    case SLUICE_NODE_EXCEPTION:
        fill_slot(scan, frame->node, SLUICE_ROLE_EXCEPTION);
        break;
    default:
        break;
    }
}

/* Closes everything but the stream, the innermost item first. */
static void close_all(struct sluice_scan *scan)
{
    while (scan->frame_count > 1 && !scan->failed) {
        struct sluice_scan_frame frame = scan->frames[--scan->frame_count];

        close_open(scan, &frame);
    }
}

/* The rest of the input from `from` on cannot be read. */
static void give_up(struct sluice_scan *scan, sluice_node_id parent, uint8_t role, uint32_t from)
{
    sluice_scan_rest(scan, parent, role, from);
    close_all(scan);
}

/* --- items ------------------------------------------------------------------------------------ */

static void read_reference(struct sluice_scan *scan, sluice_node_id parent, uint8_t role)
{
    const struct sluice_scan_handle *handle;
    sluice_node_id id;
    uint32_t wire;

    if (sluice_scan_left(scan) < 5) {
        give_up(scan, parent, role, scan->at);
        return;
    }
    wire = (uint32_t)sluice_stream_value_get(scan->bytes + scan->at + 1, 4);
    scan->at += 5;
    id = sluice_scan_add(scan, parent, role, SLUICE_NODE_REFERENCE);
    if (id == SLUICE_NODE_NONE) {
        return;
    }
    handle = sluice_scan_find(scan, wire);
    scan->last_class = handle != NULL ? handle->class : SLUICE_NO_CLASS;
    sluice_scan_recall(scan, id, wire);
    if (scan->program->nodes[id].kind == SLUICE_NODE_REFERENCE) {
        sluice_scan_refer(scan, id, wire);
    }
}

/* A string of a claimed length, of which `left` bytes are there at most. */
static void read_string(struct sluice_scan *scan, sluice_node_id parent, uint8_t role)
{
    bool wide = scan->bytes[scan->at] == 0x7C;
    uint32_t header = wide ? 9 : 3;
    sluice_node_id id;
    uint64_t claim;
    uint32_t length;

    if (sluice_scan_left(scan) < header) {
        give_up(scan, parent, role, scan->at);
        return;
    }
    claim = sluice_stream_value_get(scan->bytes + scan->at + 1, header - 1);
    id = sluice_scan_add(scan, parent, role, SLUICE_NODE_STRING);
    if (id == SLUICE_NODE_NONE) {
        return;
    }
    scan->at += header;
    length = claim < sluice_scan_left(scan) ? (uint32_t)claim : sluice_scan_left(scan);
    if ((int64_t)claim < 0) {
        length = 0; /* a negative length is read as the empty string */
    }
    sluice_scan_take(scan, id, length);
    if (wide && length <= UINT16_MAX) {
        scan->program->nodes[id].marks |= SLUICE_NODE_LONG;
    }
    if (length != claim) {
        sluice_scan_claim(scan, id, (int64_t)claim);
    }
    sluice_scan_assign(scan, id, SLUICE_NO_CLASS);
    if (role == SLUICE_ROLE_TYPE) {
        sluice_scan_mark_type(scan, id);
    }
}

static void read_block(struct sluice_scan *scan, sluice_node_id parent, uint8_t role)
{
    bool wide = scan->bytes[scan->at] == 0x7A;
    uint32_t header = wide ? 5 : 2;
    sluice_node_id id;
    uint64_t claim;
    uint32_t length;

    if (sluice_scan_left(scan) < header) {
        give_up(scan, parent, role, scan->at);
        return;
    }
    claim = sluice_stream_value_get(scan->bytes + scan->at + 1, header - 1);
    id = sluice_scan_add(scan, parent, role, SLUICE_NODE_BLOCK);
    if (id == SLUICE_NODE_NONE) {
        return;
    }
    scan->at += header;
    length = claim < sluice_scan_left(scan) ? (uint32_t)claim : sluice_scan_left(scan);
    if (claim > INT32_MAX) {
        length = 0;
    }
    if (length > 0) {
        sluice_scan_take(scan, sluice_scan_add(scan, id, SLUICE_ROLE_PART, SLUICE_NODE_RAW),
                         length);
    }
    if (wide && length <= UINT8_MAX) {
        scan->program->nodes[id].marks |= SLUICE_NODE_LONG;
    }
    if (length != claim) {
        sluice_scan_claim(scan, id, wide ? (int32_t)(uint32_t)claim : (int64_t)claim);
    }
}

static void read_classdesc(struct sluice_scan *scan, sluice_node_id parent, uint8_t role)
{
    uint32_t start = scan->at;
    uint32_t name = sluice_scan_left(scan) < 3
                        ? UINT32_MAX
                        : (uint32_t)sluice_stream_value_get(scan->bytes + start + 1, 2);
    struct sluice_scan_frame *frame;
    struct sluice_node *node;
    sluice_node_id id;
    int16_t count;

    if (name == UINT32_MAX || sluice_scan_left(scan) < 3 + name + 11) {
        give_up(scan, parent, role, start);
        return;
    }
    id = sluice_scan_add(scan, parent, role, SLUICE_NODE_CLASSDESC);
    scan->at++;
    if (id == SLUICE_NODE_NONE || !sluice_scan_utf(scan, id, SLUICE_ROLE_NAME)) {
        return;
    }
    node = &scan->program->nodes[id];
    node->number = (int64_t)sluice_stream_value_get(scan->bytes + scan->at, 8);
    node->code = scan->bytes[scan->at + 8];
    count = (int16_t)(uint16_t)sluice_stream_value_get(scan->bytes + scan->at + 9, 2);
    scan->at += 11;
    if (count < 0) {
        sluice_scan_claim(scan, id, count);
    }
    frame = sluice_scan_open(scan, id);
    if (frame != NULL) {
        frame->claim = count;
        frame->left = count > 0 ? (uint64_t)count : 0;
        frame->class = sluice_scan_class(scan, id);
        sluice_scan_assign(scan, id, frame->class);
    }
}

static void read_proxydesc(struct sluice_scan *scan, sluice_node_id parent, uint8_t role)
{
    struct sluice_scan_frame *frame;
    sluice_node_id id;
    int32_t count;

    if (sluice_scan_left(scan) < 5) {
        give_up(scan, parent, role, scan->at);
        return;
    }
    count = (int32_t)(uint32_t)sluice_stream_value_get(scan->bytes + scan->at + 1, 4);
    scan->at += 5;
    id = sluice_scan_add(scan, parent, role, SLUICE_NODE_PROXYDESC);
    frame = sluice_scan_open(scan, id);
    if (frame == NULL) {
        return;
    }
    frame->claim = count;
    if (count < 0) {
        sluice_scan_claim(scan, id, count);
    }
    frame->left = count > 0 ? (uint64_t)count : 0;
    frame->class = sluice_scan_class(scan, id);
    sluice_scan_assign(scan, id, frame->class);
}

/* An item that consists of its type code and other items. */
static void open_coded(struct sluice_scan *scan, sluice_node_id parent, uint8_t role,
                       enum sluice_node_kind kind)
{
    scan->at++;
    (void)sluice_scan_open(scan, sluice_scan_add(scan, parent, role, kind));
}

/* Reads the item that is next, or opens it. */
static void read_item(struct sluice_scan *scan, sluice_node_id parent, uint8_t role)
{
    scan->last_class = SLUICE_NO_CLASS;
    if (sluice_scan_left(scan) == 0) {
        close_all(scan);
        return;
    }
    switch (scan->bytes[scan->at]) {
    case 0x70:
        scan->at++;
        (void)sluice_scan_add(scan, parent, role, SLUICE_NODE_NULL);
        break;
    case 0x71:
        read_reference(scan, parent, role);
        break;
    case 0x72:
        read_classdesc(scan, parent, role);
        break;
    case 0x73:
        open_coded(scan, parent, role, SLUICE_NODE_OBJECT);
        break;
    case 0x74:
    case 0x7C:
        read_string(scan, parent, role);
        break;
    case 0x75:
        open_coded(scan, parent, role, SLUICE_NODE_ARRAY);
        break;
    case 0x76:
        open_coded(scan, parent, role, SLUICE_NODE_CLASS);
        break;
    case 0x77:
    case 0x7A:
        read_block(scan, parent, role);
        break;
    case 0x78:
        scan->at++;
        (void)sluice_scan_add(scan, parent, role, SLUICE_NODE_END);
        break;
    case 0x79:
        scan->at++;
        (void)sluice_scan_add(scan, parent, role, SLUICE_NODE_RESET);
        sluice_scan_reset(scan);
        break;
    case 0x7B:
        sluice_scan_reset(scan);
        open_coded(scan, parent, role, SLUICE_NODE_EXCEPTION);
        break;
    case 0x7D:
        read_proxydesc(scan, parent, role);
        break;
    case 0x7E:
        open_coded(scan, parent, role, SLUICE_NODE_ENUM);
        break;
    default:
        give_up(scan, parent, role, scan->at);
        break;
    }
}

/* Many nulls in a list, at most `most`, as one repeat. Returns how many were read. */
static uint64_t read_nulls(struct sluice_scan *scan, sluice_node_id parent, uint8_t role,
                           uint64_t most)
{
    uint32_t count = 0;
    sluice_node_id id;

    while (count < sluice_scan_left(scan) && count < most &&
           scan->bytes[scan->at + count] == 0x70) {
        count++;
    }
    if (count < RUN) {
        return 0;
    }
    id = sluice_scan_add(scan, parent, role, SLUICE_NODE_REPEAT);
    if (id != SLUICE_NODE_NONE) {
        scan->program->nodes[id].number = count;
        (void)sluice_scan_add(scan, id, SLUICE_ROLE_BODY, SLUICE_NODE_NULL);
    }
    scan->at += count;
    return count;
}

/* An item of a list without a known end. */
static void read_listed(struct sluice_scan *scan, sluice_node_id parent, uint8_t role)
{
    if (read_nulls(scan, parent, role, UINT64_MAX) == 0) {
        read_item(scan, parent, role);
    }
}

/* True, and passed over, if an end mark is next. */
static bool take_end(struct sluice_scan *scan)
{
    if (sluice_scan_left(scan) == 0 || scan->bytes[scan->at] != 0x78) {
        return false;
    }
    scan->at++;
    return true;
}

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
    read_item(scan, frame->node, (uint8_t)role);
    return false;
}

static void read_array_length(struct sluice_scan *scan)
{
    struct sluice_scan_frame *frame = top_of(scan);
    sluice_node_id desc = scan->program->nodes[frame->node].first;

    if (sluice_scan_left(scan) < 4) {
        give_up(scan, frame->node, SLUICE_ROLE_ELEMENT, scan->at);
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
        give_up(scan, frame->node, SLUICE_ROLE_ELEMENT, scan->at);
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
        nulls = read_nulls(scan, frame->node, SLUICE_ROLE_ELEMENT, frame->left);
        frame->left -= nulls;
        if (nulls == 0) {
            frame->left -= sluice_scan_left(scan) > 0; /* what has begun is no longer owed */
            read_item(scan, frame->node, SLUICE_ROLE_ELEMENT);
        }
    }
}

static void open_level(struct sluice_scan *scan, sluice_node_id object, uint32_t class)
{
    struct sluice_scan_class *entry = &scan->classes[class];
    sluice_node_id id = sluice_scan_add(scan, object, SLUICE_ROLE_LEVEL, SLUICE_NODE_LEVEL);
    struct sluice_scan_frame *frame = sluice_scan_open(scan, id);
    struct sluice_chain_level level;

    if (frame == NULL) {
        return;
    }
    (void)sluice_chain_level_of(scan->program, entry->desc, false, &level);
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

        open_level(scan, frame->node, level);
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
        read_item(scan, frame->node, SLUICE_ROLE_VALUE);
        return;
    }
    if (sluice_scan_left(scan) < size) {
        give_up(scan, frame->node, SLUICE_ROLE_VALUE, scan->at);
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
        give_up(scan, frame->node, SLUICE_ROLE_DATA, scan->at);
    } else if (take_end(scan)) {
        pop(scan);
    } else {
        read_listed(scan, frame->node, SLUICE_ROLE_DATA);
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
        close_all(scan);
        return;
    }
    frame->left--;
    name = sluice_scan_left(scan) < 3
               ? UINT32_MAX
               : (uint32_t)sluice_stream_value_get(scan->bytes + start + 1, 2);
    if (name == UINT32_MAX || sluice_scan_left(scan) - 3 < name) {
        give_up(scan, desc, SLUICE_ROLE_FIELD, start);
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
        close_all(scan);
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
        frame->state = take_end(scan) ? 2 : 1;
        if (frame->state == 1) {
            read_listed(scan, frame->node, SLUICE_ROLE_ANNOTATION);
        }
    } else if (frame->state == 2) {
        frame->state = 3;
        read_item(scan, frame->node, SLUICE_ROLE_SUPER);
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
        read_item(scan, frame->node, SLUICE_ROLE_CONSTANT);
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
        close_all(scan);
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
        read_listed(scan, id, SLUICE_ROLE_ITEM);
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
