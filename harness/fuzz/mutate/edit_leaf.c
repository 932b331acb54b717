/* Operators on what stands in items: numbers, texts, lengths, marks, blocks. */
#include "harness/fuzz/mutate/mutation.h"

#include "harness/stream/value.h"

#include <string.h>

/* --- numbers -------------------------------------------------------------------------------------------- */

static bool is_numbers(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = sluice_program_peek(program, id);
    return node->kind == SLUICE_NODE_VALUES && node->length > 0 &&
           sluice_stream_value_size(node->code) > 0;
}

static bool is_numbers_or_bytes(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = sluice_program_peek(program, id);
    return is_numbers(program, id) || (node->kind == SLUICE_NODE_RAW && node->length > 0);
}

enum { MOST_BYTES = 4096 };

/* The bytes of a node, to be changed and put back; 0: there are none, or too many. */
static size_t take_bytes(struct sluice_mutation *mutation, sluice_node_id id,
                         uint8_t out[MOST_BYTES])
{
    const struct sluice_bytes bytes = sluice_program_bytes(mutation->program, id);
    if (bytes.length == 0 || bytes.length > MOST_BYTES) {
        return 0;
    }
    memcpy(out, bytes.data, bytes.length);
    return bytes.length;
}

/* One number of a node, in block data perhaps where four or eight bytes look like one. */
bool sluice_op_number(struct sluice_mutation *mutation)
{
    static const char types[] = "BSIJ";
    uint8_t bytes[MOST_BYTES];
    const sluice_node_id id = sluice_pick(mutation, is_numbers_or_bytes);
    const size_t length = id != SLUICE_NODE_NONE ? take_bytes(mutation, id, bytes) : 0;
    if (length == 0) {
        return false;
    }
    char type = (char)sluice_at(mutation, id)->code;
    size_t size = sluice_stream_value_size((uint8_t)type);
    size_t at = 0;
    if (size == 0) {
        type = types[sluice_random_below(&mutation->random, 4)];
        size = sluice_stream_value_size((uint8_t)type);
        if (size > length) {
            type = 'B';
            size = 1;
        }
        at = sluice_random_below(&mutation->random, (uint32_t)(length - size + 1));
    } else {
        at = sluice_random_below(&mutation->random, (uint32_t)(length / size)) * size;
    }
    const int64_t old = (int64_t)sluice_stream_value_get(bytes + at, size);
    const uint32_t roll = sluice_random_below(&mutation->random, 4);
    const uint64_t step = roll == 0 ? 1 : UINT64_MAX;
    sluice_stream_value_put(
        bytes + at, roll < 2 ? (uint64_t)old + step : (uint64_t)sluice_some_number(mutation, type),
        size);
    sluice_put_bytes(mutation, id, bytes, length);
    return true;
}

static bool is_raw(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = sluice_program_peek(program, id);
    return node->kind == SLUICE_NODE_RAW && node->length > 0;
}

/* Raw bytes are cut, or become what somebody meant them to be. */
bool sluice_op_raw(struct sluice_mutation *mutation)
{
    uint8_t bytes[MOST_BYTES];
    const sluice_node_id id = sluice_pick(mutation, is_raw);
    const size_t length = id != SLUICE_NODE_NONE ? take_bytes(mutation, id, bytes) : 0;
    if (length == 0) {
        return false;
    }
    const size_t kept = sluice_random_below(&mutation->random, (uint32_t)length);
    if (sluice_random_one_in(&mutation->random, 2) &&
        sluice_at(mutation, id)->role != SLUICE_ROLE_PART) {
        const sluice_node_id value = sluice_new_place(mutation);
        sluice_make_value(mutation, value, (struct sluice_bytes){NULL, 0});
        sluice_replace(mutation, id, value);
    } else {
        sluice_put_bytes(mutation, id, bytes, kept);
    }
    return true;
}

/* --- texts -------------------------------------------------------------------------------------------------- */

static bool is_text(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = sluice_program_peek(program, id);
    return (node->kind == SLUICE_NODE_STRING && node->role != SLUICE_ROLE_TYPE) ||
           (node->kind == SLUICE_NODE_UTF && node->role == SLUICE_ROLE_PART);
}

