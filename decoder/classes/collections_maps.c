/* Maps of java.util, and their entries. */
#include "classes_internal.h"
#include "constants.h"

/* All keys are constants of one enum. */
static bool check_enum_map(const struct sluice_get_arg *argument, void *context)
{
    (void)context;
    return sluice_are_constants_of(argument, "keyType", "entries", 2);
}

#define ENTRY_FIELDS FIELDS(NEEDED("key", OBJECT_TYPE), NEEDED("value", OBJECT_TYPE))
#define OBJECT_TYPE "Ljava/lang/Object;"

static const struct sluice_class_model models[] = {
    {
        CLASS("java.util.HashMap", 362498820763181265),
        IMPLEMENTS("java.lang.Cloneable", "java.util.Map", "java.util.AbstractMap"),
        .is_mutable = true,
        FIELDS(NEEDED("loadFactor", "F"), OPTIONAL("threshold", "I")),
        LAYOUT(BOTH, PRIMITIVE('I', "buckets"), PRIMITIVE('I', "size"), PAIRS("entries", "size")),
        CHECKS(LOAD_FACTOR("loadFactor"), RANGE("buckets", 0, INFINITY), NO_DUPLICATES("entries")),
        CONTAINER(MAP, "entries"),
    },
    {
        CLASS("java.util.LinkedHashMap", 3801124242820219131),
        .parent = "java.util.HashMap",
        IMPLEMENTS("java.util.SequencedMap"),
        .is_mutable = true,
        FIELDS(OPTIONAL("accessOrder", "Z")),
        CONTAINER(LINKED_MAP, "entries"),
    },
    {
        CLASS("java.util.TreeMap", 919286545866124006),
        IMPLEMENTS("java.lang.Cloneable", "java.util.NavigableMap", "java.util.AbstractMap"),
        .is_mutable = true,
        FIELDS(OPTIONAL("comparator", "Ljava/util/Comparator;")),
        LAYOUT(BOTH, PRIMITIVE('I', "size"), PAIRS("entries", "size")),
        CHECKS(ASCENDING("entries", "comparator")),
        CONTAINER(SORTED_MAP, "entries"),
        .comparator = "comparator",
    },
    {
        CLASS("java.util.Hashtable", 1421746759512286392),
        IMPLEMENTS("java.lang.Cloneable", "java.util.Map", "java.util.Dictionary"),
        .is_mutable = true,
        FIELDS(NEEDED("loadFactor", "F"), OPTIONAL("threshold", "I")),
        LAYOUT(BOTH, PRIMITIVE('I', "buckets"), PRIMITIVE('I', "size"), PAIRS("entries", "size")),
        CHECKS(LOAD_FACTOR("loadFactor"), RANGE("buckets", 0, INFINITY),
               KEYS("entries", "java.lang.Object"), VALUES("entries", "java.lang.Object"),
               NO_DUPLICATES("entries")),
        CONTAINER(MAP, "entries"),
    },
    {
        CLASS("java.util.Properties", 4112578634029874840),
        .parent = "java.util.Hashtable",
        .is_mutable = true,
        FIELDS(OPTIONAL("defaults", "Ljava/util/Properties;")),
        CONTAINER(MAP, "entries"),
    },
    {
        /* Its keys may be equal, but not the same; its size is written twice. */
        CLASS("java.util.IdentityHashMap", 8188218128353913216),
        IMPLEMENTS("java.lang.Cloneable", "java.util.Map", "java.util.AbstractMap"),
        .is_mutable = true,
        FIELDS(NEEDED("size", "I")),
        LAYOUT(BOTH, PRIMITIVE('I', "mappings"), PAIRS("entries", "mappings")),
        CHECKS(RELATION(FIELD("size"), EQUAL, SIZE_OF("entries")),
               CHECK(NO_DUPLICATES, "entries", .by_identity = true)),
        CONTAINER(OTHER, "entries"),
    },
    {
        CLASS("java.util.EnumMap", 458661240069192865),
        IMPLEMENTS("java.lang.Cloneable", "java.util.Map", "java.util.AbstractMap"),
        .is_mutable = true,
        FIELDS(NEEDED("keyType", "Ljava/lang/Class;")),
        LAYOUT(BOTH, PRIMITIVE('I', "size"), PAIRS("entries", "size")),
        CHECKS(NOT_NULL("keyType"), NO_DUPLICATES("entries")),
        .check = check_enum_map,
        CONTAINER(LINKED_MAP, "entries"),
    },
    {
        CLASS("java.util.AbstractMap$SimpleEntry", -8499721149061103585),
        IMPLEMENTS("java.util.Map$Entry"),
        .is_mutable = true,
        ENTRY_FIELDS,
        .equality = SLUICE_EQUAL_FIELDS,
    },
    {
        CLASS("java.util.AbstractMap$SimpleImmutableEntry", 7138329143949025153),
        IMPLEMENTS("java.util.Map$Entry"),
        ENTRY_FIELDS,
        .equality = SLUICE_EQUAL_FIELDS,
    },
};
SLUICE_CLASSES(maps, models);
