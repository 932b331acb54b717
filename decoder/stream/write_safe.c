#include "write_safe.h"

#include "policy.h"

enum class_id {
    COLL_SER,
    UNMODIFIABLE_COLLECTION,
    UNMODIFIABLE_LIST,
    UNMODIFIABLE_SET,
    UNMODIFIABLE_SORTED_SET,
    UNMODIFIABLE_NAVIGABLE_SET,
    UNMODIFIABLE_MAP,
    UNMODIFIABLE_SORTED_MAP,
    UNMODIFIABLE_NAVIGABLE_MAP,
    ARRAY_LIST,
    OBJECT_ARRAY,
    HASH_SET,
    LINKED_HASH_SET,
    HASH_MAP,
    LINKED_HASH_MAP,
    TREE_SET,
    TREE_MAP,
    NO_CLASS
};
_Static_assert((int)NO_CLASS == SLUICE_SAFE_CLASSES, "room for every class");

enum signature_id {
    OBJECTS,
    COLLECTION,
    LIST,
    SORTED_SET,
    NAVIGABLE_SET,
    MAP,
    SORTED_MAP,
    NAVIGABLE_MAP,
    COMPARATOR,
    PRIMITIVE
};
_Static_assert((int)PRIMITIVE == SLUICE_SAFE_SIGNATURES, "room for every type string");

static const char *const signatures[] = {
    [OBJECTS] = "[Ljava/lang/Object;",
    [COLLECTION] = "Ljava/util/Collection;",
    [LIST] = "Ljava/util/List;",
    [SORTED_SET] = "Ljava/util/SortedSet;",
    [NAVIGABLE_SET] = "Ljava/util/NavigableSet;",
    [MAP] = "Ljava/util/Map;",
    [SORTED_MAP] = "Ljava/util/SortedMap;",
    [NAVIGABLE_MAP] = "Ljava/util/NavigableMap;",
    [COMPARATOR] = "Ljava/util/Comparator;",
};

struct field {
    const char *name;
    char code;
    uint8_t signature;
};

struct class
{
    const char *name;
    int64_t suid;
    uint8_t flags;
    uint8_t super;
    uint8_t field_count;
    struct field fields[2];
};

enum { PLAIN = SC_SERIALIZABLE, CUSTOM = SC_SERIALIZABLE | SC_WRITE_METHOD };

