/* The wrappers of java.util.Collections: unmodifiable, synchronized, checked, and a queue. Each kind
 * has the same classes with the same fields, a subclass its own for the narrower type. */
#include <string.h>

#include "classes_internal.h"
#include "sluice/get_arg.h"
#include "sluice/graph.h"

static bool is_text(struct sluice_bytes bytes, const char *text)
{
    return bytes.length == strlen(text) && memcmp(bytes.data, text, bytes.length) == 0;
}

/* Lists that stand in a stream for others: writeReplace makes a new one each time it is asked. */
static bool stands_for_another(struct sluice_bytes name)
{
    return is_text(name, "java.util.CollSer") ||
           is_text(name, "java.util.Collections$SynchronizedList") ||
           is_text(name, "java.util.Collections$UnmodifiableList");
}

/* The fields of a class and of its superclass hold one and the same object. Only of what a
 * writeReplace has made, or may have made, there are two. */
static bool check_same(const struct sluice_get_arg *argument, const char *above, const char *own)
{
    const struct sluice_graph *graph = sluice_get_graph(argument);
    struct sluice_value first;
    struct sluice_value second;
    if (sluice_get_value(argument, above, &first) != SLUICE_GET_OK ||
        sluice_get_value(argument, own, &second) != SLUICE_GET_OK) {
        return false;
    }
    if (sluice_value_same(first, second)) {
        return true;
    }
    const struct sluice_bytes one = sluice_value_class(graph, first);
    const struct sluice_bytes other = sluice_value_class(graph, second);
    const char java[] = "java.";
    return one.length == other.length && memcmp(one.data, other.data, one.length) == 0 &&
           (stands_for_another(one) || one.length < sizeof java ||
            memcmp(one.data, java, sizeof java - 1) != 0);
}