/* The edges of modified UTF-8, well formed and not. */
static const struct {
    const char *bytes;
    size_t length;
} edges[] = {
    {"\xC0\x80", 2},                 /* NUL */
    {"\xC2\x80", 2},                 /* the first of two bytes */
    {"\xDF\xBF", 2},                 /* the last */
    {"\xE0\xA0\x80", 3},             /* the first of three */
    {"\xEF\xBF\xBF", 3},             /* the last */
    {"\xED\xA0\xBD\xED\xB8\x80", 6}, /* a pair of surrogates */
    {"\xED\xA0\x80", 3},             /* half of one */
    {"\xED\xB0\x80", 3},             /* the other half */
    {"\x7F", 1},
    {"\x00", 1},             /* not modified */
    {"\xC1\x81", 2},         /* too long for A */
    {"\xE0\x80\x80", 3},     /* too long for NUL */
    {"\xF0\x9F\x98\x80", 4}, /* plain UTF-8 */
    {"\x80", 1},             /* goes on from nothing */
    {"\xC2", 1},             /* breaks off */
    {"\xE2\x82", 2},
    {"\xFF", 1},
};

static size_t change_text(struct sluice_mutation *mutation, uint8_t *text, size_t length)
{
    const size_t at = sluice_random_below(&mutation->random, (uint32_t)length + 1);
    const uint32_t roll = sluice_random_below(&mutation->random, 8);
    const size_t rest = length - at;
    if (roll < 3) {
        const size_t which = sluice_random_below(&mutation->random,
                                                 roll == 0 ? sizeof edges / sizeof edges[0] : 6);
        memmove(text + at + edges[which].length, text + at, rest);
        memcpy(text + at, edges[which].bytes, edges[which].length);
        return length + edges[which].length;
    }
    if (roll < 5) {
        return at;
    }
    if (roll == 5 && length > 0 && length <= MOST_BYTES / 4) {
        memcpy(text + length, text, length);
        return 2 * length;
    }
    if (length == 0) {
        text[0] = 'a';
        return 1;
    }
    text[at < length ? at : 0] = (uint8_t)('a' + sluice_random_below(&mutation->random, 26));
    return length;
}

bool sluice_op_text(struct sluice_mutation *mutation)
{
    uint8_t text[MOST_BYTES];
    const sluice_node_id id = sluice_pick(mutation, is_text);
    if (id == SLUICE_NODE_NONE) {
        return false;
    }
    const struct sluice_bytes old = sluice_program_bytes(mutation->program, id);
    size_t length = old.length < MOST_BYTES / 2 ? old.length : MOST_BYTES / 2;
    if (length > 0) {
        memcpy(text, old.data, length);
    }
    if (sluice_random_one_in(&mutation->random, 4)) {
        const struct sluice_bytes name = sluice_some_name(mutation);
        length = name.length < MOST_BYTES ? name.length : MOST_BYTES;
        memcpy(text, name.data, length);
    } else {
        length = change_text(mutation, text, length);
    }
    sluice_put_bytes(mutation, id, text, length);
    return true;
}

static bool is_string(const struct sluice_program *program, sluice_node_id id)
{
    return sluice_program_peek(program, id)->kind == SLUICE_NODE_STRING;
}

/* One string stands where another one stood, the name of a constant or a type included; the text is that of the one
 * that means more. */
bool sluice_op_same_text(struct sluice_mutation *mutation)
{
    uint8_t text[MOST_BYTES];
    const sluice_node_id one = sluice_pick(mutation, is_string);
    const sluice_node_id other = sluice_pick(mutation, is_string);
    if (one == SLUICE_NODE_NONE || other == SLUICE_NODE_NONE || one == other ||
        sluice_at(mutation, one)->role == SLUICE_ROLE_TYPE ||
        sluice_at(mutation, one)->role == SLUICE_ROLE_CONSTANT) {
        return false;
    }
    const size_t length = take_bytes(mutation, other, text);
    const uint32_t label = sluice_label_of(mutation, one);
    sluice_put_bytes(mutation, one, text, length);
    sluice_clear(mutation, other);
    sluice_at(mutation, other)->kind = SLUICE_NODE_REFERENCE;
    sluice_at(mutation, other)->target = label;
    return true;
}

static bool is_constant(const struct sluice_program *program, sluice_node_id id)
{
    return sluice_program_peek(program, id)->kind == SLUICE_NODE_ENUM;
}

