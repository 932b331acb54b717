#include "harness/stream/chain.h"

#include <stdlib.h>
#include <string.h>

#include "harness/base/grow.h"
#include "harness/stream/value.h"

/* --- labels ----------------------------------------------------------------------------------- */

bool sluice_definitions_add(struct sluice_definitions *definitions, uint32_t label,
                            sluice_node_id id)
{
    size_t before = definitions->capacity;
    sluice_node_id *nodes = sluice_grow(definitions->nodes, &definitions->capacity,
                                        (size_t)label + 1, sizeof *nodes);

    if (nodes == NULL) {
        return false;
    }
    memset(nodes + before, 0, (definitions->capacity - before) * sizeof *nodes);
    definitions->nodes = nodes;
    nodes[label] = id;
    return true;
}

sluice_node_id sluice_definitions_find(const struct sluice_definitions *definitions, uint32_t label)
{
    return label < definitions->capacity ? definitions->nodes[label] : SLUICE_NODE_NONE;
}

bool sluice_definitions_collect(struct sluice_definitions *definitions,
                                const struct sluice_program *program)
{
    sluice_node_id id = SLUICE_NODE_ROOT;

    for (; id != SLUICE_NODE_NONE; id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        uint32_t label = program->nodes[id].label;

        if (label != 0 && !sluice_definitions_add(definitions, label, id)) {
            return false;
        }
    }
    return true;
}

void sluice_definitions_free(struct sluice_definitions *definitions)
{
    free(definitions->nodes);
    memset(definitions, 0, sizeof *definitions);
}

/* --- descriptors ------------------------------------------------------------------------------ */

enum sluice_desc sluice_desc_resolve(const struct sluice_program *program,
                                     const struct sluice_definitions *definitions,
                                     sluice_node_id id, sluice_node_id *out)
{
    const struct sluice_node *node = &program->nodes[id];

    *out = SLUICE_NODE_NONE;
    if (id == SLUICE_NODE_NONE) {
        return SLUICE_DESC_UNKNOWN;
    }
    if (node->kind == SLUICE_NODE_NULL) {
        return SLUICE_DESC_NULL;
    }
    if (node->kind == SLUICE_NODE_REFERENCE && node->target != 0 && node->number == 0) {
        id = sluice_definitions_find(definitions, node->target);
        if (id == SLUICE_NODE_NONE) {
            return SLUICE_DESC_LATER;
        }
        node = &program->nodes[id];
    }
    if (node->kind == SLUICE_NODE_PENDING) {
        return SLUICE_DESC_LATER;
    }
    if (node->kind != SLUICE_NODE_CLASSDESC && node->kind != SLUICE_NODE_PROXYDESC) {
        return SLUICE_DESC_UNKNOWN;
    }
    *out = id;
    return SLUICE_DESC_FOUND;
}

struct sluice_bytes sluice_stream_name_of(const struct sluice_program *program, sluice_node_id id)
{
    sluice_node_id name = sluice_tree_child(program, id, SLUICE_ROLE_NAME);
    struct sluice_bytes none = {NULL, 0};

    return name == SLUICE_NODE_NONE ? none : sluice_program_bytes(program, name);
}

static bool is_external(const struct sluice_program *program, sluice_node_id desc)
{
    return program->nodes[desc].kind == SLUICE_NODE_CLASSDESC &&
           (program->nodes[desc].code & SLUICE_FLAG_EXTERNALIZABLE) != 0;
}

bool sluice_chain_level_of(const struct sluice_program *program, sluice_node_id desc, bool is_super,
                           struct sluice_chain_level *level)
{
    const struct sluice_node *node = &program->nodes[desc];

    memset(level, 0, sizeof *level);
    level->desc = desc;
    if (node->kind != SLUICE_NODE_CLASSDESC) {
        return false;
    }
    if (is_external(program, desc) && !is_super) {
        level->external = true;
        level->data = true;
        level->end = (node->code & SLUICE_FLAG_BLOCK_DATA) != 0;
        return true;
    }
    level->data = (node->code & SLUICE_FLAG_WRITE_METHOD) != 0;
    level->end = level->data;
    level->fields = sluice_tree_child(program, desc, SLUICE_ROLE_FIELD) != SLUICE_NODE_NONE;
    return level->fields || level->data;
}

bool sluice_chain_is_listed(const struct sluice_program *program, sluice_node_id desc)
{
    sluice_node_id field = sluice_tree_child(program, desc, SLUICE_ROLE_FIELD);

    while (field != SLUICE_NODE_NONE && program->nodes[field].kind == SLUICE_NODE_FIELD) {
        field = sluice_tree_next(program, field);
    }
    return field == SLUICE_NODE_NONE;
}

