/* What is worked out once a descriptor: the classes as they are described, and where each value of an
 * object comes from, so that writing an object looks nothing up.
 *
 * Written are the classes of the model's chain that the stream's chain has too: what stands for the
 * others are defaults at the receiver, and they have no serialVersionUID here. */
#include "places.h"
#include "write_graph.h"

#include <string.h>

static const struct sluice_proxy *descriptor_at(const struct sluice_graph_writer *writer,
                                                uint32_t id)
{
    return sluice_store_at(&writer->result->store, id);
}

struct sluice_plan_entry *sluice_plan_entry(struct sluice_graph_writer *writer, uint32_t descriptor)
{
    uint32_t *number = &writer->numbers[descriptor_at(writer, descriptor)->handle];
    if (*number != 0) {
        return sluice_store_at(&writer->classes.memory, *number);
    }
    struct sluice_plan_entry *entry = sluice_store_add(&writer->classes.memory,
                                                       writer->classes.heap, sizeof *entry, number);
    if (entry == NULL) {
        *number = 0;
        return NULL;
    }
    *entry = (struct sluice_plan_entry){0};
    return entry;
}

/* --- describing classes ----------------------------------------------------------------------- */

/* 1 + index of the model of a class descriptor; 0 if it has none. */
static uint32_t model_of(const struct sluice_result *result, uint32_t id)
{
    const struct sluice_descriptor *descriptor = sluice_store_at(&result->store, id);
    return (descriptor->base.node.flags & SLUICE_NODE_BOUND) != 0
               ? descriptor->model
               : sluice_policy_find(result->policy, sluice_class_name(result, id));
}

static int64_t suid_in_stream(struct sluice_bytes name)
{
    return (int64_t)sluice_be64(name.data + name.length);
}

/* As the stream has it: a class may have a writeObject that adds nothing, which no model tells. */
static bool has_custom(const struct sluice_descriptor *level)
{
    return (level->base.node.small & SC_WRITE_METHOD) != 0;
}

/* The descriptors of the stream for the classes of the chain of `leaf`, by depth; 0: none. */
static uint32_t *nodes_of_chain(struct sluice_graph_writer *writer, uint32_t id, uint32_t leaf)
{
    const struct sluice_result *result = writer->result;
    const struct sluice_policy *policy = result->policy;
    const uint32_t depth = policy->compiled[leaf].depth;
    uint32_t *nodes = sluice_wire_room(&writer->classes, (depth + 1) * sizeof *nodes);
    if (nodes == NULL) {
        return NULL;
    }
    while (id != 0) {
        writer->steps++;
        const struct sluice_descriptor *level = sluice_store_at(&result->store, id);
        const uint32_t model = model_of(result, id);
        if (model != 0 && sluice_policy_descends(policy, leaf, model - 1)) {
            nodes[policy->compiled[model - 1].depth] = id;
        }
        id = level->named_above;
    }
    return nodes;
}

/* One class of a chain; the last description is used again if it stands below the same superclass. */
static struct sluice_wire_class *describe_level(struct sluice_graph_writer *writer, uint32_t id,
                                                uint32_t model, struct sluice_wire_class *super)
{
    const struct sluice_result *result = writer->result;
    const struct sluice_class_model *declared = &result->policy->models[model];
    struct sluice_plan_entry *entry = sluice_plan_entry(writer, id);
    if (entry == NULL) {
        return NULL;
    }
    if (entry->level != NULL && entry->level->super == super) {
        return entry->level;
    }
    const struct sluice_bytes name = sluice_class_name(result, id);
    const struct sluice_wire_class head = {
        .name = name,
        .suid = declared->has_suid ? declared->suid : suid_in_stream(name),
        .flags = sluice_wire_flags(declared, has_custom(sluice_store_at(&result->store, id))),
        .super = super,
    };
    entry->level = sluice_wire_class_new(&writer->classes, &head, declared);
    return entry->level;
}

