/* Operators on class descriptors. Most of them change the objects of the class along with it, so that the
 * stream stays well formed; now and then they do not. */
#include "harness/fuzz/mutate/mutation.h"

#include "harness/stream/levels.h"
#include "harness/stream/value.h"

#include <stdlib.h>
#include <string.h>

static bool is_class(const struct sluice_program *program, sluice_node_id id)
{
    return sluice_program_peek(program, id)->kind == SLUICE_NODE_CLASSDESC;
}

static bool is_field(const struct sluice_program *program, sluice_node_id id)
{
    return sluice_program_peek(program, id)->kind == SLUICE_NODE_FIELD;
}

/* The data of the objects stays as it is, whatever their class says. */
static bool leaves_objects(struct sluice_mutation *mutation)
{
    return sluice_random_one_in(&mutation->random, 6);
}

static bool is_named_at_all(const struct sluice_program *program, sluice_node_id id)
{
    return is_class(program, id) && sluice_child(program, id, SLUICE_ROLE_NAME) != SLUICE_NODE_NONE;
}

/* --- flags, number, name ----------------------------------------------------------------------------------- */

bool sluice_op_class_flags(struct sluice_mutation *mutation)
{
    static const uint8_t flags[] = {0, 1, 2, 3, 4, 5, 6, 8, 12, 0x10, 0x12, 0x1F, 0x20, 0xFF};
    const sluice_node_id desc = sluice_pick(mutation, is_class);
    sluice_node_id *levels = NULL;
    size_t count = 0;
    if (desc == SLUICE_NODE_NONE) {
        return false;
    }
    const uint8_t old = sluice_at(mutation, desc)->code;
    if (sluice_random_one_in(&mutation->random, 2)) {
        sluice_at(mutation, desc)->code =
            flags[sluice_random_below(&mutation->random, sizeof flags)];
        return true;
    }
    /* A writeObject that writes nothing more, or none any more. */
    sluice_at(mutation, desc)->code ^= SLUICE_FLAG_WRITE_METHOD;
    if (leaves_objects(mutation)) {
        return true;
    }
    if (!sluice_levels_of(mutation->program, desc, &levels, &count)) {
        mutation->failed = true;
    }
    for (size_t i = 0; i < count; i++) {
        struct sluice_node *level = sluice_at(mutation, levels[i]);
        level->marks = (uint8_t)((old & SLUICE_FLAG_WRITE_METHOD) != 0
                                     ? level->marks | SLUICE_NODE_NO_END
                                     : level->marks & ~SLUICE_NODE_NO_END);
        sluice_node_id data;
        while ((data = sluice_child(mutation->program, levels[i], SLUICE_ROLE_DATA)) !=
               SLUICE_NODE_NONE) {
            sluice_program_detach(mutation->program, data);
        }
    }
    free(levels);
    return true;
}

bool sluice_op_class_suid(struct sluice_mutation *mutation)
{
    const sluice_node_id desc = sluice_pick(mutation, is_class);
    if (desc == SLUICE_NODE_NONE) {
        return false;
    }
    sluice_at(mutation, desc)->number = sluice_some_number(mutation, 'J');
    return true;
}

bool sluice_op_class_name(struct sluice_mutation *mutation)
{
    const sluice_node_id desc = sluice_pick(mutation, is_named_at_all);
    if (desc == SLUICE_NODE_NONE) {
        return false;
    }
    const struct sluice_bytes name = sluice_some_name(mutation);
    const sluice_node_id id = sluice_child(mutation->program, desc, SLUICE_ROLE_NAME);
    sluice_put_bytes(mutation, id, name.data, name.length);
    const struct sluice_class_model *model = sluice_model_named(mutation, name);
    if (model != NULL && model->has_suid && !sluice_random_one_in(&mutation->random, 4)) {
        sluice_at(mutation, desc)->number = model->suid;
    }
    return true;
}

/* --- fields -------------------------------------------------------------------------------------------------- */