static const struct class classes[] = {
    [COLL_SER] =
        {"java.util.CollSer", 6309168927139932177, CUSTOM, NO_CLASS, 1, {{"tag", 'I', PRIMITIVE}}},
    [UNMODIFIABLE_COLLECTION] = {"java.util.Collections$UnmodifiableCollection",
                                 1820017752578914078,
                                 PLAIN,
                                 NO_CLASS,
                                 1,
                                 {{"c", 'L', COLLECTION}}},
    [UNMODIFIABLE_LIST] = {"java.util.Collections$UnmodifiableList",
                           -283967356065247728,
                           PLAIN,
                           UNMODIFIABLE_COLLECTION,
                           1,
                           {{"list", 'L', LIST}}},
    [UNMODIFIABLE_SET] = {"java.util.Collections$UnmodifiableSet",
                          -9215047833775013803,
                          PLAIN,
                          UNMODIFIABLE_COLLECTION,
                          0,
                          {{0}}},
    [UNMODIFIABLE_SORTED_SET] = {"java.util.Collections$UnmodifiableSortedSet",
                                 -4929149591599911165,
                                 PLAIN,
                                 UNMODIFIABLE_SET,
                                 1,
                                 {{"ss", 'L', SORTED_SET}}},
    [UNMODIFIABLE_NAVIGABLE_SET] = {"java.util.Collections$UnmodifiableNavigableSet",
                                    -6027448201786391929,
                                    PLAIN,
                                    UNMODIFIABLE_SORTED_SET,
                                    1,
                                    {{"ns", 'L', NAVIGABLE_SET}}},
    [UNMODIFIABLE_MAP] = {"java.util.Collections$UnmodifiableMap",
                          -1034234728574286014,
                          PLAIN,
                          NO_CLASS,
                          1,
                          {{"m", 'L', MAP}}},
    [UNMODIFIABLE_SORTED_MAP] = {"java.util.Collections$UnmodifiableSortedMap",
                                 -8806743815996713206,
                                 PLAIN,
                                 UNMODIFIABLE_MAP,
                                 1,
                                 {{"sm", 'L', SORTED_MAP}}},
    [UNMODIFIABLE_NAVIGABLE_MAP] = {"java.util.Collections$UnmodifiableNavigableMap",
                                    -4858195264774772197,
                                    PLAIN,
                                    UNMODIFIABLE_SORTED_MAP,
                                    1,
                                    {{"nm", 'L', NAVIGABLE_MAP}}},
    [ARRAY_LIST] = {"java.util.Arrays$ArrayList",
                    -2764017481108945198,
                    PLAIN,
                    NO_CLASS,
                    1,
                    {{"a", '[', OBJECTS}}},
    [OBJECT_ARRAY] = {"[Ljava.lang.Object;", -8012369246846506644, PLAIN, NO_CLASS, 0, {{0}}},
    [HASH_SET] = {"java.util.HashSet", -5024744406713321676, CUSTOM, NO_CLASS, 0, {{0}}},
    [LINKED_HASH_SET] =
        {"java.util.LinkedHashSet", -2851667679971038690, PLAIN, HASH_SET, 0, {{0}}},
    [HASH_MAP] = {"java.util.HashMap",
                  362498820763181265,
                  CUSTOM,
                  NO_CLASS,
                  2,
                  {{"loadFactor", 'F', PRIMITIVE}, {"threshold", 'I', PRIMITIVE}}},
    [LINKED_HASH_MAP] = {"java.util.LinkedHashMap",
                         3801124242820219131,
                         PLAIN,
                         HASH_MAP,
                         1,
                         {{"accessOrder", 'Z', PRIMITIVE}}},
    [TREE_SET] = {"java.util.TreeSet", -2479143000061671589, CUSTOM, NO_CLASS, 0, {{0}}},
    [TREE_MAP] = {"java.util.TreeMap",
                  919286545866124006,
                  CUSTOM,
                  NO_CLASS,
                  1,
                  {{"comparator", 'L', COMPARATOR}}},
};

/* --- descriptors ------------------------------------------------------------------------------ */

static bool put_field(struct sluice_safe *safe, struct sluice_emitter *emitter,
                      const struct field *field)
{
    if (!sluice_emit_field(emitter, (uint8_t)field->code, sluice_text(field->name))) {
        return false;
    }
    if (field->signature == PRIMITIVE) {
        return true;
    }
    uint32_t *number = &safe->signatures[field->signature];
    return sluice_emit_is_live(emitter, *number)
               ? sluice_emit_reference(emitter, *number)
               : sluice_emit_string(emitter, sluice_text(signatures[field->signature]), number);
}

static bool put_head(struct sluice_safe *safe, struct sluice_emitter *emitter, uint8_t id)
{
    const struct class *class = &classes[id];
    if (!sluice_emit_class_desc(emitter, sluice_text(class->name), class->suid, class->flags,
                                class->field_count, &safe->classes[id])) {
        return false;
    }
    for (uint8_t i = 0; i < class->field_count; i++) {
        if (!put_field(safe, emitter, &class->fields[i])) {
            return false;
        }
    }
    return sluice_emit_open(emitter) && sluice_emit_byte(emitter, TC_ENDBLOCKDATA);
}

/* Descriptors above a class. */
static uint32_t above(uint8_t id)
{
    uint32_t count = 0;
    while (classes[id].super != NO_CLASS) {
        id = classes[id].super;
        count++;
    }
    return count;
}