/* Describes all of `nodes` and puts them where `chain` (by depth) wants them, if it is not NULL. */
static struct sluice_wire_class *describe_chain(struct sluice_graph_writer *writer,
                                                const uint32_t *nodes, uint32_t leaf,
                                                struct sluice_wire_class **chain)
{
    const struct sluice_policy *policy = writer->result->policy;
    struct sluice_wire_class *super = NULL;
    for (uint32_t i = 0; i <= policy->compiled[leaf].depth; i++) {
        if (nodes[i] == 0) {
            continue;
        }
        super = describe_level(writer, nodes[i], sluice_policy_at(policy, leaf, i), super);
        if (super == NULL) {
            return NULL;
        }
        if (chain != NULL) {
            chain[i] = super;
        }
    }
    return super;
}

/* Objects of such a class can be written, or those of its subclasses. */
static bool is_described_by_model(enum sluice_construct construct)
{
    return construct == SLUICE_CONSTRUCT_ATOMIC || construct == SLUICE_CONSTRUCT_STATELESS ||
           construct == SLUICE_CONSTRUCT_PERMITTED || construct == SLUICE_CONSTRUCT_ABSTRACT;
}

static struct sluice_wire_class *describe_other(struct sluice_graph_writer *writer, uint32_t id)
{
    const struct sluice_result *result = writer->result;
    const struct sluice_bytes name = sluice_class_name(result, id);
    if (sluice_same(name, sluice_text("java.lang.Enum"))) {
        return sluice_wire_enum_class(&writer->classes); /* as above its constants */
    }
    if (sluice_same(name, sluice_text("java.lang.reflect.Proxy"))) {
        return sluice_wire_proxy_class(&writer->classes); /* as above the proxies */
    }
    const uint32_t model = sluice_policy_find(result->policy, name);
    const enum sluice_construct construct = model != 0 ? result->policy->models[model - 1].construct
                                                       : SLUICE_CONSTRUCT_DENIED;
    if (is_described_by_model(construct)) {
        const uint32_t *nodes = nodes_of_chain(writer, id, model - 1);
        return nodes != NULL ? describe_chain(writer, nodes, model - 1, NULL) : NULL;
    }
    struct sluice_wire_class head = {
        .name = name,
        .suid = suid_in_stream(name),
        .flags = (uint8_t)descriptor_at(writer, id)->node.small,
    };
    if (construct == SLUICE_CONSTRUCT_ENUM) {
        head.suid = 0;
        head.flags = SC_SERIALIZABLE | SC_ENUM;
        head.super = sluice_wire_enum_class(&writer->classes);
        if (head.super == NULL) {
            return NULL;
        }
    }
    return sluice_wire_class_new(&writer->classes, &head, NULL);
}

struct sluice_wire_class *sluice_plan_class(struct sluice_graph_writer *writer, uint32_t descriptor)
{
    struct sluice_plan_entry *entry = sluice_plan_entry(writer, descriptor);
    if (entry != NULL && entry->other == NULL) {
        entry->other = describe_other(writer, descriptor);
    }
    return entry != NULL ? entry->other : NULL;
}

/* --- fields of a level ------------------------------------------------------------------------ */

static void put_default(const struct sluice_field_model *field, uint8_t *at)
{
    const uint32_t size = sluice_primitive_size((uint8_t)field->signature[0]);
    uint8_t bytes[8];
    sluice_set_be64(bytes, sluice_default_bits(field));
    memcpy(at, bytes + 8 - size, size);
}

/* Where the primitive bytes come from. Neighbors in the stream that stay neighbors are one run. */
static bool plan_primitives(struct sluice_graph_writer *writer, struct sluice_plan_level *level,
                            const struct sluice_descriptor *descriptor)
{
    const struct sluice_store *store = &writer->result->store;
    const struct sluice_wire_class *class = level->class;
    const size_t runs_size = class->primitive_count * sizeof *level->runs;
    struct sluice_plan_run *runs = sluice_wire_room(&writer->classes, runs_size);
    uint8_t *defaults = runs != NULL ? sluice_wire_room(&writer->classes, class->primitive_bytes)
                                     : NULL;
    uint32_t count = 0;
    uint32_t to = 0;
    if (defaults == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < class->primitive_count; i++) {
        const struct sluice_wire_field *field = &class->fields[i];
        const uint32_t size = sluice_primitive_size((uint8_t)field->model->signature[0]);
        const uint32_t place = sluice_place_of(store, descriptor, field->index);
        struct sluice_plan_run *last = count > 0 ? &runs[count - 1] : NULL;
        if (place == 0) {
            put_default(field->model, defaults + to);
            level->defaults = defaults;
        } else if (last != NULL && last->from + last->length == place - 1 &&
                   last->to + last->length == to) {
            last->length += size;
        } else {
            runs[count++] = (struct sluice_plan_run){place - 1, to, size};
        }
        to += size;
    }
    level->runs = runs;
    level->run_count = count;
    return true;
}