static sluice_node_id new_value(struct sluice_mutation *mutation, struct sluice_bytes signature)
{
    const char code = (char)signature.data[0];
    if (sluice_stream_value_size((uint8_t)code) > 0) {
        return sluice_add_number(mutation, SLUICE_NODE_NONE, SLUICE_ROLE_VALUE, code,
                                 sluice_some_number(mutation, code));
    }
    const sluice_node_id id = sluice_new_place(mutation);
    if (sluice_random_one_in(&mutation->random, 2)) {
        const bool is_array = code == '[';
        sluice_make_value(mutation, id,
                          (struct sluice_bytes){signature.data + (is_array ? 0 : 1),
                                                signature.length - (is_array ? 0 : 2)});
    }
    return id;
}

/* Gives the objects of a class a value for a field; `number` of it among the values. */
static void add_values(struct sluice_mutation *mutation, sluice_node_id desc, uint32_t number,
                       struct sluice_bytes signature)
{
    sluice_node_id *levels = NULL;
    size_t count = 0;
    if (!sluice_levels_of(mutation->program, desc, &levels, &count)) {
        mutation->failed = true;
    }
    for (size_t i = 0; i < count && !mutation->failed; i++) {
        const sluice_node_id value = new_value(mutation, signature);
        sluice_program_insert(mutation->program, levels[i],
                              sluice_value_at(mutation, levels[i], number), value);
        sluice_at(mutation, value)->role = SLUICE_ROLE_VALUE;
    }
    free(levels);
}

static void drop_values(struct sluice_mutation *mutation, sluice_node_id desc, uint32_t number)
{
    sluice_node_id *levels = NULL;
    size_t count = 0;
    if (!sluice_levels_of(mutation->program, desc, &levels, &count)) {
        mutation->failed = true;
    }
    for (size_t i = 0; i < count; i++) {
        const sluice_node_id value = sluice_value_at(mutation, levels[i], number);
        if (value != SLUICE_NODE_NONE && sluice_at(mutation, value)->role == SLUICE_ROLE_VALUE) {
            sluice_program_detach(mutation->program, value);
        }
    }
    free(levels);
}

/* Its first field makes a class have data where it had none: objects need a level then. */
static bool has_fields(const struct sluice_program *program, sluice_node_id id)
{
    return is_class(program, id) &&
           sluice_child(program, id, SLUICE_ROLE_FIELD) != SLUICE_NODE_NONE;
}

/* Names that classes often have, and such as are not shown as they are. */
static const char *some_field_name(struct sluice_mutation *mutation)
{
    static const char *const names[] = {
        "x",
        "value",
        "size",
        "h",
        "count",
        "name",
        "y",
        "a",
        "z",
        "",
        "a b",
        " ",
        "q\x7F",
        "\xC3\xA4\xE2\x82\xAC",
        "\xC0\x80",
        "a.b",
        "a[0]",
        "...",
        "aNameThatIsLongerThanWhatIsShownOfNamesInThePathOfAFieldWhichIsCutBehindSixtyFour"};
    return names[sluice_random_below(&mutation->random, sizeof names / sizeof names[0])];
}

bool sluice_op_field_add(struct sluice_mutation *mutation)
{
    const sluice_node_id desc = sluice_pick(mutation, has_fields);
    const char *name = some_field_name(mutation);
    const struct sluice_bytes signature = sluice_some_signature(mutation);
    if (desc == SLUICE_NODE_NONE) {
        return false;
    }
    const bool follow = !leaves_objects(mutation);
    const sluice_node_id field = sluice_make_field(mutation, desc, name, strlen(name), signature);
    const uint32_t number = sluice_levels_value_number(mutation->program, desc, field);
    if (follow) {
        add_values(mutation, desc, number, signature);
    }
    return true;
}

bool sluice_op_field_drop(struct sluice_mutation *mutation)
{
    const sluice_node_id field = sluice_pick(mutation, is_field);
    if (field == SLUICE_NODE_NONE) {
        return false;
    }
    const sluice_node_id desc = sluice_at(mutation, field)->parent;
    if (!leaves_objects(mutation)) {
        drop_values(mutation, desc, sluice_levels_value_number(mutation->program, desc, field));
    }
    sluice_program_detach(mutation->program, field);
    return true;
}