static bool put_class(struct sluice_safe *safe, struct sluice_emitter *emitter, uint8_t id)
{
    uint8_t at = id;
    uint32_t open = 0;
    for (; at != NO_CLASS && !sluice_emit_is_live(emitter, safe->classes[at]); open++) {
        if (!put_head(safe, emitter, at)) {
            return false;
        }
        at = classes[at].super;
    }
    if (at == NO_CLASS ? !sluice_emit_byte(emitter, TC_NULL)
                       : !sluice_emit_reference(emitter, safe->classes[at])) {
        return false;
    }
    /* Those above it have fewer above them. */
    if (open > 0 && !sluice_emit_chain(emitter, above(id))) {
        return false;
    }
    for (; open > 0; open--) {
        sluice_emit_close(emitter);
    }
    return true;
}

/* --- objects ---------------------------------------------------------------------------------- */

static bool put_int(struct sluice_emitter *emitter, uint32_t value)
{
    if (!sluice_emit_room(emitter, 4)) {
        return false;
    }
    sluice_set_be32(emitter->at, value);
    emitter->at += 4;
    return true;
}

/* An int in block data. */
static bool put_block_int(struct sluice_emitter *emitter, uint32_t value)
{
    uint8_t bytes[4];
    sluice_set_be32(bytes, value);
    return sluice_emit_data(emitter, bytes, sizeof bytes);
}

/* Begins an object: up to its first data. */
static bool put_object(struct sluice_safe *safe, struct sluice_emitter *emitter, uint8_t id,
                       uint32_t *number)
{
    return sluice_emit_byte(emitter, TC_OBJECT) && sluice_emit_open(emitter) &&
           put_class(safe, emitter, id) && sluice_emit_handle(emitter, number);
}

/* The classes of a form: what all see, and what is in it. */
static const struct {
    uint8_t outer;
    uint8_t inner; /* NO_CLASS: it has none */
    uint8_t tag;   /* of java.util.CollSer */
} forms[] = {
    [SLUICE_SAFE_NONE] = {NO_CLASS, NO_CLASS, 0},
    [SLUICE_SAFE_LIST] = {COLL_SER, NO_CLASS, 1},
    [SLUICE_SAFE_SET] = {COLL_SER, NO_CLASS, 2},
    [SLUICE_SAFE_MAP] = {COLL_SER, NO_CLASS, 3},
    [SLUICE_SAFE_NULL_LIST] = {UNMODIFIABLE_LIST, ARRAY_LIST, 0},
    [SLUICE_SAFE_LINKED_SET] = {UNMODIFIABLE_SET, LINKED_HASH_SET, 0},
    [SLUICE_SAFE_LINKED_MAP] = {UNMODIFIABLE_MAP, LINKED_HASH_MAP, 0},
    [SLUICE_SAFE_SORTED_SET] = {UNMODIFIABLE_NAVIGABLE_SET, TREE_SET, 0},
    [SLUICE_SAFE_SORTED_MAP] = {UNMODIFIABLE_NAVIGABLE_MAP, TREE_MAP, 0},
};

bool sluice_safe_begin(struct sluice_safe *safe, struct sluice_emitter *emitter,
                       enum sluice_safe_form form, struct sluice_safe_object *object,
                       uint32_t *number)
{
    *object = (struct sluice_safe_object){.form = form};
    if (!put_object(safe, emitter, forms[form].outer, number)) {
        return false;
    }
    return forms[form].inner == NO_CLASS
               ? put_int(emitter, forms[form].tag)
               : put_object(safe, emitter, forms[form].inner, &object->inner);
}

/* What the JDK would write as the length of a hash table. */
static uint32_t table_length(uint32_t size)
{
    const uint64_t longest = UINT64_C(1) << 30;
    uint64_t length = 16;
    while (length / 4 * 3 < size) {
        length *= 2;
    }
    return (uint32_t)(length < longest ? length : longest);
}

#define LOAD_FACTOR UINT32_C(0x3F400000) /* 0.75f */

