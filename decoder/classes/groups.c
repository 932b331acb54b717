/* Which families make up a group, and which groups it cannot do without. */
#include <string.h>

#include "classes_internal.h"

struct family {
    uint32_t group;
    const struct sluice_model_set *set;
};

static const struct family families[] = {
    {SLUICE_GROUP_INTERFACES, &sluice_classes_interfaces},
    {SLUICE_GROUP_BOXES, &sluice_classes_boxes},
    {SLUICE_GROUP_TEXT, &sluice_classes_text},
    {SLUICE_GROUP_MATH, &sluice_classes_math},
    {SLUICE_GROUP_DATES, &sluice_classes_dates},
    {SLUICE_GROUP_DATES, &sluice_classes_calendars},
    {SLUICE_GROUP_TIME, &sluice_classes_time},
    {SLUICE_GROUP_VALUES, &sluice_classes_values},
    {SLUICE_GROUP_VALUES, &sluice_classes_encoded},
    {SLUICE_GROUP_VALUES, &sluice_classes_geometry},
    {SLUICE_GROUP_NET, &sluice_classes_net},
    {SLUICE_GROUP_COLLECTIONS, &sluice_classes_lists},
    {SLUICE_GROUP_COLLECTIONS, &sluice_classes_sets},
    {SLUICE_GROUP_COLLECTIONS, &sluice_classes_maps},
    {SLUICE_GROUP_COLLECTIONS, &sluice_classes_comparators},
    {SLUICE_GROUP_IMMUTABLE, &sluice_classes_immutable},
    {SLUICE_GROUP_IMMUTABLE, &sluice_classes_wrappers},
    {SLUICE_GROUP_CONCURRENT, &sluice_classes_concurrent},
    {SLUICE_GROUP_CONCURRENT, &sluice_classes_queues},
    {SLUICE_GROUP_CONCURRENT, &sluice_classes_locks},
    {SLUICE_GROUP_THROWABLES, &sluice_classes_throwables},
    {SLUICE_GROUP_THROWABLES, &sluice_classes_exceptions},
    {SLUICE_GROUP_THROWABLES, &sluice_classes_security_exceptions},
};

#define FAMILY_COUNT (sizeof families / sizeof families[0])
_Static_assert(FAMILY_COUNT <= (size_t)SLUICE_GROUP_SETS_MAX, "sluice_group_sets() promises room");

struct group {
    const char *name;
    const char *text;
    uint32_t needs; /* other groups; theirs are listed here too */
};

/* Superclasses, and the types of fields: java.lang.Number, java.util.Comparator, ... */
#define NEEDS_INTERFACES SLUICE_GROUP_INTERFACES
/* What a Throwable holds: its suppressed exceptions are a list. */
#define NEEDS_THROWABLES                                                                           \
    (SLUICE_GROUP_INTERFACES | SLUICE_GROUP_COLLECTIONS | SLUICE_GROUP_IMMUTABLE)

#define NEEDS_BOXES NEEDS_INTERFACES
#define NEEDS_TEXT NEEDS_INTERFACES
#define NEEDS_MATH NEEDS_INTERFACES
#define NEEDS_DATES NEEDS_INTERFACES
#define NEEDS_TIME NEEDS_INTERFACES
#define NEEDS_VALUES NEEDS_INTERFACES
#define NEEDS_NET NEEDS_INTERFACES
#define NEEDS_COLLECTIONS NEEDS_INTERFACES
#define NEEDS_IMMUTABLE NEEDS_INTERFACES
/* LinkedBlockingQueue holds an AtomicInteger. */
#define NEEDS_CONCURRENT (SLUICE_GROUP_INTERFACES | SLUICE_GROUP_COLLECTIONS | SLUICE_GROUP_VALUES)

static const struct group groups[SLUICE_GROUP_COUNT] = {
#define X(member, bit, name, what) [bit] = {name, what, NEEDS_##member},
    SLUICE_GROUPS(X)
#undef X
};

size_t sluice_group_sets(uint32_t wanted, struct sluice_model_set *sets)
{
    uint32_t all = wanted;
    size_t count = 0;
    for (size_t i = 0; i < SLUICE_GROUP_COUNT; i++) {
        all |= (wanted >> i & 1) != 0 ? groups[i].needs : 0;
    }
    for (size_t i = 0; i < FAMILY_COUNT; i++) {
        if ((families[i].group & all) != 0) {
            sets[count++] = *families[i].set;
        }
    }
    return count;
}

uint32_t sluice_group_by_name(const char *name)
{
    for (size_t i = 0; i < SLUICE_GROUP_COUNT; i++) {
        if (strcmp(name, groups[i].name) == 0) {
            return UINT32_C(1) << i;
        }
    }
    return strcmp(name, "all") == 0 ? (uint32_t)SLUICE_GROUP_ALL : 0;
}

const char *sluice_group_name(size_t index)
{
    return index < SLUICE_GROUP_COUNT ? groups[index].name : NULL;
}

const char *sluice_group_text(size_t index)
{
    return index < SLUICE_GROUP_COUNT ? groups[index].text : NULL;
}