/* Containers in a field wherever it has a value, as its type takes them or not. */
static void hold_container(struct sluice_mutation *mutation, sluice_node_id field)
{
    static const char *const classes[] = {"java.util.ArrayList",     "java.util.HashSet",
                                          "java.util.LinkedHashSet", "java.util.TreeSet",
                                          "java.util.HashMap",       "java.util.LinkedHashMap",
                                          "java.util.TreeMap"};
    enum { CLASSES = sizeof classes / sizeof classes[0] };
    const char *class = classes[sluice_random_below(&mutation->random, CLASSES)];
    const sluice_node_id desc = sluice_at(mutation, field)->parent;
    const uint32_t number = sluice_levels_value_number(mutation->program, desc, field);
    sluice_node_id *levels = NULL;
    size_t count = 0;
    if (!sluice_levels_of(mutation->program, desc, &levels, &count)) {
        mutation->failed = true;
    }
    for (size_t i = 0; i < count && !mutation->failed; i++) {
        const sluice_node_id old = sluice_value_at(mutation, levels[i], number);
        if (old != SLUICE_NODE_NONE && sluice_at(mutation, old)->role == SLUICE_ROLE_VALUE) {
            const sluice_node_id id = sluice_new_place(mutation);
            sluice_make_value(mutation, id, sluice_text_bytes(class));
            sluice_replace(mutation, old, id);
        }
    }
    free(levels);
}

/* Another type of those that containers may stand in, and the same values, or containers. False: it has no type, or one that is written
 * elsewhere. */
static bool retype(struct sluice_mutation *mutation, sluice_node_id field)
{
    static const char *const places[] = {
        "Ljava/lang/Object;",    "Ljava/io/Serializable;",        "Ljava/lang/Iterable;",
        "Ljava/util/List;",      "Ljava/util/Collection;",        "Ljava/util/SequencedCollection;",
        "Ljava/util/Set;",       "Ljava/util/SequencedSet;",      "Ljava/util/SortedSet;",
        "Ljava/util/Map;",       "Ljava/util/SequencedMap;",      "Ljava/util/SortedMap;",
        "Ljava/util/TreeMap;",   "Ljava/util/NavigableSet;",      "Ljava/util/NavigableMap;",
        "Ljava/util/HashMap;",   "Ljava/util/LinkedHashSet;",     "Ljava/util/RandomAccess;",
        "Ljava/util/ArrayList;", "Ljava/util/AbstractCollection;"};
    enum { PLACES = sizeof places / sizeof places[0] };
    const sluice_node_id type = sluice_child(mutation->program, field, SLUICE_ROLE_TYPE);
    if (type == SLUICE_NODE_NONE || sluice_at(mutation, type)->kind != SLUICE_NODE_STRING ||
        sluice_at(mutation, field)->code != 'L') {
        return false;
    }
    const char *place = places[sluice_random_below(&mutation->random, PLACES)];
    sluice_put_bytes(mutation, type, place, strlen(place));
    if (sluice_random_one_in(&mutation->random, 2)) {
        hold_container(mutation, field);
    }
    return true;
}

/* Another type, and most often values of that type. */
bool sluice_op_field_type(struct sluice_mutation *mutation)
{
    uint8_t name[128];
    const sluice_node_id old = sluice_pick(mutation, is_field);
    const struct sluice_bytes signature = sluice_some_signature(mutation);
    if (old == SLUICE_NODE_NONE) {
        return false;
    }
    if ((sluice_random_one_in(&mutation->random, 3) && retype(mutation, old)) ||
        (sluice_random_one_in(&mutation->random, 8) && sluice_miscode_field(mutation, old))) {
        return true;
    }
    if (leaves_objects(mutation)) {
        sluice_at(mutation, old)->code = signature.data[0];
        return true;
    }
    const sluice_node_id desc = sluice_at(mutation, old)->parent;
    const struct sluice_bytes bytes = sluice_stream_name_of(mutation->program, old);
    const size_t length = bytes.length < sizeof name ? bytes.length : sizeof name;
    if (length > 0) {
        memcpy(name, bytes.data, length);
    }
    drop_values(mutation, desc, sluice_levels_value_number(mutation->program, desc, old));
    sluice_program_detach(mutation->program, old);
    const sluice_node_id field = sluice_make_field(mutation, desc, (const char *)name, length,
                                                   signature);
    add_values(mutation, desc, sluice_levels_value_number(mutation->program, desc, field),
               signature);
    return true;
}

