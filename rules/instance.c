#include "rules/instance.h"

#include <string.h>

struct wanted {
    const char *name;
    size_t length;
};

static bool is_name(const struct wanted *wanted, const void *name, size_t length)
{
    return wanted->length == length && memcmp(wanted->name, name, length) == 0;
}

static bool is_one_of(const struct wanted *wanted, const char *const *list)
{
    for (size_t i = 0; list[i] != NULL; i++) {
        if (is_name(wanted, list[i], strlen(list[i]))) {
            return true;
        }
    }
    return false;
}

/* Classes and interfaces that are still to be looked at. */
struct supertypes {
    const char *names[SLUICE_CHAIN_MAX];
    size_t count;
    size_t next;
};

/* Each once: interfaces are reached in many ways. */
static void add_supertype(struct supertypes *types, const char *name)
{
    if (name == NULL || types->count == SLUICE_CHAIN_MAX) {
        return;
    }
    for (size_t i = 0; i < types->count; i++) {
        if (strcmp(types->names[i], name) == 0) {
            return;
        }
    }
    types->names[types->count++] = name;
}

/* A class of the policy, those above it, and the interfaces of all of them. */
static bool model_is(const struct sluice_case *seen, const struct sluice_judge_class *model,
                     const struct wanted *wanted)
{
    struct supertypes types = {.count = 0};
    add_supertype(&types, model != NULL ? model->name : NULL);
    while (types.next < types.count) {
        const char *name = types.names[types.next++];
        if (is_name(wanted, name, strlen(name))) {
            return true;
        }
        const struct sluice_judge_class *known = sluice_judge_find_class(seen->context, name,
                                                                         strlen(name));
        add_supertype(&types, known != NULL ? known->parent : NULL);
        for (size_t i = 0; known != NULL && i < known->interface_count; i++) {
            add_supertype(&types, known->interfaces[i]);
        }
    }
    return false;
}

/* What the receiver's class is by itself, it knows; classes that only the stream puts above it add nothing to
 * that but their names. */
static bool descriptor_is(const struct sluice_case *seen,
                          const struct sluice_map_descriptor *descriptor,
                          const struct wanted *wanted)
{
    const struct sluice_judge_class *model = NULL;
    for (unsigned i = 0; i < SLUICE_CHAIN_MAX; i++) {
        if (descriptor->name != NULL &&
            is_name(wanted, descriptor->name, descriptor->name_length)) {
            return true;
        }
        if (model == NULL && model_is(seen, descriptor->model, wanted)) {
            return true;
        }
        if (descriptor->super == SLUICE_MAP_NONE) {
            break;
        }
        model = model == NULL ? descriptor->model : model;
        descriptor = &seen->map.descriptors[descriptor->super];
    }
    return false;
}

bool sluice_descends_from(const struct sluice_case *seen,
                          const struct sluice_map_descriptor *descriptor, const char *name)
{
    return descriptor_is(seen, descriptor, &(struct wanted){name, strlen(name)});
}

/* The type of the elements in the name of an array: of "[La.B;" a.B, of "[[I" [I. */
static struct wanted element_of(struct wanted array)
{
    array.name++;
    array.length--;
    if (array.length > 2 && array.name[0] == 'L') {
        array.name++;
        array.length -= 2;
    }
    return array;
}

static bool is_array(const struct wanted *type)
{
    return type->length > 1 && type->name[0] == '[';
}

static const char *const of_enum[] = {"java.lang.Enum", "java.lang.Comparable", NULL};

/* Is an array of elements of class `one` an array of elements of class `other`? Of a class that nobody knows it
 * cannot be told. */
static enum sluice_instance class_is(const struct sluice_case *seen, const struct wanted *one,
                                     const struct wanted *other)
{
    static const char *const final[] = {"java.lang.Object", "java.lang.String", "java.lang.Class",
                                        NULL};
    static const char *const of_string[] = {"java.lang.CharSequence", "java.lang.Comparable", NULL};
    const struct sluice_judge_class *known = sluice_judge_find_class(seen->context, one->name,
                                                                     one->length);
    const bool is_enum = known != NULL && known->ground == SLUICE_GROUND_ENUM;
    const bool is_string = is_name(one, "java.lang.String", sizeof "java.lang.String" - 1);
    if (model_is(seen, known, other) || (is_string && is_one_of(other, of_string)) ||
        (is_enum && is_one_of(other, of_enum))) {
        return SLUICE_INSTANCE_YES;
    }
    return known != NULL || is_one_of(one, final) ? SLUICE_INSTANCE_NO : SLUICE_INSTANCE_UNKNOWN;
}

