/* The well-known classes: models of the standard serial forms of the JDK's own classes.
 *
 * Each model reads the form that the class's writeObject makes, with the invariants that its readObject
 * ought to check: sizes agree with what is there, no capacity is ever used to allocate, load factors
 * are sane, sorted containers are sorted, nothing stands twice where it must not, null stands only
 * where it may. No hash and no comparator of the stream's objects is ever called, and time is linear.
 *
 * None is on by default: a policy takes the groups that it needs.
 *
 *     struct sluice_model_set sets[1 + SLUICE_GROUP_SETS_MAX] = {{my_models, my_count}};
 *     size_t count = 1 + sluice_group_sets(SLUICE_GROUP_COLLECTIONS | SLUICE_GROUP_BOXES, sets + 1);
 *     sluice_policy_create_from(sets, count, NULL, &policy, &error);
 *
 * The readings of these classes, by what they mean and not by their fields, are in
 * sluice/readings.h. */
#ifndef SLUICE_CLASSES_H
#define SLUICE_CLASSES_H

#include "sluice/policy.h"

/* X(member, bit, name, what): the one list of groups. */
#define SLUICE_GROUPS(X)                                                                           \
    X(INTERFACES, 0, "interfaces",                                                                 \
      "interfaces and abstract classes that fields are declared with")                             \
    X(BOXES, 1, "boxes", "Integer and the other boxed types")                                      \
    X(TEXT, 2, "text", "StringBuilder, StringBuffer, Pattern")                                     \
    X(MATH, 3, "math", "BigInteger, BigDecimal, MathContext, RoundingMode")                        \
    X(DATES, 4, "dates", "java.util.Date, java.sql's dates, calendars and time zones")             \
    X(TIME, 5, "time", "java.time")                                                                \
    X(VALUES, 6, "values",                                                                         \
      "UUID, Locale, Currency, BitSet, File, Random, atomics, common enums, keys and "             \
      "certificates as bytes, points and rectangles")                                              \
    X(NET, 7, "net", "URI, URL, addresses: as text and numbers, never opened or resolved")         \
    X(COLLECTIONS, 8, "collections", "lists, sets, maps and queues of java.util")                  \
    X(IMMUTABLE, 9, "immutable", "List.of, Set.of, Map.of, wrappers, singletons, empties")         \
    X(CONCURRENT, 10, "concurrent", "collections of java.util.concurrent")                         \
    X(THROWABLES, 11, "throwables", "Throwable, stack traces, common exceptions")

enum sluice_group {
#define X(member, bit, name, what) SLUICE_GROUP_##member = 1 << (bit),
    SLUICE_GROUPS(X)
#undef X
};

enum {
    SLUICE_GROUP_COUNT = 12,
    SLUICE_GROUP_ALL = (1 << 12) - 1,
    SLUICE_GROUP_SETS_MAX = 32 /* most sets that all groups have together */
};

/**
 * The sets of the groups in `groups` (bits), and of the groups that these cannot do without.
 * @param sets room for SLUICE_GROUP_SETS_MAX sets; all static.
 * @return how many were filled in.
 */
SLUICE_API size_t sluice_group_sets(uint32_t groups, struct sluice_model_set *sets);

/** The group with this name; "all": all of them; else 0. */
SLUICE_API uint32_t sluice_group_by_name(const char *name);

/** Name of the i-th group and what is in it; NULL when i is out of range. */
SLUICE_API const char *sluice_group_name(size_t index);
SLUICE_API const char *sluice_group_text(size_t index);

#endif