bool sluice_op_field_name(struct sluice_mutation *mutation)
{
    const sluice_node_id field = sluice_pick(mutation, is_field);
    const sluice_node_id id = field != SLUICE_NODE_NONE
                                  ? sluice_child(mutation->program, field, SLUICE_ROLE_NAME)
                                  : SLUICE_NODE_NONE;
    const struct sluice_class_model *model = sluice_pick_model(mutation,
                                                               (struct sluice_bytes){NULL, 0});
    if (id == SLUICE_NODE_NONE) {
        return false;
    }
    const char *name = some_field_name(mutation);
    if (model != NULL && model->field_count > 0 && !sluice_random_one_in(&mutation->random, 3)) {
        name = model->fields[sluice_random_below(&mutation->random, (uint32_t)model->field_count)]
                   .name;
    }
    sluice_put_bytes(mutation, id, name, strlen(name));
    return true;
}

/* Fields change places; their values do not, so they are of use only among equals. */
bool sluice_op_field_order(struct sluice_mutation *mutation)
{
    const sluice_node_id field = sluice_pick(mutation, is_field);
    if (field == SLUICE_NODE_NONE) {
        return false;
    }
    const sluice_node_id next = sluice_at(mutation, field)->next;
    if (next == SLUICE_NODE_NONE || !is_field(mutation->program, next)) {
        return false;
    }
    const sluice_node_id desc = sluice_at(mutation, field)->parent;
    sluice_program_detach(mutation->program, next);
    sluice_program_insert(mutation->program, desc, field, next);
    return true;
}

/* --- superclasses ------------------------------------------------------------------------------------------------ */

/* Data of a class that is new above another: its objects get it in front of that of the other. */
static void add_level(struct sluice_mutation *mutation, sluice_node_id super, sluice_node_id below)
{
    sluice_node_id *levels = NULL;
    size_t count = 0;
    const bool writes = sluice_random_one_in(&mutation->random, 2);
    /* It announces fields that it does not write: then block data comes first. */
    const bool bare = writes && sluice_random_one_in(&mutation->random, 3);
    const char *type = sluice_random_one_in(&mutation->random, 2) ? "I" : "Ljava/lang/Object;";
    const uint32_t fields = sluice_random_below(&mutation->random, 3);
    if (!sluice_levels_of(mutation->program, below, &levels, &count)) {
        mutation->failed = true;
    }
    for (size_t i = 0; i < count && !mutation->failed && (writes || fields > 0); i++) {
        const sluice_node_id level = sluice_add(mutation, SLUICE_NODE_NONE, SLUICE_ROLE_LEVEL,
                                                SLUICE_NODE_LEVEL);
        sluice_program_insert(mutation->program, sluice_at(mutation, levels[i])->parent, levels[i],
                              level);
        sluice_at(mutation, level)->role = SLUICE_ROLE_LEVEL;
        sluice_at(mutation, level)->marks = writes ? 0 : SLUICE_NODE_NO_END;
        if (bare) {
            const sluice_node_id block = sluice_add(mutation, level, SLUICE_ROLE_DATA,
                                                    SLUICE_NODE_BLOCK);
            (void)sluice_add_number(mutation, block, SLUICE_ROLE_PART, 'I', 1);
        }
        if (writes && sluice_random_one_in(&mutation->random, 2)) {
            const sluice_node_id item = sluice_new_place(mutation);
            sluice_make_value(mutation, item, (struct sluice_bytes){NULL, 0});
            sluice_put_into_list(mutation, level, item);
        }
        levels[i] = level;
    }
    sluice_at(mutation, super)->code |= writes ? SLUICE_FLAG_WRITE_METHOD : 0;
    sluice_add_fields(mutation, super, type, fields, levels, bare ? 0 : count);
    free(levels);
}

