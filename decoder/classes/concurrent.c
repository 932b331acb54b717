/* Lists, sets and maps of java.util.concurrent. */
#include "classes_internal.h"

#define CONCURRENT "java.util.concurrent."
#define OBJECT_TYPE "Ljava/lang/Object;"
#define MAP_VIEW CONCURRENT "ConcurrentHashMap$CollectionView"

static const struct sluice_class_model models[] = {
    {
        /* Since Java 8 the segments are empty ones for readers of older versions; in all versions the
           entries follow, then null twice. */
        CLASS(CONCURRENT "ConcurrentHashMap", 7249069246763182397),
        IMPLEMENTS(CONCURRENT "ConcurrentMap", "java.util.AbstractMap"),
        .is_mutable = true,
        FIELDS(OPTIONAL("segmentMask", "I"), OPTIONAL("segmentShift", "I"),
               OPTIONAL("segments", "[Ljava/util/concurrent/ConcurrentHashMap$Segment;")),
        LAYOUT(BOTH, PAIRS_TO_NULL("entries"), OBJECT("end")),
        CHECKS(VALUES("entries", "java.lang.Object"), NO_DUPLICATES("entries"), IS_NULL("end")),
        CONTAINER(MAP, "entries"),
    },
    {
        CLASS(CONCURRENT "ConcurrentHashMap$Segment", 2249069246763182397),
        .parent = CONCURRENT "locks.ReentrantLock",
        .is_mutable = true,
        FIELDS(OPTIONAL("loadFactor", "F")),
    },
    {
        ABSTRACT(MAP_VIEW, 7249069246763182397),
        IMPLEMENTS("java.util.Collection"),
        FIELDS(NEEDED("map", "Ljava/util/concurrent/ConcurrentHashMap;")),
        CHECKS(NOT_NULL("map")),
    },
    {
        /* What newKeySet() and keySet(value) give: the keys of the map. */
        CLASS(CONCURRENT "ConcurrentHashMap$KeySetView", 7249069246763182397),
        .parent = MAP_VIEW,
        IMPLEMENTS("java.util.Set"),
        .is_mutable = true,
        FIELDS(NEEDED("value", OBJECT_TYPE)),
        CONTAINER(OTHER, "map"),
    },
    {
        CLASS(CONCURRENT "ConcurrentHashMap$ValuesView", 2249069246763182397),
        .parent = MAP_VIEW,
        .is_mutable = true,
    },
    {
        CLASS(CONCURRENT "ConcurrentHashMap$EntrySetView", 2249069246763182397),
        .parent = MAP_VIEW,
        IMPLEMENTS("java.util.Set"),
        .is_mutable = true,
    },
    {
        CLASS(CONCURRENT "ConcurrentSkipListMap", -8627078645895051609),
        IMPLEMENTS("java.lang.Cloneable", CONCURRENT "ConcurrentNavigableMap",
                   "java.util.AbstractMap"),
        .is_mutable = true,
        FIELDS(OPTIONAL("comparator", "Ljava/util/Comparator;")),
        LAYOUT(BOTH, PAIRS_TO_NULL("entries")),
        CHECKS(VALUES("entries", "java.lang.Object"), ASCENDING("entries", "comparator")),
        CONTAINER(SORTED_MAP, "entries"),
        .comparator = "comparator",
    },
    {
        /* Its elements are the keys of the map. */
        CLASS(CONCURRENT "ConcurrentSkipListSet", -2479143111061671589),
        IMPLEMENTS("java.lang.Cloneable", "java.util.NavigableSet", "java.util.AbstractSet"),
        .is_mutable = true,
        FIELDS(NEEDED("m", "Ljava/util/concurrent/ConcurrentNavigableMap;")),
        CHECKS(NOT_NULL("m"), TYPE("m", CONCURRENT "ConcurrentSkipListMap",
                                   CONCURRENT "ConcurrentSkipListMap$SubMap")),
        CONTAINER(SORTED_SET, "m"),
    },
    {
        CLASS(CONCURRENT "ConcurrentSkipListMap$SubMap", -7647078645895051609),
        IMPLEMENTS(CONCURRENT "ConcurrentNavigableMap", "java.util.AbstractMap"),
        .is_mutable = true,
        FIELDS(NEEDED("m", "Ljava/util/concurrent/ConcurrentSkipListMap;"),
               NEEDED("lo", OBJECT_TYPE), NEEDED("hi", OBJECT_TYPE), NEEDED("loInclusive", "Z"),
               NEEDED("hiInclusive", "Z"), NEEDED("isDescending", "Z")),
        CHECKS(NOT_NULL("m")),
    },
    {
        CLASS(CONCURRENT "CopyOnWriteArrayList", 8673264195747942595),
        IMPLEMENTS("java.lang.Cloneable", "java.util.List", "java.util.RandomAccess"),
        .is_mutable = true,
        LAYOUT(BOTH, PRIMITIVE('I', "size"), OBJECTS("elements", "size")),
        CONTAINER(LIST, "elements"),
    },
    {
        CLASS(CONCURRENT "CopyOnWriteArraySet", 5457747651344034263),
        IMPLEMENTS("java.util.Set", "java.util.AbstractSet"),
        .is_mutable = true,
        FIELDS(NEEDED("al", "Ljava/util/concurrent/CopyOnWriteArrayList;")),
        CHECKS(NOT_NULL("al"), NO_DUPLICATES("al.elements")),
        CONTAINER(LINKED_SET, "al"),
    },
};
SLUICE_CLASSES(concurrent, models);
