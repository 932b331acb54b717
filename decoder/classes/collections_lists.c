/* Lists and queues of java.util. */
#include "classes_internal.h"

static const struct sluice_class_model models[] = {
    {
        /* Before Java 7 the capacity was the length of the array, which may be more than the size. */
        CLASS("java.util.ArrayList", 8683452581122892189),
        IMPLEMENTS("java.lang.Cloneable", "java.util.List", "java.util.RandomAccess",
                   "java.util.AbstractList"),
        .is_mutable = true,
        FIELDS(NEEDED("size", "I")),
        LAYOUT(BOTH, PRIMITIVE('I', "capacity"), OBJECTS("elements", NULL)),
        CHECKS(RELATION(SIZE_OF("elements"), EQUAL, FIELD("size"))),
        CONTAINER(LIST, "elements"),
    },
    {
        CLASS("java.util.LinkedList", 876323262645176354),
        IMPLEMENTS("java.lang.Cloneable", "java.util.List", "java.util.Deque",
                   "java.util.AbstractList"),
        .is_mutable = true,
        LAYOUT(BOTH, PRIMITIVE('I', "size"), OBJECTS("elements", "size")),
        CONTAINER(LIST, "elements"),
    },
    {
        /* Behind the elements there is room, whatever stands in it. */
        CLASS("java.util.Vector", -2767605614048989439),
        IMPLEMENTS("java.lang.Cloneable", "java.util.List", "java.util.RandomAccess",
                   "java.util.AbstractList"),
        .is_mutable = true,
        FIELDS(NEEDED("capacityIncrement", "I"), NEEDED("elementCount", "I"),
               NEEDED("elementData", "[Ljava/lang/Object;")),
        CHECKS(NOT_NULL("elementData"), RANGE("elementCount", 0, INFINITY),
               RELATION(FIELD("elementCount"), LESS_EQUAL, SIZE_OF("elementData"))),
        CONTAINER(LIST, "elementData"),
        .item_count = "elementCount",
    },
    {
        CLASS("java.util.Stack", 1224463164541339165),
        .parent = "java.util.Vector",
        .is_mutable = true,
        CONTAINER(LIST, "elementData"),
        .item_count = "elementCount",
    },
    {
        CLASS("java.util.Arrays$ArrayList", -2764017481108945198),
        IMPLEMENTS("java.util.List", "java.util.RandomAccess", "java.util.AbstractList"),
        .is_mutable = true,
        FIELDS(NEEDED("a", "[Ljava/lang/Object;")),
        CHECKS(NOT_NULL("a")),
        CONTAINER(LIST, "a"),
    },
    {
        CLASS("java.util.ArrayDeque", 2340985798034038923),
        IMPLEMENTS("java.lang.Cloneable", "java.util.Deque"),
        .is_mutable = true,
        LAYOUT(BOTH, PRIMITIVE('I', "size"), OBJECTS("elements", "size")),
        CHECKS(ELEMENTS("elements", "java.lang.Object")),
        CONTAINER(OTHER, "elements"),
    },
    {
        /* In the order of its heap: a reader need not put it in order again. */
        CLASS("java.util.PriorityQueue", -7720805057305804111),
        IMPLEMENTS("java.util.Queue"),
        .is_mutable = true,
        FIELDS(NEEDED("size", "I"), OPTIONAL("comparator", "Ljava/util/Comparator;")),
        LAYOUT(BOTH, PRIMITIVE('I', "capacity"), OBJECTS("elements", NULL)),
        CHECKS(RELATION(SIZE_OF("elements"), EQUAL, FIELD("size")),
               ELEMENTS("elements", "java.lang.Object"), HEAP_ORDER("elements", "comparator")),
        CONTAINER(OTHER, "elements"),
        .comparator = "comparator",
    },
};
SLUICE_CLASSES(lists, models);