/* Another constant of the enum, or one that there is not. */
bool sluice_op_constant(struct sluice_mutation *mutation)
{
    const sluice_node_id id = sluice_pick(mutation, is_constant);
    const sluice_node_id desc = id != SLUICE_NODE_NONE
                                    ? sluice_child(mutation->program, id, SLUICE_ROLE_DESC)
                                    : SLUICE_NODE_NONE;
    const sluice_node_id name = desc != SLUICE_NODE_NONE
                                    ? sluice_child(mutation->program, desc, SLUICE_ROLE_NAME)
                                    : SLUICE_NODE_NONE;
    const sluice_node_id constant = id != SLUICE_NODE_NONE
                                        ? sluice_child(mutation->program, id, SLUICE_ROLE_CONSTANT)
                                        : SLUICE_NODE_NONE;
    if (constant == SLUICE_NODE_NONE) {
        return false;
    }
    const struct sluice_class_model *model =
        name != SLUICE_NODE_NONE
            ? sluice_model_named(mutation, sluice_program_bytes(mutation->program, name))
            : NULL;
    struct sluice_bytes text = sluice_text_bytes("NO_SUCH");
    if (model != NULL && model->constant_count > 0 && !sluice_random_one_in(&mutation->random, 8)) {
        text = sluice_text_bytes(model->constants[sluice_random_below(
            &mutation->random, (uint32_t)model->constant_count)]);
    }
    sluice_clear(mutation, constant);
    sluice_at(mutation, constant)->kind = SLUICE_NODE_STRING;
    sluice_put_bytes(mutation, constant, text.data, text.length);
    return true;
}

/* --- lengths and marks ----------------------------------------------------------------------------------------- */

static bool has_count(const struct sluice_program *program, sluice_node_id id)
{
    switch (sluice_program_peek(program, id)->kind) {
    case SLUICE_NODE_STRING:
    case SLUICE_NODE_BLOCK:
    case SLUICE_NODE_ARRAY:
    case SLUICE_NODE_CLASSDESC:
    case SLUICE_NODE_PROXYDESC:
    case SLUICE_NODE_UTF:
        return true;
    default:
        return false;
    }
}

/* A length or count that is not the real one, and fits where it stands. */
bool sluice_op_claim(struct sluice_mutation *mutation)
{
    const sluice_node_id id = sluice_pick(mutation, has_count);
    if (id == SLUICE_NODE_NONE) {
        return false;
    }
    struct sluice_node *node = sluice_at(mutation, id);
    const bool wide = (node->marks & SLUICE_NODE_LONG) != 0;
    int64_t claim = sluice_some_number(mutation, 'I');
    if (sluice_random_one_in(&mutation->random, 2)) {
        claim = (int64_t)node->length + (int64_t)sluice_random_below(&mutation->random, 5) - 2;
    }
    switch (node->kind) {
    case SLUICE_NODE_BLOCK:
        claim = wide ? (int32_t)claim : claim & 0xFF;
        break;
    case SLUICE_NODE_ARRAY:
    case SLUICE_NODE_PROXYDESC:
        claim = (int32_t)claim;
        break;
    case SLUICE_NODE_CLASSDESC:
        claim = (int16_t)claim;
        break;
    default:
        claim = wide ? claim : claim & 0xFFFF;
        break;
    }
    node->marks |= SLUICE_NODE_CLAIM;
    node->marks &= (uint8_t)~SLUICE_NODE_ONCE;
    node->claim = claim;
    return true;
}

static bool has_claim(const struct sluice_program *program, sluice_node_id id)
{
    return (sluice_program_peek(program, id)->marks & SLUICE_NODE_CLAIM) != 0;
}

bool sluice_op_honest_claim(struct sluice_mutation *mutation)
{
    const sluice_node_id id = sluice_pick(mutation, has_claim);
    if (id == SLUICE_NODE_NONE) {
        return false;
    }
    sluice_at(mutation, id)->marks &= (uint8_t)~SLUICE_NODE_CLAIM;
    return true;
}

static bool has_end(const struct sluice_program *program, sluice_node_id id)
{
    const uint8_t kind = sluice_program_peek(program, id)->kind;
    return kind == SLUICE_NODE_LEVEL || kind == SLUICE_NODE_CLASSDESC ||
           kind == SLUICE_NODE_PROXYDESC;
}

bool sluice_op_end_mark(struct sluice_mutation *mutation)
{
    const sluice_node_id id = sluice_pick(mutation, has_end);
    if (id == SLUICE_NODE_NONE) {
        return false;
    }
    sluice_at(mutation, id)->marks ^= SLUICE_NODE_NO_END;
    return true;
}

static bool has_forms(const struct sluice_program *program, sluice_node_id id)
{
    const uint8_t kind = sluice_program_peek(program, id)->kind;
    return kind == SLUICE_NODE_STRING || kind == SLUICE_NODE_BLOCK;
}

/* The long form for what is short, and back. */
bool sluice_op_form(struct sluice_mutation *mutation)
{
    const sluice_node_id id = sluice_pick(mutation, has_forms);
    if (id == SLUICE_NODE_NONE) {
        return false;
    }
    struct sluice_node *node = sluice_at(mutation, id);
    node->marks = (uint8_t)((node->marks ^ SLUICE_NODE_LONG) &
                            ~(SLUICE_NODE_SHORT | SLUICE_NODE_CLAIM));
    return true;
}

