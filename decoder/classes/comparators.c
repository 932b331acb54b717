/* The comparators of the JDK, and views of sorted containers, which hold a container and bounds. */
#include "classes_internal.h"

#define COMPARATOR IMPLEMENTS("java.util.Comparator")
#define COMPARATOR_TYPE "Ljava/util/Comparator;"
#define OBJECT_TYPE "Ljava/lang/Object;"

static const struct sluice_class_model models[] = {
    {STATELESS("java.util.Collections$ReverseComparator", 7207038068494060240), COMPARATOR},
    {
        CLASS("java.util.Collections$ReverseComparator2", 4374092139857),
        COMPARATOR,
        FIELDS(NEEDED("cmp", COMPARATOR_TYPE)),
        CHECKS(NOT_NULL("cmp")),
    },
    {STATELESS("java.lang.String$CaseInsensitiveComparator", 8575799808933029326), COMPARATOR},
    {ENUM("java.util.Comparators$NaturalOrderComparator", "INSTANCE"), COMPARATOR},
    {
        CLASS("java.util.Comparators$NullComparator", -7569533591570686392),
        COMPARATOR,
        FIELDS(NEEDED("nullFirst", "Z"), NEEDED("real", COMPARATOR_TYPE)),
    },
    {
        ABSTRACT("java.util.TreeMap$NavigableSubMap", -2102997345730753016),
        IMPLEMENTS("java.util.NavigableMap", "java.util.AbstractMap"),
        FIELDS(NEEDED("m", "Ljava/util/TreeMap;"), NEEDED("fromStart", "Z"), NEEDED("toEnd", "Z"),
               NEEDED("loInclusive", "Z"), NEEDED("hiInclusive", "Z"), NEEDED("lo", OBJECT_TYPE),
               NEEDED("hi", OBJECT_TYPE)),
        CHECKS(NOT_NULL("m")),
    },
    {
        CLASS("java.util.TreeMap$AscendingSubMap", 912986545866124060),
        .parent = "java.util.TreeMap$NavigableSubMap",
        .is_mutable = true,
    },
    {
        CLASS("java.util.TreeMap$DescendingSubMap", 912986545866120460),
        .parent = "java.util.TreeMap$NavigableSubMap",
        .is_mutable = true,
        FIELDS(NEEDED("reverseComparator", COMPARATOR_TYPE)),
        CHECKS(NOT_NULL("reverseComparator")),
    },
};
SLUICE_CLASSES(comparators, models);