#define CHECK_SAME(above, own)                                                                     \
    static bool check_##own(const struct sluice_get_arg *argument, void *context)                  \
    {                                                                                              \
        (void)context;                                                                             \
        return check_same(argument, #above, #own);                                                 \
    }
CHECK_SAME(c, list)
CHECK_SAME(c, ss)
CHECK_SAME(ss, ns)
CHECK_SAME(c, queue)
CHECK_SAME(m, sm)
CHECK_SAME(sm, nm)

#define COLLECTION_TYPE "Ljava/util/Collection;"
#define MAP_TYPE "Ljava/util/Map;"
#define LIST_TYPE "Ljava/util/List;"
#define CLASS_TYPE "Ljava/lang/Class;"

/* The first class of a kind. */
#define FIRST(class_name, number, type)                                                            \
    CLASS("java.util.Collections$" class_name, number), IMPLEMENTS(type)
#define BELOW(class_name, number, super, type)                                                     \
    FIRST(class_name, number, type), .parent = "java.util.Collections$" super
/* The field that a subclass has for its narrower type. */
#define OWN(field, type)                                                                           \
    FIELDS(NEEDED(#field, type)), CHECKS(NOT_NULL(#field)), .check = check_##field
#define OWN_SORTED_SET OWN(ss, "Ljava/util/SortedSet;")
#define OWN_NAVIGABLE_SET OWN(ns, "Ljava/util/NavigableSet;")
#define OWN_SORTED_MAP OWN(sm, "Ljava/util/SortedMap;")
#define OWN_NAVIGABLE_MAP OWN(nm, "Ljava/util/NavigableMap;")

/* A wrapper is its own lock. */
#define MUTEX                                                                                      \
    {                                                                                              \
        .name = "mutex", .signature = "Ljava/lang/Object;", .required = true, .self_is_null = true \
    }

static const struct sluice_class_model models[] = {
    {
        FIRST("UnmodifiableCollection", 1820017752578914078, "java.util.Collection"),
        FIELDS(NEEDED("c", COLLECTION_TYPE)),
        CHECKS(NOT_NULL("c")),
        CONTAINER(OTHER, "c"),
    },
    {BELOW("UnmodifiableList", -283967356065247728, "UnmodifiableCollection", "java.util.List"),
     OWN(list, LIST_TYPE)},
    {BELOW("UnmodifiableRandomAccessList", -2542308836966382001, "UnmodifiableList",
           "java.util.RandomAccess")},
    {BELOW("UnmodifiableSet", -9215047833775013803, "UnmodifiableCollection", "java.util.Set")},
    {BELOW("UnmodifiableSortedSet", -4929149591599911165, "UnmodifiableSet", "java.util.SortedSet"),
     OWN_SORTED_SET},
    {BELOW("UnmodifiableNavigableSet", -6027448201786391929, "UnmodifiableSortedSet",
           "java.util.NavigableSet"),
     OWN_NAVIGABLE_SET},
    {BELOW("UnmodifiableNavigableSet$EmptyNavigableSet", -6291252904449939134,
           "UnmodifiableNavigableSet", "java.util.NavigableSet")},
    /* Since Java 21. */
    {BELOW("UnmodifiableSequencedCollection", -6060065079711684830, "UnmodifiableCollection",
           "java.util.SequencedCollection")},
    {BELOW("UnmodifiableSequencedSet", -2153469532349793522, "UnmodifiableSequencedCollection",
           "java.util.SequencedSet")},
    {
        FIRST("UnmodifiableMap", -1034234728574286014, "java.util.Map"),
        FIELDS(NEEDED("m", MAP_TYPE)),
        CHECKS(NOT_NULL("m")),
        CONTAINER(OTHER, "m"),
    },
    {BELOW("UnmodifiableSortedMap", -8806743815996713206, "UnmodifiableMap", "java.util.SortedMap"),
     OWN_SORTED_MAP},
    {BELOW("UnmodifiableNavigableMap", -4858195264774772197, "UnmodifiableSortedMap",
           "java.util.NavigableMap"),
     OWN_NAVIGABLE_MAP},
    {BELOW("UnmodifiableNavigableMap$EmptyNavigableMap", -2239321462712562324,
           "UnmodifiableNavigableMap", "java.util.NavigableMap")},
    {BELOW("UnmodifiableSequencedMap", -8171676257373950636, "UnmodifiableMap",
           "java.util.SequencedMap")},
    {
        FIRST("SynchronizedCollection", 3053995032091335093, "java.util.Collection"),
        .is_mutable = true,
        FIELDS(NEEDED("c", COLLECTION_TYPE), MUTEX),
        CHECKS(NOT_NULL("c")),
        CONTAINER(OTHER, "c"),
    },
    {BELOW("SynchronizedList", -7754090372962971524, "SynchronizedCollection", "java.util.List"),
     .is_mutable = true, OWN(list, LIST_TYPE)},
    {BELOW("SynchronizedRandomAccessList", 1530674583602358482, "SynchronizedList",
           "java.util.RandomAccess"),
     .is_mutable = true},
    {BELOW("SynchronizedSet", 487447009682186044, "SynchronizedCollection", "java.util.Set"),
     .is_mutable = true},
    {BELOW("SynchronizedSortedSet", 8695801310862127406, "SynchronizedSet", "java.util.SortedSet"),
     .is_mutable = true, OWN_SORTED_SET},
    {BELOW("SynchronizedNavigableSet", -5505529816273629798, "SynchronizedSortedSet",
           "java.util.NavigableSet"),
     .is_mutable = true, OWN_NAVIGABLE_SET},
    {
        FIRST("SynchronizedMap", 1978198479659022715, "java.util.Map"),
        .is_mutable = true,
        FIELDS(NEEDED("m", MAP_TYPE), MUTEX),
        CHECKS(NOT_NULL("m")),
        CONTAINER(OTHER, "m"),
    },
    {BELOW("SynchronizedSortedMap", -8798146769416483793, "SynchronizedMap", "java.util.SortedMap"),
     .is_mutable = true, OWN_SORTED_MAP},
    {BELOW("SynchronizedNavigableMap", 699392247599746807, "SynchronizedSortedMap",
           "java.util.NavigableMap"),
     .is_mutable = true, OWN_NAVIGABLE_MAP},
    {
        FIRST("CheckedCollection", 1578914078182001775, "java.util.Collection"),
        .is_mutable = true,
        FIELDS(NEEDED("c", COLLECTION_TYPE), NEEDED("type", CLASS_TYPE)),
        CHECKS(NOT_NULL("c"), NOT_NULL("type")),
        CONTAINER(OTHER, "c"),
    },
    {BELOW("CheckedList", 65247728283967356, "CheckedCollection", "java.util.List"),
     .is_mutable = true, OWN(list, LIST_TYPE)},
    {BELOW("CheckedRandomAccessList", 1638200125423088369, "CheckedList", "java.util.RandomAccess"),
     .is_mutable = true},
    {BELOW("CheckedQueue", 1433151992604707767, "CheckedCollection", "java.util.Queue"),
     .is_mutable = true, OWN(queue, "Ljava/util/Queue;")},
    {BELOW("CheckedSet", 4694047833775013803, "CheckedCollection", "java.util.Set"),
     .is_mutable = true},
    {BELOW("CheckedSortedSet", 1599911165492914959, "CheckedSet", "java.util.SortedSet"),
     .is_mutable = true, OWN_SORTED_SET},
    {BELOW("CheckedNavigableSet", -5429120189805438922, "CheckedSortedSet",
           "java.util.NavigableSet"),
     .is_mutable = true, OWN_NAVIGABLE_SET},
    {
        FIRST("CheckedMap", 5742860141034234728, "java.util.Map"),
        .is_mutable = true,
        FIELDS(NEEDED("m", MAP_TYPE), NEEDED("keyType", CLASS_TYPE),
               NEEDED("valueType", CLASS_TYPE)),
        CHECKS(NOT_NULL("m"), NOT_NULL("keyType"), NOT_NULL("valueType")),
        CONTAINER(OTHER, "m"),
    },
    {BELOW("CheckedSortedMap", 1599671320688067438, "CheckedMap", "java.util.SortedMap"),
     .is_mutable = true, OWN_SORTED_MAP},
    {BELOW("CheckedNavigableMap", -4852462692372534096, "CheckedSortedMap",
           "java.util.NavigableMap"),
     .is_mutable = true, OWN_NAVIGABLE_MAP},
    {
        FIRST("AsLIFOQueue", 1802017725587941708, "java.util.Queue"),
        .is_mutable = true,
        FIELDS(NEEDED("q", "Ljava/util/Deque;")),
        CHECKS(NOT_NULL("q")),
        CONTAINER(OTHER, "q"),
    },
};
SLUICE_CLASSES(wrappers, models);
