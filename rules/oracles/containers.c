/* Which classes of the library are containers that can be changed, where they fit, and where their data
 * begin. */
#include "rules/oracles/writing.h"

/* What a container is: bits. */
enum kind {
    LIST = 1 << 0,
    SET = 1 << 1,
    SORTED_SET = 1 << 2,
    MAP = 1 << 3,
    SORTED_MAP = 1 << 4,
    ANY_SET = SET | SORTED_SET,
    ANY_MAP = MAP | SORTED_MAP,
    ANY_COLLECTION = LIST | ANY_SET,
    ANY = ANY_COLLECTION | ANY_MAP
};

struct known {
    const char *name;
    unsigned kinds;
};

static const struct known mutable_containers[] = {
    {"java.util.ArrayList", LIST},
    {"java.util.LinkedList", LIST},
    {"java.util.Vector", LIST},
    {"java.util.Stack", LIST},
    {"java.util.Arrays$ArrayList", LIST},
    {"java.util.concurrent.CopyOnWriteArrayList", LIST},
    {"java.util.Collections$SetFromMap", SET},
    {"java.util.HashSet", SET},
    {"java.util.LinkedHashSet", SET},
    {"java.util.TreeSet", SORTED_SET},
    {"java.util.concurrent.CopyOnWriteArraySet", SET},
    {"java.util.concurrent.ConcurrentSkipListSet", SORTED_SET},
    {"java.util.HashMap", MAP},
    {"java.util.LinkedHashMap", MAP},
    {"java.util.TreeMap", SORTED_MAP},
    {"java.util.Hashtable", MAP},
    {"java.util.concurrent.ConcurrentHashMap", MAP},
    {"java.util.concurrent.ConcurrentSkipListMap", SORTED_MAP},
    {NULL, 0},
};

/* Types that take any list, set or map that fits them now: also what it is replaced by. */
static const struct known open_types[] = {
    {"java.lang.Object", ANY},
    {"java.io.Serializable", ANY},
    {"java.lang.Iterable", ANY_COLLECTION},
    {"java.util.Collection", ANY_COLLECTION},
    {"java.util.SequencedCollection", LIST | SORTED_SET},
    {"java.util.List", LIST},
    {"java.util.RandomAccess", LIST},
    {"java.util.Set", ANY_SET},
    {"java.util.SequencedSet", SORTED_SET},
    {"java.util.SortedSet", SORTED_SET},
    {"java.util.NavigableSet", SORTED_SET},
    {"java.util.Map", ANY_MAP},
    {"java.util.SequencedMap", SORTED_MAP},
    {"java.util.SortedMap", SORTED_MAP},
    {"java.util.NavigableMap", SORTED_MAP},
    {NULL, 0},
};

/* Type strings of fields have slashes where names have dots. */
static bool is_name(const uint8_t *name, size_t length, const char *wanted)
{
    size_t i = 0;
    while (i < length && wanted[i] != '\0' && (name[i] == '/' ? '.' : name[i]) == wanted[i]) {
        i++;
    }
    return i == length && wanted[i] == '\0';
}

static unsigned kinds_of(const struct known *known, const uint8_t *name, size_t length)
{
    while (known->name != NULL && !is_name(name, length, known->name)) {
        known++;
    }
    return known->kinds;
}

static unsigned kinds_of_class(const struct sluice_map_descriptor *class)
{
    return class != NULL && class->name != NULL
               ? kinds_of(mutable_containers, class->name, class->name_length)
               : 0;
}

bool sluice_is_mutable_container(const struct sluice_map_descriptor *descriptor)
{
    return kinds_of_class(descriptor) != 0;
}

bool sluice_takes_any_like(const uint8_t *type, size_t length,
                           const struct sluice_map_descriptor *container)
{
    return length > 2 && type[0] == 'L' && type[length - 1] == ';' &&
           (kinds_of(open_types, type + 1, length - 2) & kinds_of_class(container)) != 0;
}

/* What java.util.CollSer becomes when it is read, by its tag: 4 is a list that may hold nulls. */
static unsigned kind_of_tag(int64_t tag)
{
    return tag == 1 || tag == 4 ? LIST : tag == 2 ? SET : tag == 3 ? MAP : 0;
}

unsigned sluice_immutable_kind(const struct sluice_map_descriptor *class, int64_t tag)
{
    static const struct known views[] = {
        {"java.util.Collections$UnmodifiableList", LIST},
        {"java.util.Collections$UnmodifiableSet", SET},
        {"java.util.Collections$UnmodifiableSortedSet", SORTED_SET},
        {"java.util.Collections$UnmodifiableNavigableSet", SORTED_SET},
        {"java.util.Collections$UnmodifiableMap", MAP},
        {"java.util.Collections$UnmodifiableSortedMap", SORTED_MAP},
        {"java.util.Collections$UnmodifiableNavigableMap", SORTED_MAP},
        {NULL, 0},
    };
    if (class == NULL || class->name == NULL) {
        return 0;
    }
    return sluice_map_is_named(class, "java.util.CollSer")
               ? kind_of_tag(tag)
               : kinds_of(views, class->name, class->name_length);
}

bool sluice_takes_none_of(const uint8_t *type, size_t length, unsigned kind)
{
    if (kind == 0 || length < 3 || type[0] != 'L' || type[length - 1] != ';') {
        return false;
    }
    const unsigned taken = kinds_of(open_types, type + 1, length - 2);
    return taken != 0 ? (taken & kind) == 0
                      : kinds_of(mutable_containers, type + 1, length - 2) != 0;
}

bool sluice_is_unmodifiable_view(const struct sluice_map_descriptor *descriptor)
{
    return sluice_map_name_begins(descriptor, "java.util.Collections$Unmodifiable");
}
