/* How the tables of models are written, and the sets that make up the groups. */
#ifndef SLUICE_CLASSES_INTERNAL_H
#define SLUICE_CLASSES_INTERNAL_H

#include <float.h>
#include <math.h>

#include "sluice/classes.h"

/* The families; each is defined in the file of its name with SLUICE_CLASSES. */
extern const struct sluice_model_set sluice_classes_boxes;
extern const struct sluice_model_set sluice_classes_calendars;
extern const struct sluice_model_set sluice_classes_comparators;
extern const struct sluice_model_set sluice_classes_concurrent;
extern const struct sluice_model_set sluice_classes_dates;
extern const struct sluice_model_set sluice_classes_encoded;
extern const struct sluice_model_set sluice_classes_exceptions;
extern const struct sluice_model_set sluice_classes_geometry;
extern const struct sluice_model_set sluice_classes_immutable;
extern const struct sluice_model_set sluice_classes_interfaces;
extern const struct sluice_model_set sluice_classes_lists;
extern const struct sluice_model_set sluice_classes_locks;
extern const struct sluice_model_set sluice_classes_maps;
extern const struct sluice_model_set sluice_classes_math;
extern const struct sluice_model_set sluice_classes_net;
extern const struct sluice_model_set sluice_classes_queues;
extern const struct sluice_model_set sluice_classes_security_exceptions;
extern const struct sluice_model_set sluice_classes_sets;
extern const struct sluice_model_set sluice_classes_text;
extern const struct sluice_model_set sluice_classes_throwables;
extern const struct sluice_model_set sluice_classes_time;
extern const struct sluice_model_set sluice_classes_values;
extern const struct sluice_model_set sluice_classes_wrappers;

/* A member that is a list, and its count:
 *
 *     static const struct sluice_class_model models[] = {
 *         {
 *             CLASS("java.util.ArrayList", 8683452581122892189),
 *             IMPLEMENTS("java.util.List", "java.util.RandomAccess"),
 *             .is_mutable = true,
 *             FIELDS(NEEDED("size", "I")),
 *             LAYOUT(BOTH, PRIMITIVE('I', "capacity"), OBJECTS("elements", NULL)),
 *             CHECKS(RELATION(SIZE_OF("elements"), EQUAL, FIELD("size"))),
 *             CONTAINER(LIST, "elements"),
 *         },
 *     };
 *     SLUICE_CLASSES(lists, models);
 */
#define COUNT_OF(type, ...) (sizeof((const type[]){__VA_ARGS__}) / sizeof(type))
#define MEMBERS(list, count, type, ...)                                                            \
    .list = (const type[]){__VA_ARGS__}, .count = COUNT_OF(type, __VA_ARGS__)

#define SLUICE_CLASSES(family, list)                                                               \
    const struct sluice_model_set sluice_classes_##family = {(list),                               \
                                                             sizeof(list) / sizeof((list)[0])}

/* --- the class -------------------------------------------------------------------------------- */

#define MODEL(ground, class_name) .name = (class_name), .construct = SLUICE_CONSTRUCT_##ground
#define CLASS(class_name, number) MODEL(ATOMIC, class_name), .has_suid = true, .suid = (number)
#define ABSTRACT(class_name, number) MODEL(ABSTRACT, class_name), .has_suid = true, .suid = (number)
/* Without fields; `number` is its serialVersionUID. */
#define STATELESS(class_name, number)                                                              \
    MODEL(STATELESS, class_name), .has_suid = true, .suid = (number)
#define INTERFACE(class_name) MODEL(INTERFACE, class_name)
/* Its constants in the order of the class. */
#define ENUM(class_name, ...)                                                                      \
    MODEL(ENUM, class_name), MEMBERS(constants, constant_count, char *const, __VA_ARGS__)
#define IMPLEMENTS(...) MEMBERS(interfaces, interface_count, char *const, __VA_ARGS__)

/* --- its data --------------------------------------------------------------------------------- */

#define FIELDS(...) MEMBERS(fields, field_count, struct sluice_field_model, __VA_ARGS__)
/* A field that every stream has, and one that has its default (0, false, null) when it does not. */
#define NEEDED(field_name, type)                                                                   \
    {                                                                                              \
        .name = (field_name), .signature = (type), .required = true                                \
    }
#define OPTIONAL(field_name, type)                                                                 \
    {                                                                                              \
        .name = (field_name), .signature = (type)                                                  \
    }

/* `wire` is BOTH, DATA or EXTERNAL. */
#define LAYOUT(wire, ...)                                                                          \
    .form = SLUICE_FORM_##wire,                                                                    \
    MEMBERS(layout, layout_count, struct sluice_layout_item, __VA_ARGS__)
