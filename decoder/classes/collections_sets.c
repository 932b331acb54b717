/* Sets of java.util. */
#include "classes_internal.h"
#include "constants.h"

/* What java.util.EnumSet writes in its place: the constants, all of one enum. */
static bool check_enum_set(const struct sluice_get_arg *argument, void *context)
{
    (void)context;
    return sluice_are_constants_of(argument, "elementType", "elements", 1);
}

static const char *stands_for_enum_set(const struct sluice_graph *graph, struct sluice_value object)
{
    (void)graph;
    (void)object;
    return "java.util.EnumSet";
}

static const struct sluice_class_model models[] = {
    {
        /* The capacity is a hint that no reader has to follow. */
        CLASS("java.util.HashSet", -5024744406713321676),
        IMPLEMENTS("java.lang.Cloneable", "java.util.Set", "java.util.AbstractSet"),
        .is_mutable = true,
        LAYOUT(BOTH, PRIMITIVE('I', "capacity"), PRIMITIVE('F', "loadFactor"),
               PRIMITIVE('I', "size"), OBJECTS("elements", "size")),
        CHECKS(RANGE("capacity", 0, INFINITY), LOAD_FACTOR("loadFactor"),
               NO_DUPLICATES("elements")),
        CONTAINER(SET, "elements"),
    },
    {
        CLASS("java.util.LinkedHashSet", -2851667679971038690),
        .parent = "java.util.HashSet",
        IMPLEMENTS("java.lang.Cloneable", "java.util.SequencedSet"),
        .is_mutable = true,
        CONTAINER(LINKED_SET, "elements"),
    },
    {
        CLASS("java.util.TreeSet", -2479143000061671589),
        IMPLEMENTS("java.lang.Cloneable", "java.util.NavigableSet", "java.util.AbstractSet"),
        .is_mutable = true,
        LAYOUT(BOTH, OBJECT("comparator"), PRIMITIVE('I', "size"), OBJECTS("elements", "size")),
        CHECKS(TYPE("comparator", "java.util.Comparator"), ASCENDING("elements", "comparator")),
        CONTAINER(SORTED_SET, "elements"),
        .comparator = "comparator",
    },
    {
        ABSTRACT("java.util.EnumSet", 1009687484059888093),
        IMPLEMENTS("java.lang.Cloneable", "java.util.Set", "java.util.AbstractSet"),
    },
    {
        CLASS("java.util.EnumSet$SerializationProxy", 362491234563181265),
        .is_mutable = true,
        FIELDS(NEEDED("elementType", "Ljava/lang/Class;"), NEEDED("elements", "[Ljava/lang/Enum;")),
        CHECKS(NOT_NULL("elementType"), NOT_NULL("elements"), NO_DUPLICATES("elements")),
        .check = check_enum_set,
        .stands_for = stands_for_enum_set,
        CONTAINER(LINKED_SET, "elements"),
    },
    {
        /* Its elements are the keys of the map. */
        CLASS("java.util.Collections$SetFromMap", 2454657854757543876),
        IMPLEMENTS("java.util.Set", "java.util.AbstractSet"),
        .is_mutable = true,
        FIELDS(NEEDED("m", "Ljava/util/Map;")),
        CHECKS(NOT_NULL("m")),
        CONTAINER(SET, "m"),
    },
    {
        CLASS("java.util.Collections$SequencedSetFromMap", -3943479744841433802),
        .parent = "java.util.Collections$SetFromMap",
        IMPLEMENTS("java.util.SequencedSet"),
        .is_mutable = true,
    },
};
SLUICE_CLASSES(sets, models);
