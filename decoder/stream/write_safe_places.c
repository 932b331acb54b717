/* Which places admit which immutable containers, and in what containers have their elements. */
#include "write_safe.h"

#include "check.h"

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

/* --- parts ------------------------------------------------------------------------------------ */

/* The field that a class declares for the elements of a container; NULL without one. */
static const struct sluice_field_model *items_field_of(const struct sluice_class_model *level,
                                                       const struct sluice_class_model *container)
{
    for (size_t i = 0; container->items != NULL && i < level->field_count; i++) {
        if (strcmp(level->fields[i].name, container->items) == 0) {
            return &level->fields[i];
        }
    }
    return NULL;
}

bool sluice_safe_has_items_field(const struct sluice_class_model *container,
                                 const struct sluice_class_model *level)
{
    return level != NULL && items_field_of(level, container) != NULL;
}

bool sluice_safe_takes_part(const struct sluice_policy *policy,
                            const struct sluice_class_model *container,
                            struct sluice_bytes class_name)
{
    const struct sluice_field_model *field = NULL;
    for (uint32_t at = (uint32_t)(container - policy->models) + 1; field == NULL && at != 0;
         at = policy->compiled[at - 1].parent) {
        field = items_field_of(&policy->models[at - 1], container);
    }
    return field != NULL && sluice_fits_type(policy, class_name, sluice_text(field->signature));
}