static void reverse_levels(struct sluice_chain *chain)
{
    for (size_t i = 0; i < chain->count / 2; i++) {
        struct sluice_chain_level level = chain->levels[i];

        chain->levels[i] = chain->levels[chain->count - 1 - i];
        chain->levels[chain->count - 1 - i] = level;
    }
}

void sluice_chain_of(const struct sluice_program *program,
                     const struct sluice_definitions *definitions, sluice_node_id id,
                     struct sluice_chain *chain)
{
    chain->known = false;
    chain->later = false;
    chain->count = 0;
    for (size_t steps = 0; steps < SLUICE_CHAIN_MAX; steps++) {
        sluice_node_id desc;
        enum sluice_desc found = sluice_desc_resolve(program, definitions, id, &desc);

        if (found == SLUICE_DESC_NULL) {
            chain->known = true;
            reverse_levels(chain);
            return;
        }
        if (found != SLUICE_DESC_FOUND) {
            chain->later = found == SLUICE_DESC_LATER;
            break;
        }
        if (sluice_chain_level_of(program, desc, steps > 0, &chain->levels[chain->count])) {
            chain->count++;
        }
        if (steps == 0 && is_external(program, desc)) {
            chain->known = true; /* it writes its own data only, whatever its superclasses are */
            return;
        }
        id = sluice_tree_child(program, desc, SLUICE_ROLE_SUPER);
    }
    chain->count = 0;
}

/* --- fields ----------------------------------------------------------------------------------- */

/* Moves on to a field of the wanted kind; behind the last primitive one the references begin. */
static void settle(struct sluice_fields *fields)
{
    for (;;) {
        while (fields->at != SLUICE_NODE_NONE) {
            uint8_t code = fields->program->nodes[fields->at].code;

            if ((sluice_stream_value_size(code) == 0) == fields->references) {
                return;
            }
            fields->at = sluice_tree_next(fields->program, fields->at);
        }
        if (fields->references) {
            return;
        }
        fields->references = true;
        fields->at = sluice_tree_child(fields->program, fields->desc, SLUICE_ROLE_FIELD);
    }
}

void sluice_fields_begin(struct sluice_fields *fields, const struct sluice_program *program,
                         sluice_node_id desc)
{
    fields->program = program;
    fields->desc = desc;
    fields->references = false;
    fields->at = sluice_tree_child(program, desc, SLUICE_ROLE_FIELD);
    settle(fields);
}

void sluice_fields_next(struct sluice_fields *fields)
{
    fields->at = sluice_tree_next(fields->program, fields->at);
    settle(fields);
}

/* --- array classes ---------------------------------------------------------------------------- */

int64_t sluice_array_suid(const void *name, size_t length)
{
    /* As ObjectStreamClass computes them; the same in every JDK. */
    static const struct {
        const char *name;
        uint64_t suid;
    } known[] = {{"[B", UINT64_C(0xACF317F8060854E0)},
                 {"[C", UINT64_C(0xB02666B0E25D84AC)},
                 {"[D", UINT64_C(0x3EA68C14AB635A1E)},
                 {"[F", UINT64_C(0x0B9C818922E00C42)},
                 {"[I", UINT64_C(0x4DBA602676EAB2A5)},
                 {"[J", UINT64_C(0x782004B512B17593)},
                 {"[S", UINT64_C(0xEF832E06E55DB0FA)},
                 {"[Z", UINT64_C(0x578F203914B85DE2)},
                 {"[Ljava.lang.Object;", UINT64_C(0x90CE589F1073296C)},
                 {"[Ljava.lang.String;", UINT64_C(0xADD256E7E91D7B47)},
                 {"[Ljava.lang.Class;", UINT64_C(0xAB16D7AECBCD5A99)},
                 {"[Ljava.lang.Integer;", UINT64_C(0xFE97ADA00183E21B)},
                 {"[Ljava.lang.StackTraceElement;", UINT64_C(0x02462A3C3CFD2239)},
                 {"[[B", UINT64_C(0x4BFD19156767DB37)},
                 {"[[I", UINT64_C(0x17F7E44F198F893C)},
                 {"[[Ljava.lang.Object;", UINT64_C(0x18BFFB53E46BDBCA)},
                 {"[[Ljava.lang.String;", UINT64_C(0x324D09AD8432E457)}};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strlen(known[i].name) == length && memcmp(known[i].name, name, length) == 0) {
            return (int64_t)known[i].suid;
        }
    }
    return 0;
}