/* A class above another: without data, so that no object has to change, or with some. */
bool sluice_op_super_add(struct sluice_mutation *mutation)
{
    static const char *const names[] = {"java.lang.Number", "java.lang.Enum",
                                        "java.lang.reflect.Proxy", "a.Base"};
    const sluice_node_id desc = sluice_pick(mutation, is_class);
    const sluice_node_id above = desc != SLUICE_NODE_NONE
                                     ? sluice_child(mutation->program, desc, SLUICE_ROLE_SUPER)
                                     : SLUICE_NODE_NONE;
    if (above == SLUICE_NODE_NONE) {
        return false;
    }
    const sluice_node_id super = sluice_new_place(mutation);
    const char *name = names[sluice_random_below(&mutation->random, 4)];
    if (mutation->class_count > 0 && sluice_random_one_in(&mutation->random, 2)) {
        name =
            mutation
                ->classes[sluice_random_below(&mutation->random, (uint32_t)mutation->class_count)]
                .name;
    }
    sluice_make_plain_class(mutation, super, name, sluice_random_below(&mutation->random, 3),
                            SLUICE_FLAG_SERIALIZABLE);
    sluice_at(mutation, super)->marks = 0;
    if (sluice_random_one_in(&mutation->random, 2)) {
        add_level(mutation, super, desc);
    }
    sluice_replace(mutation, above, super);
    const sluice_node_id null = sluice_child(mutation->program, super, SLUICE_ROLE_SUPER);
    sluice_replace(mutation, null, above);
    return true;
}

static bool has_super(const struct sluice_program *program, sluice_node_id id)
{
    const sluice_node_id super = is_class(program, id)
                                     ? sluice_child(program, id, SLUICE_ROLE_SUPER)
                                     : SLUICE_NODE_NONE;
    return super != SLUICE_NODE_NONE && is_class(program, super);
}

/* A superclass goes, with its data. */
bool sluice_op_super_drop(struct sluice_mutation *mutation)
{
    const sluice_node_id desc = sluice_pick(mutation, has_super);
    sluice_node_id *levels = NULL;
    size_t count = 0;
    if (desc == SLUICE_NODE_NONE) {
        return false;
    }
    const sluice_node_id super = sluice_child(mutation->program, desc, SLUICE_ROLE_SUPER);
    const sluice_node_id above = sluice_child(mutation->program, super, SLUICE_ROLE_SUPER);
    if (above == SLUICE_NODE_NONE) {
        return false;
    }
    if (!leaves_objects(mutation)) {
        if (!sluice_levels_of(mutation->program, super, &levels, &count)) {
            mutation->failed = true;
        }
        for (size_t i = 0; i < count; i++) {
            sluice_program_detach(mutation->program, levels[i]);
        }
        free(levels);
    }
    sluice_program_detach(mutation->program, above);
    sluice_replace(mutation, super, above);
    return true;
}

/* --- proxies -------------------------------------------------------------------------------------------------------- */

static bool is_proxy(const struct sluice_program *program, sluice_node_id id)
{
    return sluice_program_peek(program, id)->kind == SLUICE_NODE_PROXYDESC;
}

bool sluice_op_interfaces(struct sluice_mutation *mutation)
{
    const sluice_node_id desc = sluice_pick(mutation, is_proxy);
    if (desc == SLUICE_NODE_NONE) {
        return false;
    }
    const sluice_node_id first = sluice_child(mutation->program, desc, SLUICE_ROLE_INTERFACE);
    if (first != SLUICE_NODE_NONE && sluice_random_one_in(&mutation->random, 3)) {
        sluice_program_detach(mutation->program, first);
        return true;
    }
    const struct sluice_bytes name = sluice_some_name(mutation);
    const sluice_node_id id = sluice_add_bytes(mutation, SLUICE_NODE_NONE, SLUICE_ROLE_INTERFACE,
                                               SLUICE_NODE_UTF, name.data, name.length);
    sluice_program_insert(mutation->program, desc, sluice_at(mutation, desc)->first, id);
    return true;
}