static bool plan_references(struct sluice_graph_writer *writer, struct sluice_plan_level *level,
                            const struct sluice_descriptor *descriptor)
{
    const struct sluice_store *store = &writer->result->store;
    const struct sluice_wire_class *class = level->class;
    const uint32_t count = class->field_count - class->primitive_count;
    struct sluice_plan_reference *fields = sluice_wire_room(&writer->classes,
                                                            count * sizeof *fields);
    if (fields == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct sluice_wire_field *field = &class->fields[class->primitive_count + i];
        fields[i].place = sluice_place_of(store, descriptor, field->index);
        fields[i].self_is_null = field->model->self_is_null;
        fields[i].admits = writer->safe_policy != NULL
                               ? sluice_safe_admits(sluice_text(field->model->signature))
                               : 0;
    }
    level->fields = fields;
    level->reference_count = count;
    return true;
}

static bool plan_fields(struct sluice_graph_writer *writer, struct sluice_plan_level *level,
                        uint32_t id)
{
    const struct sluice_store *store = &writer->result->store;
    const struct sluice_descriptor *descriptor = sluice_store_at(store, id);
    return !level->writes_fields || (plan_primitives(writer, level, descriptor) &&
                                     plan_references(writer, level, descriptor));
}

/* --- objects ---------------------------------------------------------------------------------- */

/* Levels of an object's data from `data` (the lowest) upward, each with where its words stand. */
struct places {
    const struct sluice_descriptor **levels; /* topmost first */
    uint32_t count;
};

static bool levels_of_data(struct sluice_graph_writer *writer, uint32_t data, struct places *out)
{
    const struct sluice_store *store = &writer->result->store;
    *out = (struct places){0};
    if (data == 0) {
        return true;
    }
    out->count = ((const struct sluice_descriptor *)sluice_store_at(store, data))->data_depth + 1;
    out->levels = sluice_heap_get(writer->classes.heap, out->count * sizeof *out->levels);
    if (out->levels == NULL) {
        return false;
    }
    for (uint32_t i = out->count; i > 0; i--) {
        out->levels[i - 1] = sluice_store_at(store, data);
        data = out->levels[i - 1]->data_above;
    }
    return true;
}

/* Finds the words of each level; a class that the object does not have may have left its fields out in
 * some streams, whatever its model says, and then what follows moves. */
static void place_words(struct sluice_graph_writer *writer, struct sluice_plan *plan,
                        struct sluice_plan_level *levels, const struct places *places)
{
    const struct sluice_policy *policy = writer->result->policy;
    uint32_t at = 0;
    for (uint32_t i = 0; i < places->count; i++) {
        const struct sluice_descriptor *descriptor = places->levels[i];
        const uint32_t model = descriptor->model;
        const bool custom = (descriptor->base.node.small & SC_WRITE_METHOD) != 0;
        bool is_its_own = false;
        for (uint32_t j = 0; j < plan->level_count; j++) {
            if (levels[j].model + 1 == model) {
                is_its_own = true;
                levels[j].has_data = true;
                levels[j].custom = at;
                levels[j].primitives = at + custom;
                levels[j].references = at + custom + (descriptor->primitive_bytes != 0);
            }
        }
        const bool no_fields = custom && is_its_own &&
                               policy->models[model - 1].form == SLUICE_FORM_DATA;
        plan->moving = plan->moving || (custom && !is_its_own);
        at += custom;
        at += no_fields
                  ? 0
                  : (uint32_t)(descriptor->primitive_bytes != 0) + descriptor->reference_count;
    }
}

