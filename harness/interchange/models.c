#include "harness/interchange/models.h"

#include <stdio.h>

#include "sluice/classes.h"

#define OWN(name) "sluice.interchange.Own$" name
#define COUNT_OF(type, ...) (sizeof((const type[]){__VA_ARGS__}) / sizeof(type))
#define LIST(list, count, type, ...)                                                               \
    .list = (const type[]){__VA_ARGS__}, .count = COUNT_OF(type, __VA_ARGS__)

#define CLASS(class_name, number)                                                                  \
    .name = OWN(class_name), .construct = SLUICE_CONSTRUCT_ATOMIC, .has_suid = true,               \
    .suid = (number)
#define STATELESS(class_name, number)                                                              \
    .name = OWN(class_name), .construct = SLUICE_CONSTRUCT_STATELESS, .has_suid = true,            \
    .suid = (number)
#define ENUM(class_name, ...)                                                                      \
    .name = OWN(class_name), .construct = SLUICE_CONSTRUCT_ENUM,                                   \
    LIST(constants, constant_count, char *const, __VA_ARGS__)
#define INTERFACE(full_name) .name = (full_name), .construct = SLUICE_CONSTRUCT_INTERFACE
#define IMPLEMENTS(...) LIST(interfaces, interface_count, char *const, __VA_ARGS__)

#define FIELDS(...) LIST(fields, field_count, struct sluice_field_model, __VA_ARGS__)
#define FIELD(field_name, type)                                                                    \
    {                                                                                              \
        .name = (field_name), .signature = (type), .required = true                                \
    }

#define LAYOUT(wire, ...)                                                                          \
    .form = SLUICE_FORM_##wire, LIST(layout, layout_count, struct sluice_layout_item, __VA_ARGS__)
#define PIECE(piece_kind, piece, ...)                                                              \
    {                                                                                              \
        .kind = SLUICE_LAYOUT_##piece_kind, .name = (piece), __VA_ARGS__                           \
    }

#define ANY "Ljava/lang/Object;"
#define STRING "Ljava/lang/String;"

#define TEN(d)                                                                                     \
    "M" d "0", "M" d "1", "M" d "2", "M" d "3", "M" d "4", "M" d "5", "M" d "6", "M" d "7",        \
        "M" d "8", "M" d "9"

static const struct sluice_class_model models[] = {
    {CLASS("Leaf", 1),
     FIELDS(FIELD("z", "Z"), FIELD("b", "B"), FIELD("c", "C"), FIELD("s", "S"), FIELD("i", "I"),
            FIELD("j", "J"), FIELD("f", "F"), FIELD("d", "D"), FIELD("text", STRING))},
    {CLASS("Node", 2), FIELDS(FIELD("number", "I"), FIELD("value", ANY),
                              FIELD("next", "Lsluice/interchange/Own$Node;"),
                              FIELD("items", "Ljava/util/List;"), FIELD("map", "Ljava/util/Map;"),
                              FIELD("ints", "[I"), FIELD("array", "[Ljava/lang/Object;"))},
    {CLASS("Typed", 3),
     FIELDS(FIELD("list", "Ljava/util/ArrayList;"), FIELD("boxed", "Ljava/lang/Integer;"),
            FIELD("amount", "Ljava/lang/Number;"), FIELD("price", "Ljava/math/BigDecimal;"),
            FIELD("day", "Ljava/time/LocalDate;"), FIELD("names", "[Ljava/lang/String;"),
            FIELD("grid", "[[J"), FIELD("color", "Lsluice/interchange/Own$Color;"),
            FIELD("comparable", "Ljava/lang/Comparable;"),
            FIELD("words", "Ljava/util/Collection;"))},
    {CLASS("Base", 4), FIELDS(FIELD("id", "I"), FIELD("name", STRING))},
    {CLASS("Middle", 5), .parent = OWN("Base"), FIELDS(FIELD("payload", ANY)),
     LAYOUT(BOTH, PIECE(PRIMITIVE, "count", .type = 'I'),
            PIECE(OBJECTS, "more", .count = "count"))},
    {CLASS("Derived", 6), .parent = OWN("Middle"),
     FIELDS(FIELD("weight", "D"), FIELD("extras", "Ljava/util/Collection;"))},
    {CLASS("Custom", 7), FIELDS(FIELD("stamp", "J"), FIELD("first", ANY)),
     LAYOUT(BOTH, PIECE(PRIMITIVE, "count", .type = 'I'), PIECE(UTF, "label", .type = 0),
            PIECE(OBJECT, "second", .type = 0), PIECE(PRIMITIVE, "ratio", .type = 'D'))},
    {CLASS("DataOnly", 8),
     LAYOUT(DATA, PIECE(PRIMITIVE, "code", .type = 'S'), PIECE(OBJECT, "bytes", .type = 0))},
    {CLASS("Put", 9), FIELDS(FIELD("total", "J"), FIELD("label", STRING), FIELD("held", ANY))},
    {CLASS("External", 10),
     LAYOUT(EXTERNAL, PIECE(PRIMITIVE, "number", .type = 'I'), PIECE(UTF, "text", .type = 0),
            PIECE(OBJECT, "value", .type = 0), PIECE(PRIMITIVE, "last", .type = 'J'))},
    {ENUM("Color", "RED", "GREEN", "BLUE"), IMPLEMENTS("java.lang.Comparable")},
    {ENUM("Sign", "PLUS", "MINUS")},
    {ENUM("Many", TEN("0"), TEN("1"), TEN("2"), TEN("3"), TEN("4"), TEN("5"), TEN("6"))},
    {CLASS("Point", 11), FIELDS(FIELD("x", "I"), FIELD("y", "I")), .equality = SLUICE_EQUAL_FIELDS},
    {CLASS("Pair", 12), FIELDS(FIELD("left", ANY), FIELD("right", ANY))},
    {CLASS("Trouble", 13), .parent = "java.lang.Exception",
     FIELDS(FIELD("code", "I"), FIELD("detail", ANY))},
    {INTERFACE(OWN("Greeter"))},
    {INTERFACE("java.lang.Runnable")},
    {INTERFACE("java.lang.reflect.InvocationHandler")},
    {CLASS("Handler", 14), IMPLEMENTS("java.lang.reflect.InvocationHandler"),
     FIELDS(FIELD("prefix", STRING), FIELD("held", ANY))},
    {CLASS("Deferred", 15), FIELDS(FIELD("value", ANY)), .resolve = SLUICE_RESOLVE_FIELD,
     .resolve_field = "value"},
    {CLASS("MoneyForm", 17), FIELDS(FIELD("cents", "J"))},
    {STATELESS("ByLength", 18), IMPLEMENTS("java.util.Comparator")},
    {CLASS("Tagged", 19), .parent = "java.util.ArrayList", FIELDS(FIELD("tag", STRING))},
    {STATELESS("Empty", 20)},
};

struct sluice_policy *sluice_interchange_policy(void)
{
    struct sluice_model_set sets[1 + SLUICE_GROUP_SETS_MAX] = {
        {models, sizeof models / sizeof models[0]},
    };
    struct sluice_policy_error error = {0};
    struct sluice_policy *policy = NULL;
    const size_t count = 1 + sluice_group_sets(SLUICE_GROUP_ALL, sets + 1);
    const enum sluice_reason reason = sluice_policy_create_from(sets, count, NULL, &policy, &error);
    if (reason != SLUICE_OK) {
        (void)fprintf(stderr, "sluice-interchange: the models are unusable: %s\n",
                      reason == SLUICE_BAD_ARGUMENT ? error.message : sluice_reason_text(reason));
    }
    return policy;
}
