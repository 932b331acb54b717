/* Which places admit which immutable containers. */
#include "write_safe.h"

enum {
    ANY_SET = SLUICE_ADMITS_SET | SLUICE_ADMITS_SORTED_SET,
    ANY_MAP = SLUICE_ADMITS_MAP | SLUICE_ADMITS_SORTED_MAP,
    ANY_COLLECTION = SLUICE_ADMITS_LIST | ANY_SET
};

static const struct {
    const char *type;
    uint8_t admits;
} places[] = {
    {"java/lang/Object", SLUICE_ADMITS_ALL},
    {"java/io/Serializable", SLUICE_ADMITS_ALL},
    {"java/lang/Iterable", ANY_COLLECTION},
    {"java/util/Collection", ANY_COLLECTION},
    {"java/util/SequencedCollection", SLUICE_ADMITS_LIST | SLUICE_ADMITS_SORTED_SET},
    {"java/util/List", SLUICE_ADMITS_LIST},
    {"java/util/RandomAccess", SLUICE_ADMITS_LIST},
    {"java/util/Set", ANY_SET},
    {"java/util/SequencedSet", SLUICE_ADMITS_SORTED_SET},
    {"java/util/SortedSet", SLUICE_ADMITS_SORTED_SET},
    {"java/util/NavigableSet", SLUICE_ADMITS_SORTED_SET},
    {"java/util/Map", ANY_MAP},
    {"java/util/SequencedMap", SLUICE_ADMITS_SORTED_MAP},
    {"java/util/SortedMap", SLUICE_ADMITS_SORTED_MAP},
    {"java/util/NavigableMap", SLUICE_ADMITS_SORTED_MAP},
};

/* "java/util/List" and "java.util.List" are the same type. */
static bool is_type(struct sluice_bytes name, const char *type)
{
    for (size_t i = 0; i < name.length; i++) {
        const uint8_t byte = name.data[i] == '.' ? '/' : name.data[i];
        if (byte != (uint8_t)type[i]) {
            return false; /* at its terminator at the latest */
        }
    }
    return type[name.length] == '\0';
}

uint8_t sluice_safe_admits(struct sluice_bytes signature)
{
    if (signature.length < 2 || signature.data[0] != 'L' ||
        signature.data[signature.length - 1] != ';') {
        return 0;
    }
    const struct sluice_bytes name = {signature.data + 1, signature.length - 2};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (is_type(name, places[i].type)) {
            return places[i].admits;
        }
    }
    return 0;
}

uint8_t sluice_safe_needs(enum sluice_container container)
{
    switch (container) {
    case SLUICE_CONTAINER_LIST:
        return SLUICE_ADMITS_LIST;
    case SLUICE_CONTAINER_SET:
    case SLUICE_CONTAINER_LINKED_SET:
        return SLUICE_ADMITS_SET;
    case SLUICE_CONTAINER_MAP:
    case SLUICE_CONTAINER_LINKED_MAP:
        return SLUICE_ADMITS_MAP;
    case SLUICE_CONTAINER_SORTED_SET:
        return SLUICE_ADMITS_SORTED_SET;
    case SLUICE_CONTAINER_SORTED_MAP:
        return SLUICE_ADMITS_SORTED_MAP;
    case SLUICE_CONTAINER_NONE:
    case SLUICE_CONTAINER_OTHER:
        break;
    }
    return 0;
}