/* --- block data ------------------------------------------------------------------------------------------------- */

static bool is_block(const struct sluice_program *program, sluice_node_id id)
{
    return sluice_program_peek(program, id)->kind == SLUICE_NODE_BLOCK;
}

/* The same of a part of block data as it stands there: a text has its length before it. */
static size_t take_part(struct sluice_mutation *mutation, const struct sluice_node *part,
                        sluice_node_id id, uint8_t out[2 + MOST_BYTES])
{
    const size_t head = part->kind == SLUICE_NODE_UTF ? 2 : 0;
    const bool is_whole = part->times == 1 && (head == 0 || (part->marks & SLUICE_NODE_CLAIM) == 0);
    const size_t length = is_whole ? take_bytes(mutation, id, out + head) : 0;
    if (length == 0) {
        return 0;
    }
    if (head != 0) {
        sluice_stream_value_put(out, length, head);
    }
    return head + length;
}

/* The part in which a block is to be cut becomes two parts. */
static sluice_node_id cut_part(struct sluice_mutation *mutation, sluice_node_id part)
{
    uint8_t bytes[2 + MOST_BYTES];
    const struct sluice_node old = *sluice_at(mutation, part);
    const size_t length = take_part(mutation, &old, part, bytes);
    if (length < 2) {
        return part;
    }
    const size_t at = 1 + sluice_random_below(&mutation->random, (uint32_t)length - 1);
    const sluice_node_id rest = sluice_add_bytes(mutation, SLUICE_NODE_NONE, SLUICE_ROLE_PART,
                                                 SLUICE_NODE_RAW, bytes + at, length - at);
    sluice_program_insert(mutation->program, old.parent, old.next, rest);
    sluice_put_bytes(mutation, part, bytes, at);
    sluice_at(mutation, part)->kind = SLUICE_NODE_RAW;
    sluice_at(mutation, part)->code = 0;
    return rest;
}

void sluice_cut_block_in(struct sluice_mutation *mutation, sluice_node_id part)
{
    const sluice_node_id block = sluice_at(mutation, part)->parent;
    part = cut_part(mutation, part);
    const struct sluice_node old = *sluice_at(mutation, block);
    const sluice_node_id second = sluice_add(mutation, SLUICE_NODE_NONE,
                                             (enum sluice_node_role)old.role, SLUICE_NODE_BLOCK);
    sluice_program_insert(mutation->program, old.parent, old.next, second);
    sluice_at(mutation, block)->marks &= (uint8_t)~SLUICE_NODE_CLAIM;
    while (part != SLUICE_NODE_NONE && !mutation->failed) {
        const sluice_node_id next = sluice_at(mutation, part)->next;
        sluice_program_detach(mutation->program, part);
        sluice_program_insert(mutation->program, second, SLUICE_NODE_NONE, part);
        part = next;
    }
}

/* A block becomes two. */
bool sluice_op_cut_block(struct sluice_mutation *mutation)
{
    const sluice_node_id block = sluice_pick(mutation, is_block);
    if (block == SLUICE_NODE_NONE || sluice_at(mutation, block)->first == SLUICE_NODE_NONE) {
        return false;
    }
    uint32_t skip = sluice_random_below(&mutation->random,
                                        sluice_count(mutation->program, block, SLUICE_ROLE_PART));
    sluice_node_id part = sluice_at(mutation, block)->first;
    for (; skip > 0; skip--) {
        part = sluice_at(mutation, part)->next;
    }
    sluice_cut_block_in(mutation, part);
    return true;
}

static bool has_block_behind(const struct sluice_program *program, sluice_node_id id)
{
    const sluice_node_id next = sluice_program_peek(program, id)->next;
    return is_block(program, id) && next != SLUICE_NODE_NONE && is_block(program, next);
}

bool sluice_op_join_blocks(struct sluice_mutation *mutation)
{
    const sluice_node_id block = sluice_pick(mutation, has_block_behind);
    if (block == SLUICE_NODE_NONE) {
        return false;
    }
    const sluice_node_id second = sluice_at(mutation, block)->next;
    sluice_program_detach(mutation->program, second);
    while (sluice_at(mutation, second)->first != SLUICE_NODE_NONE) {
        const sluice_node_id part = sluice_at(mutation, second)->first;
        sluice_program_detach(mutation->program, part);
        sluice_program_insert(mutation->program, block, SLUICE_NODE_NONE, part);
    }
    sluice_at(mutation, block)->marks &= (uint8_t)~SLUICE_NODE_CLAIM;
    return true;
}