bool sluice_safe_size(struct sluice_safe *safe, struct sluice_emitter *emitter,
                      const struct sluice_safe_object *object, uint32_t slots)
{
    uint32_t unused;
    const uint32_t pairs = slots / 2;
    bool good = true;
    switch (object->form) {
    case SLUICE_SAFE_NONE:
        return false;
    case SLUICE_SAFE_LIST:
    case SLUICE_SAFE_SET:
    case SLUICE_SAFE_MAP:
    case SLUICE_SAFE_SORTED_SET:
        good = put_block_int(emitter, slots);
        break;
    case SLUICE_SAFE_SORTED_MAP:
        good = put_block_int(emitter, pairs);
        break;
    case SLUICE_SAFE_NULL_LIST:
        return sluice_emit_byte(emitter, TC_ARRAY) && sluice_emit_open(emitter) &&
               put_class(safe, emitter, OBJECT_ARRAY) && sluice_emit_array(emitter, slots, &unused);
    case SLUICE_SAFE_LINKED_SET:
        good = put_block_int(emitter, table_length(slots)) && put_block_int(emitter, LOAD_FACTOR) &&
               put_block_int(emitter, slots);
        break;
    case SLUICE_SAFE_LINKED_MAP:
        good = put_int(emitter, LOAD_FACTOR) && put_int(emitter, table_length(pairs) / 4 * 3) &&
               put_block_int(emitter, table_length(pairs)) && put_block_int(emitter, pairs);
        break;
    }
    return good && sluice_emit_data_end(emitter);
}

/* The fields of the subclasses of an unmodifiable collection hold the same object as the first one. */
static bool put_again(struct sluice_emitter *emitter, uint32_t inner, uint32_t times)
{
    for (uint32_t i = 0; i < times; i++) {
        if (!sluice_emit_reference(emitter, inner)) {
            return false;
        }
    }
    return true;
}

bool sluice_safe_end(struct sluice_emitter *emitter, const struct sluice_safe_object *object)
{
    uint32_t times = 0;
    bool good = object->form == SLUICE_SAFE_NULL_LIST || sluice_emit_byte(emitter, TC_ENDBLOCKDATA);
    switch (object->form) {
    case SLUICE_SAFE_NONE:
        return false;
    case SLUICE_SAFE_LIST:
    case SLUICE_SAFE_SET:
    case SLUICE_SAFE_MAP:
        sluice_emit_close(emitter);
        return good;
    case SLUICE_SAFE_NULL_LIST:
        sluice_emit_close(emitter); /* the array */
        times = 1;
        break;
    case SLUICE_SAFE_LINKED_SET:
        break;
    case SLUICE_SAFE_LINKED_MAP:
        good = good && sluice_emit_byte(emitter, 0); /* accessOrder */
        break;
    case SLUICE_SAFE_SORTED_SET:
    case SLUICE_SAFE_SORTED_MAP:
        times = 2;
        break;
    }
    sluice_emit_close(emitter); /* what is inside */
    sluice_emit_close(emitter);
    return good && put_again(emitter, object->inner, times);
}

enum sluice_safe_form sluice_safe_form_of(enum sluice_container container, bool has_nulls)
{
    switch (container) {
    case SLUICE_CONTAINER_LIST:
        return has_nulls ? SLUICE_SAFE_NULL_LIST : SLUICE_SAFE_LIST;
    case SLUICE_CONTAINER_SET:
        return has_nulls ? SLUICE_SAFE_LINKED_SET : SLUICE_SAFE_SET;
    case SLUICE_CONTAINER_MAP:
        return has_nulls ? SLUICE_SAFE_LINKED_MAP : SLUICE_SAFE_MAP;
    case SLUICE_CONTAINER_LINKED_SET:
        return SLUICE_SAFE_LINKED_SET;
    case SLUICE_CONTAINER_LINKED_MAP:
        return SLUICE_SAFE_LINKED_MAP;
    case SLUICE_CONTAINER_SORTED_SET:
        return SLUICE_SAFE_SORTED_SET;
    case SLUICE_CONTAINER_SORTED_MAP:
        return SLUICE_SAFE_SORTED_MAP;
    case SLUICE_CONTAINER_NONE:
    case SLUICE_CONTAINER_OTHER:
        break;
    }
    return SLUICE_SAFE_NONE;
}