#define PRIMITIVE(letter, piece)                                                                   \
    {                                                                                              \
        .kind = SLUICE_LAYOUT_PRIMITIVE, .type = (letter), .name = (piece)                         \
    }
#define UTF(piece)                                                                                 \
    {                                                                                              \
        .kind = SLUICE_LAYOUT_UTF, .name = (piece)                                                 \
    }
#define OBJECT(piece)                                                                              \
    {                                                                                              \
        .kind = SLUICE_LAYOUT_OBJECT, .name = (piece)                                              \
    }
/* As many as the int piece `counter` says; NULL: all that follow. */
#define OBJECTS(piece, counter)                                                                    \
    {                                                                                              \
        .kind = SLUICE_LAYOUT_OBJECTS, .name = (piece), .count = (counter)                         \
    }
/* All that follow up to a null, which is taken too. */
#define OBJECTS_TO_NULL(piece)                                                                     \
    {                                                                                              \
        .kind = SLUICE_LAYOUT_OBJECTS, .name = (piece), .until_null = true                         \
    }
#define PAIRS_TO_NULL(piece)                                                                       \
    {                                                                                              \
        .kind = SLUICE_LAYOUT_PAIRS, .name = (piece), .until_null = true                           \
    }
#define PAIRS(piece, counter)                                                                      \
    {                                                                                              \
        .kind = SLUICE_LAYOUT_PAIRS, .name = (piece), .count = (counter)                           \
    }

/* --- what must hold --------------------------------------------------------------------------- */

#define CHECKS(...) MEMBERS(invariants, invariant_count, struct sluice_invariant, __VA_ARGS__)
#define CHECK(check, member, ...)                                                                  \
    {                                                                                              \
        .kind = SLUICE_INVARIANT_##check, .field = (member), __VA_ARGS__                           \
    }
#define NOT_NULL(member)                                                                           \
    {                                                                                              \
        .kind = SLUICE_INVARIANT_NOT_NULL, .field = (member)                                       \
    }
/* A piece that means nothing and is null. */
#define IS_NULL(member)                                                                            \
    {                                                                                              \
        .kind = SLUICE_INVARIANT_TYPE, .field = (member)                                           \
    }
#define NO_DUPLICATES(member)                                                                      \
    {                                                                                              \
        .kind = SLUICE_INVARIANT_NO_DUPLICATES, .field = (member)                                  \
    }
#define RANGE(member, least, most) CHECK(RANGE, member, .minimum = (least), .maximum = (most))
/* Greater than 0 and finite. */
#define LOAD_FACTOR(member) RANGE(member, (double)FLT_TRUE_MIN, (double)FLT_MAX)
#define SIZE(member, least, most) CHECK(SIZE, member, .minimum = (least), .maximum = (most))
#define NAMES(...) MEMBERS(names, name_count, char *const, __VA_ARGS__)
#define TYPE(member, ...) CHECK(TYPE, member, NAMES(__VA_ARGS__))
/* Elements (keys, values) are of one of these classes, and never null. */
#define ELEMENTS(member, ...) CHECK(ELEMENT_TYPE, member, NAMES(__VA_ARGS__))
#define KEYS(member, ...) CHECK(KEY_TYPE, member, NAMES(__VA_ARGS__))
#define VALUES(member, ...) CHECK(VALUE_TYPE, member, NAMES(__VA_ARGS__))
/* `order` is the name of the comparator's field or piece, or NULL. */
#define ASCENDING(member, order) CHECK(ASCENDING, member, .comparator = (order))
#define HEAP_ORDER(member, order) CHECK(HEAP_ORDER, member, .comparator = (order))
/* RELATION(SIZE_OF("elements"), EQUAL, FIELD("size")) */
#define RELATION(one, how, other)                                                                  \
    {                                                                                              \
        .kind = SLUICE_INVARIANT_RELATION, .relation = SLUICE_##how, .left = one, .right = other   \
    }
#define FIELD(member)                                                                              \
    {                                                                                              \
        .kind = SLUICE_OPERAND_FIELD, .field = (member)                                            \
    }
#define SIZE_OF(member)                                                                            \
    {                                                                                              \
        .kind = SLUICE_OPERAND_SIZE, .field = (member)                                             \
    }
#define CONSTANT(number)                                                                           \
    {                                                                                              \
        .kind = SLUICE_OPERAND_CONSTANT, .constant = (number)                                      \
    }

/* --- what it contains ------------------------------------------------------------------------- */

/* `sort` as in enum sluice_container; `member` holds the elements, or keys and values. */
#define CONTAINER(sort, member) .container = SLUICE_CONTAINER_##sort, .items = (member)

#endif
