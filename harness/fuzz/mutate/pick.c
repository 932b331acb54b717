#include "harness/fuzz/mutate/mutation.h"

#include "harness/stream/value.h"

/* --- tests ---------------------------------------------------------------------------------------- */

bool sluice_is_listed(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = sluice_program_peek(program, id);
    switch (node->role) {
    case SLUICE_ROLE_ITEM:
    case SLUICE_ROLE_ELEMENT:
    case SLUICE_ROLE_CONTENT:
    case SLUICE_ROLE_DATA:
    case SLUICE_ROLE_ANNOTATION:
    case SLUICE_ROLE_PART:
    case SLUICE_ROLE_BODY:
        return id != SLUICE_NODE_ROOT && node->kind != SLUICE_NODE_MAGIC &&
               node->kind != SLUICE_NODE_HOLE;
    default:
        return false;
    }
}

bool sluice_is_value(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = sluice_program_peek(program, id);
    switch (node->kind) {
    case SLUICE_NODE_NULL:
    case SLUICE_NODE_REFERENCE:
    case SLUICE_NODE_STRING:
    case SLUICE_NODE_ARRAY:
    case SLUICE_NODE_OBJECT:
    case SLUICE_NODE_ENUM:
    case SLUICE_NODE_CLASS:
        break;
    default:
        return false;
    }
    return sluice_is_listed(program, id) || node->role == SLUICE_ROLE_VALUE ||
           node->role == SLUICE_ROLE_EXCEPTION || node->role == SLUICE_ROLE_INSIDE;
}

bool sluice_takes_handle(const struct sluice_program *program, sluice_node_id id)
{
    switch (sluice_program_peek(program, id)->kind) {
    case SLUICE_NODE_STRING:
    case SLUICE_NODE_ARRAY:
    case SLUICE_NODE_OBJECT:
    case SLUICE_NODE_ENUM:
    case SLUICE_NODE_CLASS:
    case SLUICE_NODE_CLASSDESC:
    case SLUICE_NODE_PROXYDESC:
        return true;
    default:
        return false;
    }
}

/* The elements of a primitive array are values without type codes. */
static bool holds_items(const struct sluice_program *program, sluice_node_id array)
{
    const sluice_node_id first = sluice_child(program, array, SLUICE_ROLE_ELEMENT);
    if (first != SLUICE_NODE_NONE) {
        return sluice_program_peek(program, first)->kind != SLUICE_NODE_VALUES;
    }
    const sluice_node_id desc = sluice_program_peek(program, array)->first;
    const sluice_node_id name = desc != SLUICE_NODE_NONE
                                    ? sluice_child(program, desc, SLUICE_ROLE_NAME)
                                    : SLUICE_NODE_NONE;
    return name == SLUICE_NODE_NONE || sluice_program_bytes(program, name).length != 2;
}

bool sluice_has_list(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = sluice_program_peek(program, id);
    switch (node->kind) {
    case SLUICE_NODE_STREAM:
        return true;
    case SLUICE_NODE_ARRAY:
        return holds_items(program, id);
    case SLUICE_NODE_LEVEL:
        return (node->marks & SLUICE_NODE_NO_END) == 0;
    case SLUICE_NODE_CLASSDESC:
    case SLUICE_NODE_PROXYDESC:
        return (node->marks & (SLUICE_NODE_NO_END | SLUICE_NODE_ONCE)) == 0;
    default:
        return false;
    }
}

enum sluice_node_role sluice_list_role(const struct sluice_program *program, sluice_node_id id)
{
    switch (sluice_program_peek(program, id)->kind) {
    case SLUICE_NODE_ARRAY:
        return SLUICE_ROLE_ELEMENT;
    case SLUICE_NODE_LEVEL:
        return SLUICE_ROLE_DATA;
    case SLUICE_NODE_CLASSDESC:
    case SLUICE_NODE_PROXYDESC:
        return SLUICE_ROLE_ANNOTATION;
    default:
        return SLUICE_ROLE_ITEM;
    }
}

/* --- looking --------------------------------------------------------------------------------------- */

sluice_node_id sluice_pick(struct sluice_mutation *mutation, sluice_node_test test)
{
    const struct sluice_program *program = mutation->program;
    sluice_node_id picked = SLUICE_NODE_NONE;
    uint32_t seen = 0;
    for (sluice_node_id id = SLUICE_NODE_ROOT; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        if (test(program, id) && sluice_random_one_in(&mutation->random, ++seen)) {
            picked = id;
        }
    }
    return picked;
}

sluice_node_id sluice_child(const struct sluice_program *program, sluice_node_id id,
                            enum sluice_node_role role)
{
    sluice_node_id child = sluice_program_peek(program, id)->first;
    while (child != SLUICE_NODE_NONE && sluice_program_peek(program, child)->role != role) {
        child = sluice_program_peek(program, child)->next;
    }
    return child;
}