/* The level of one class; false when memory is refused. */
static bool plan_level(struct sluice_graph_writer *writer, uint32_t id, uint32_t model,
                       const struct sluice_wire_class *class, struct sluice_plan_level *level)
{
    const struct sluice_class_model *declared = &writer->result->policy->models[model];
    const struct sluice_descriptor *descriptor = sluice_store_at(&writer->result->store, id);
    const bool external = declared->form == SLUICE_FORM_EXTERNAL;
    *level = (struct sluice_plan_level){
        .model = model,
        .class = class,
        .has_custom = !external && has_custom(descriptor),
    };
    const bool data_alone = level->has_custom && declared->form == SLUICE_FORM_DATA;
    level->writes_fields = !external && class->field_count != 0 && !data_alone;
    return plan_fields(writer, level, id);
}

static struct sluice_plan *plan_levels(struct sluice_graph_writer *writer, uint32_t leaf,
                                       const uint32_t *nodes)
{
    const struct sluice_policy *policy = writer->result->policy;
    const uint32_t depth = policy->compiled[leaf].depth;
    struct sluice_plan *plan = sluice_wire_room(&writer->classes, sizeof *plan);
    struct sluice_plan_level *levels = NULL;
    struct sluice_wire_class **chain = NULL;
    if (plan == NULL ||
        (levels = sluice_wire_room(&writer->classes, (depth + 1) * sizeof *levels)) == NULL ||
        (chain = sluice_wire_room(&writer->classes, (depth + 1) * sizeof(void *))) == NULL) {
        return NULL;
    }
    plan->class = describe_chain(writer, nodes, leaf, chain);
    plan->levels = levels;
    if (plan->class == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i <= depth; i++) {
        struct sluice_plan_level *level = &levels[plan->level_count];
        if (nodes[i] == 0) {
            continue;
        }
        if (!plan_level(writer, nodes[i], sluice_policy_at(policy, leaf, i), chain[i], level)) {
            return NULL;
        }
        plan->level_count += level->writes_fields || level->has_custom;
    }
    if (policy->models[leaf].form == SLUICE_FORM_EXTERNAL) {
        levels[0] = (struct sluice_plan_level){
            .model = leaf, .has_custom = true, .has_data = true, .class = plan->class};
        plan->level_count = 1;
    }
    return plan;
}

static struct sluice_plan *make_plan(struct sluice_graph_writer *writer, uint32_t id)
{
    const struct sluice_descriptor *descriptor = sluice_store_at(&writer->result->store, id);
    const uint32_t leaf = descriptor->model - 1;
    const uint32_t *nodes = nodes_of_chain(writer, id, leaf);
    struct sluice_plan *plan = nodes != NULL ? plan_levels(writer, leaf, nodes) : NULL;
    struct places places;
    if (plan == NULL || !levels_of_data(writer, descriptor->base.data, &places)) {
        return NULL;
    }
    struct sluice_plan_level *levels = plan->levels;
    if (writer->result->policy->models[leaf].form != SLUICE_FORM_EXTERNAL) {
        place_words(writer, plan, levels, &places);
    }
    sluice_heap_put(writer->classes.heap, places.levels, places.count * sizeof *places.levels);
    plan->is_flat = plan->level_count == 1 && !plan->moving && levels[0].has_data &&
                    !levels[0].has_custom;
    plan->flat_bytes = !plan->is_flat
                           ? 0
                           : 1 + SLUICE_EMIT_REFERENCE + (size_t)levels[0].class->primitive_bytes +
                                 (size_t)levels[0].reference_count * SLUICE_EMIT_REFERENCE;
    return plan;
}

const struct sluice_plan *sluice_plan_of(struct sluice_graph_writer *writer, uint32_t descriptor)
{
    if (descriptor == writer->last_descriptor) {
        return writer->last_plan;
    }
    struct sluice_plan_entry *entry = sluice_plan_entry(writer, descriptor);
    if (entry != NULL && entry->plan == NULL) {
        entry->plan = make_plan(writer, descriptor);
    }
    if (entry == NULL || entry->plan == NULL) {
        return NULL;
    }
    writer->last_descriptor = descriptor;
    writer->last_plan = entry->plan;
    return entry->plan;
}
