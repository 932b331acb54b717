/* Items that are next in the input, and what becomes of open ones where it ends. */
#include "harness/stream/scan.h"
#include "harness/stream/value.h"

/* As many nulls in a row as are worth a repeat. */
enum { RUN = 16 };

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
void sluice_scan_close_all(struct sluice_scan *scan)
{
    while (scan->frame_count > 1 && !scan->failed) {
        struct sluice_scan_frame frame = scan->frames[--scan->frame_count];

        close_open(scan, &frame);
    }
}

/* The rest of the input from `from` on cannot be read. */
void sluice_scan_give_up(struct sluice_scan *scan, sluice_node_id parent, uint8_t role,
                         uint32_t from)
{
    sluice_scan_rest(scan, parent, role, from);
    sluice_scan_close_all(scan);
}

/* --- items ------------------------------------------------------------------------------------ */

static void read_reference(struct sluice_scan *scan, sluice_node_id parent, uint8_t role)
{
    const struct sluice_scan_handle *handle;
    sluice_node_id id;
    uint32_t wire;

    if (sluice_scan_left(scan) < 5) {
        sluice_scan_give_up(scan, parent, role, scan->at);
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
        sluice_scan_give_up(scan, parent, role, scan->at);
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
        sluice_scan_give_up(scan, parent, role, scan->at);
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
        sluice_scan_give_up(scan, parent, role, start);
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
        sluice_scan_give_up(scan, parent, role, scan->at);
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
void sluice_scan_item(struct sluice_scan *scan, sluice_node_id parent, uint8_t role)
{
    scan->last_class = SLUICE_NO_CLASS;
    if (sluice_scan_left(scan) == 0) {
        sluice_scan_close_all(scan);
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
        sluice_scan_give_up(scan, parent, role, scan->at);
        break;
    }
}

/* Many nulls in a list, at most `most`, as one repeat. Returns how many were read. */
uint64_t sluice_scan_nulls(struct sluice_scan *scan, sluice_node_id parent, uint8_t role,
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
void sluice_scan_listed(struct sluice_scan *scan, sluice_node_id parent, uint8_t role)
{
    if (sluice_scan_nulls(scan, parent, role, UINT64_MAX) == 0) {
        sluice_scan_item(scan, parent, role);
    }
}

/* True, and passed over, if an end mark is next. */
bool sluice_scan_end(struct sluice_scan *scan)
{
    if (sluice_scan_left(scan) == 0 || scan->bytes[scan->at] != 0x78) {
        return false;
    }
    scan->at++;
    return true;
}
