#include "harness/stream/variants_wrap.h"

#include <string.h>

/* --- what can stand in an array ---------------------------------------------------------------- */

static bool is_value(const struct sluice_node *node)
{
    static const uint8_t kinds[] = {SLUICE_NODE_NULL,  SLUICE_NODE_REFERENCE, SLUICE_NODE_STRING,
                                    SLUICE_NODE_ARRAY, SLUICE_NODE_OBJECT,    SLUICE_NODE_ENUM,
                                    SLUICE_NODE_CLASS};
    return memchr(kinds, node->kind, sizeof kinds) != NULL;
}

/* An item of the stream, or a repetition of such items. */
static bool can_be_element(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = sluice_program_peek(program, id);
    if (node->kind != SLUICE_NODE_REPEAT && node->kind != SLUICE_NODE_NEST) {
        return is_value(node);
    }
    for (sluice_node_id child = node->first; child != SLUICE_NODE_NONE;
         child = sluice_program_peek(program, child)->next) {
        if (!is_value(sluice_program_peek(program, child))) {
            return false;
        }
    }
    return node->first != SLUICE_NODE_NONE;
}

/* Handles move up when something is put around the items; only what goes by label follows. */
static bool goes_by_label(const struct sluice_program *program)
{
    for (sluice_node_id id = sluice_program_walk(program, SLUICE_NODE_ROOT, SLUICE_NODE_ROOT);
         id != SLUICE_NODE_NONE; id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        const struct sluice_node *node = sluice_program_peek(program, id);
        if (node->kind == SLUICE_NODE_RAW || node->kind == SLUICE_NODE_RESET ||
            node->kind == SLUICE_NODE_EXCEPTION ||
            (node->kind == SLUICE_NODE_REFERENCE && node->target == 0)) {
            return false;
        }
    }
    return true;
}

/* The first item behind the header; NONE if there is no ordinary header, or nothing behind it. */
static sluice_node_id first_item(const struct sluice_program *program)
{
    const struct sluice_node *root = sluice_program_peek(program, SLUICE_NODE_ROOT);
    if (root->first == SLUICE_NODE_NONE) {
        return SLUICE_NODE_NONE;
    }
    const struct sluice_node *magic = sluice_program_peek(program, root->first);
    static const uint8_t header[] = {0xAC, 0xED, 0, 5};
    const struct sluice_bytes bytes = sluice_program_bytes(program, root->first);
    if (magic->kind != SLUICE_NODE_MAGIC || bytes.length != sizeof header ||
        memcmp(bytes.data, header, sizeof header) != 0) {
        return SLUICE_NODE_NONE;
    }
    return magic->next;
}

static bool can_be_wrapped(const struct sluice_program *program)
{
    const sluice_node_id first = first_item(program);
    for (sluice_node_id id = first; id != SLUICE_NODE_NONE;
         id = sluice_program_peek(program, id)->next) {
        if (!can_be_element(program, id)) {
            return false;
        }
    }
    return first != SLUICE_NODE_NONE && goes_by_label(program);
}

/* --- the arrays --------------------------------------------------------------------------------- */

#define OBJECT_ARRAY_SUID INT64_C(-8012369246846506644)
enum { SERIALIZABLE = 2 };

/* An Object[] without elements under `parent`; NONE when memory ran out. */
static sluice_node_id add_array(struct sluice_program *program, sluice_node_id parent)
{
    static const char name[] = "[Ljava.lang.Object;";
    const sluice_node_id array = sluice_program_add(
        program, parent, parent == SLUICE_NODE_ROOT ? SLUICE_ROLE_ITEM : SLUICE_ROLE_ELEMENT,
        SLUICE_NODE_ARRAY);
    const sluice_node_id class_desc = array == SLUICE_NODE_NONE
                                          ? SLUICE_NODE_NONE
                                          : sluice_program_add(program, array, SLUICE_ROLE_DESC,
                                                               SLUICE_NODE_CLASSDESC);
    if (class_desc == SLUICE_NODE_NONE) {
        return SLUICE_NODE_NONE;
    }
    struct sluice_node *node = sluice_program_node(program, class_desc);
    node->number = OBJECT_ARRAY_SUID;
    node->code = SERIALIZABLE;
    node->marks = SLUICE_NODE_ONCE;
    const sluice_node_id text = sluice_program_add(program, class_desc, SLUICE_ROLE_NAME,
                                                   SLUICE_NODE_UTF);
    if (text == SLUICE_NODE_NONE ||
        !sluice_program_set_bytes(program, text, name, sizeof name - 1) ||
        sluice_program_add(program, class_desc, SLUICE_ROLE_SUPER, SLUICE_NODE_NULL) ==
            SLUICE_NODE_NONE) {
        return SLUICE_NODE_NONE;
    }
    return array;
}

bool sluice_variant_wrap(const struct sluice_program *program, uint32_t depth,
                         struct sluice_program **out)
{
    *out = NULL;
    if (!can_be_wrapped(program)) {
        return true;
    }
    struct sluice_program *copy = sluice_program_copy(program);
    if (copy == NULL) {
        return false;
    }
    sluice_node_id item = first_item(copy);
    sluice_node_id array = SLUICE_NODE_ROOT;
    for (uint32_t i = 0; i < depth && array != SLUICE_NODE_NONE; i++) {
        array = add_array(copy, array);
    }
    if (array == SLUICE_NODE_NONE) {
        sluice_program_free(copy);
        return false;
    }
    const sluice_node_id last = sluice_program_peek(program, SLUICE_NODE_ROOT)->last;
    for (bool more = true; more;) {
        const sluice_node_id next = sluice_program_peek(copy, item)->next;
        more = item != last;
        sluice_program_detach(copy, item);
        sluice_program_insert(copy, array, SLUICE_NODE_NONE, item);
        sluice_program_node(copy, item)->role = SLUICE_ROLE_ELEMENT;
        item = next;
    }
    *out = copy;
    return true;
}
