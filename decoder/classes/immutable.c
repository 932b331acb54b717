/* What cannot be changed: List.of, Set.of, Map.of, singletons, empties, nCopies. */
#include "classes_internal.h"
#include "sluice/graph.h"

enum { TAG_LIST = 1, TAG_SET = 2, TAG_MAP = 3, TAG_LIST_WITH_NULLS = 4 };

static const char *stands_for(const struct sluice_graph *graph, struct sluice_value object)
{
    int64_t tag;
    if (sluice_value_integer(graph, object, "tag", &tag) != SLUICE_GET_OK) {
        return NULL;
    }
    return tag == TAG_SET   ? "java.util.ImmutableCollections$SetN"
           : tag == TAG_MAP ? "java.util.ImmutableCollections$MapN"
                            : "java.util.ImmutableCollections$ListN";
}

#define LIST IMPLEMENTS("java.util.List", "java.util.RandomAccess", "java.util.AbstractList")
#define SET IMPLEMENTS("java.util.Set", "java.util.AbstractSet")
#define MAP IMPLEMENTS("java.util.Map", "java.util.AbstractMap")
#define OBJECT_TYPE "Ljava/lang/Object;"
#define NO_NULLS(tag)                                                                              \
    CHECK(ELEMENT_TYPE, "elements", NAMES("java.lang.Object"), .when = "tag", .when_is = (tag))

static const struct sluice_class_model models[] = {
    {
        /* List.of, Set.of, Map.of (keys and values in turn) and Stream.toList. */
        CLASS("java.util.CollSer", 6309168927139932177),
        FIELDS(NEEDED("tag", "I")),
        LAYOUT(BOTH, PRIMITIVE('I', "size"), OBJECTS("elements", "size")),
        CHECKS(
            RANGE("tag", TAG_LIST, TAG_LIST_WITH_NULLS), NO_NULLS(TAG_LIST), NO_NULLS(TAG_SET),
            NO_NULLS(TAG_MAP), CHECK(NO_DUPLICATES, "elements", .when = "tag", .when_is = TAG_SET),
            CHECK(NO_DUPLICATES, "elements", .in_pairs = true, .when = "tag", .when_is = TAG_MAP)),
        .stands_for = stands_for,
        CONTAINER(OTHER, "elements"),
    },
    /* What CollSer stands for: never in a stream. */
    {MODEL(ABSTRACT, "java.util.ImmutableCollections$ListN"),
     IMPLEMENTS("java.util.List", "java.util.RandomAccess")},
    {MODEL(ABSTRACT, "java.util.ImmutableCollections$SetN"), IMPLEMENTS("java.util.Set")},
    {MODEL(ABSTRACT, "java.util.ImmutableCollections$MapN"), MAP},
    {STATELESS("java.util.Collections$EmptyList", 8842843931221139166), LIST,
     .container = SLUICE_CONTAINER_OTHER},
    {STATELESS("java.util.Collections$EmptySet", 1582296315990362920), SET,
     .container = SLUICE_CONTAINER_OTHER},
    {STATELESS("java.util.Collections$EmptyMap", 6428348081105594320), MAP,
     .container = SLUICE_CONTAINER_OTHER},
    /* No containers for checks (sluice/get_arg.h), which would take them for empty ones; the readings
       know them by name. */
    {
        CLASS("java.util.Collections$SingletonList", 3093736618740652951),
        LIST,
        FIELDS(NEEDED("element", OBJECT_TYPE)),
        CONTAINER(OTHER, "element"),
    },
    {
        CLASS("java.util.Collections$SingletonSet", 3193687207550431679),
        SET,
        FIELDS(NEEDED("element", OBJECT_TYPE)),
        CONTAINER(OTHER, "element"),
    },
    {
        CLASS("java.util.Collections$SingletonMap", -6979724477215052911),
        MAP,
        FIELDS(NEEDED("k", OBJECT_TYPE), NEEDED("v", OBJECT_TYPE)),
    },
    {
        /* n is how often the element stands in it: nothing is made so large. */
        CLASS("java.util.Collections$CopiesList", 2739099268398711800),
        LIST,
        FIELDS(NEEDED("n", "I"), NEEDED("element", OBJECT_TYPE)),
        CHECKS(RANGE("n", 0, INFINITY)),
    },
};
SLUICE_CLASSES(immutable, models);