/* An array of references may be one of a supertype. */
static enum sluice_instance array_is(const struct sluice_case *seen,
                                     const struct sluice_map_descriptor *descriptor,
                                     const struct wanted *wanted)
{
    static const char *const supertypes[] = {"java.lang.Object", "java.io.Serializable",
                                             "java.lang.Cloneable", NULL};
    struct wanted one = {(const char *)descriptor->name, descriptor->name_length};
    struct wanted other = *wanted;
    while (is_array(&one) && is_array(&other) && !is_name(&one, other.name, other.length)) {
        if (one.length == 2 || other.length == 2) {
            return SLUICE_INSTANCE_NO; /* of numbers */
        }
        one = element_of(one);
        other = element_of(other);
    }
    if (is_name(&one, other.name, other.length) || is_one_of(&other, supertypes)) {
        return SLUICE_INSTANCE_YES;
    }
    return is_array(&one) || is_array(&other) ? SLUICE_INSTANCE_NO : class_is(seen, &one, &other);
}

/* A proxy is of its interfaces, and of no class but Proxy. */
static enum sluice_instance proxy_is(const struct sluice_case *seen, const struct wanted *wanted)
{
    const struct sluice_judge_class *known = sluice_judge_find_class(seen->context, wanted->name,
                                                                     wanted->length);
    return known != NULL && known->ground != SLUICE_GROUND_INTERFACE ? SLUICE_INSTANCE_NO
                                                                     : SLUICE_INSTANCE_UNKNOWN;
}

static enum sluice_instance object_is(const struct sluice_case *seen,
                                      const struct sluice_map_descriptor *descriptor,
                                      uint32_t value, const struct wanted *wanted)
{
    if (descriptor->proxy) {
        return proxy_is(seen, wanted);
    }
    if ((descriptor->model != NULL && descriptor->model->resolves) ||
        sluice_case_life(seen, value)->resolved != SLUICE_NO_EVENT) {
        return SLUICE_INSTANCE_UNKNOWN;
    }
    return descriptor_is(seen, descriptor, wanted) ? SLUICE_INSTANCE_YES : SLUICE_INSTANCE_NO;
}

enum sluice_instance sluice_instance_of(const struct sluice_case *seen, uint32_t value,
                                        const char *name, size_t length)
{
    static const char *const anything[] = {"java.lang.Object", "java.io.Serializable", NULL};
    static const char *const of_string[] = {"java.lang.String", "java.lang.CharSequence",
                                            "java.lang.Comparable", NULL};
    static const char *const of_class[] = {"java.lang.Class", NULL};
    const struct wanted wanted = {name, length};
    const struct sluice_map_entry *entry = sluice_map_entry_at(&seen->map, value);
    if (entry == NULL) {
        return SLUICE_INSTANCE_UNKNOWN;
    }
    const struct sluice_map_descriptor *descriptor = sluice_map_descriptor_of(&seen->map, entry);
    bool is = is_one_of(&wanted, anything);
    switch (entry->kind) {
    case SLUICE_MAP_STRING:
        is = is || is_one_of(&wanted, of_string);
        break;
    case SLUICE_MAP_CLASS:
        is = is || is_one_of(&wanted, of_class);
        break;
    case SLUICE_MAP_DESCRIPTOR:
        return SLUICE_INSTANCE_UNKNOWN;
    case SLUICE_MAP_ENUM:
        is = is || is_one_of(&wanted, of_enum) ||
             (descriptor != NULL && descriptor_is(seen, descriptor, &wanted));
        break;
    case SLUICE_MAP_ARRAY:
        return is || descriptor == NULL ? SLUICE_INSTANCE_YES : array_is(seen, descriptor, &wanted);
    case SLUICE_MAP_OBJECT:
        return is || descriptor == NULL ? SLUICE_INSTANCE_YES
                                        : object_is(seen, descriptor, value, &wanted);
    }
    return is ? SLUICE_INSTANCE_YES : SLUICE_INSTANCE_NO;
}