uint32_t sluice_count(const struct sluice_program *program, sluice_node_id id,
                      enum sluice_node_role role)
{
    uint32_t count = 0;
    for (sluice_node_id child = sluice_child(program, id, role);
         child != SLUICE_NODE_NONE && sluice_program_peek(program, child)->role == role;
         child = sluice_program_peek(program, child)->next) {
        count++;
    }
    return count;
}

sluice_node_id sluice_value_at(const struct sluice_mutation *mutation, sluice_node_id level,
                               uint32_t number)
{
    const struct sluice_program *program = mutation->program;
    sluice_node_id value = sluice_program_peek(program, level)->first;
    while (number > 0 && value != SLUICE_NODE_NONE &&
           sluice_program_peek(program, value)->role == SLUICE_ROLE_VALUE) {
        value = sluice_program_peek(program, value)->next;
        number--;
    }
    return value;
}

bool sluice_is_within(const struct sluice_program *program, sluice_node_id top, sluice_node_id id)
{
    while (id != SLUICE_NODE_NONE && id != top) {
        id = sluice_program_peek(program, id)->parent;
    }
    return id == top;
}

/* --- making ---------------------------------------------------------------------------------------- */

sluice_node_id sluice_add(struct sluice_mutation *mutation, sluice_node_id parent,
                          enum sluice_node_role role, enum sluice_node_kind kind)
{
    const sluice_node_id id = sluice_program_add(mutation->program, parent, role, kind);
    mutation->failed = mutation->failed || id == SLUICE_NODE_NONE;
    return id;
}

void sluice_put_bytes(struct sluice_mutation *mutation, sluice_node_id id, const void *data,
                      size_t length)
{
    if (!sluice_program_set_bytes(mutation->program, id, data, length)) {
        mutation->failed = true;
    }
}

sluice_node_id sluice_add_bytes(struct sluice_mutation *mutation, sluice_node_id parent,
                                enum sluice_node_role role, enum sluice_node_kind kind,
                                const void *data, size_t length)
{
    const sluice_node_id id = sluice_add(mutation, parent, role, kind);
    sluice_put_bytes(mutation, id, data, length);
    return id;
}

sluice_node_id sluice_add_number(struct sluice_mutation *mutation, sluice_node_id parent,
                                 enum sluice_node_role role, char type, int64_t value)
{
    uint8_t bytes[SLUICE_STREAM_VALUE_MAX];
    const size_t size = sluice_stream_value_size((uint8_t)type);
    sluice_stream_value_put(bytes, (uint64_t)value, size);
    const sluice_node_id id = sluice_add_bytes(mutation, parent, role, SLUICE_NODE_VALUES, bytes,
                                               size);
    sluice_at(mutation, id)->code = (uint8_t)type;
    return id;
}

sluice_node_id sluice_new_place(struct sluice_mutation *mutation)
{
    return sluice_add(mutation, SLUICE_NODE_NONE, SLUICE_ROLE_ITEM, SLUICE_NODE_NULL);
}

void sluice_clear(struct sluice_mutation *mutation, sluice_node_id id)
{
    struct sluice_node *node = sluice_at(mutation, id);
    while (node->first != SLUICE_NODE_NONE) {
        sluice_program_detach(mutation->program, node->first);
    }
    const struct sluice_node old = *node;
    *node = (struct sluice_node){.kind = SLUICE_NODE_NULL,
                                 .role = old.role,
                                 .parent = old.parent,
                                 .previous = old.previous,
                                 .next = old.next,
                                 .times = 1};
}

/* --- placing --------------------------------------------------------------------------------------- */

void sluice_replace(struct sluice_mutation *mutation, sluice_node_id old, sluice_node_id put)
{
    const struct sluice_node place = *sluice_at(mutation, old);
    sluice_program_insert(mutation->program, place.parent, old, put);
    sluice_program_detach(mutation->program, old);
    sluice_at(mutation, put)->role = place.role;
}

void sluice_put_into_list(struct sluice_mutation *mutation, sluice_node_id parent,
                          sluice_node_id id)
{
    const struct sluice_program *program = mutation->program;
    const enum sluice_node_role role = sluice_list_role(program, parent);
    sluice_node_id before = sluice_child(program, parent, role);
    uint32_t skip = sluice_random_below(&mutation->random, sluice_count(program, parent, role) + 1);
    if (parent == SLUICE_NODE_ROOT && skip == 0 && before != SLUICE_NODE_NONE &&
        sluice_program_peek(program, before)->kind == SLUICE_NODE_MAGIC) {
        skip = 1;
    }
    if (before == SLUICE_NODE_NONE) {
        before = sluice_child(program, parent, SLUICE_ROLE_SUPER);
    }
    for (; skip > 0; skip--) {
        before = sluice_program_peek(program, before)->next;
    }
    sluice_program_insert(mutation->program, parent, before, id);
    sluice_at(mutation, id)->role = (uint8_t)role;
}

uint32_t sluice_label_of(struct sluice_mutation *mutation, sluice_node_id id)
{
    const uint32_t label = sluice_program_label_of(mutation->program, id);
    mutation->failed = mutation->failed || label == 0;
    return label;
}
