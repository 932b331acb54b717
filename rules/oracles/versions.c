/* IN-8: a class is told by its name, its version and its kind. */
#include "rules/oracles/versions.h"

#include "rules/stream_codes.h"

#include <string.h>

static bool is_serializable(enum sluice_ground ground)
{
    return ground != SLUICE_GROUND_NOT_SERIALIZABLE && ground != SLUICE_GROUND_INTERFACE &&
           ground != SLUICE_GROUND_ABSENT;
}

bool sluice_language_version(const void *name, size_t length, int64_t *suid)
{
    static const struct {
        const char *name;
        int64_t suid;
    } serializable[] = {
        {"java.io.Serializable", INT64_C(0x109B610DD79B64ED)},
        {"java.lang.Class", INT64_C(0x2C7E5503D9BF9553)},
        {"java.lang.String", -INT64_C(0x5F0F5BC785C44CBE)},
    };
    for (size_t i = 0; i < sizeof serializable / sizeof *serializable; i++) {
        if (strlen(serializable[i].name) == length &&
            memcmp(name, serializable[i].name, length) == 0) {
            *suid = serializable[i].suid;
            return true;
        }
    }
    return false;
}

/* As wrong_named(), of the classes of the language. */
static const char *wrong_of_language(const struct sluice_map_descriptor *descriptor)
{
    int64_t suid;
    if ((descriptor->flags & (SC_SERIALIZABLE | SC_EXTERNALIZABLE)) == 0 ||
        !sluice_language_version(descriptor->name, descriptor->name_length, &suid)) {
        return NULL;
    }
    if ((descriptor->flags & SC_EXTERNALIZABLE) != 0) {
        return "a class that is externalizable in one place and not in the other";
    }
    return descriptor->suid != suid ? "another version of the class" : NULL;
}

/* What the policy does not name, at a Class object: arrays, and the classes of the language if `is_known`. */
static const char *wrong_unnamed(const struct sluice_map_descriptor *descriptor, bool is_known)
{
    const bool is_enum = (descriptor->flags & SC_ENUM) != 0;
    if (descriptor->name_length > 0 && descriptor->name[0] == '[') {
        return is_enum || (descriptor->flags & SC_EXTERNALIZABLE) != 0
                   ? "an array that is described as something else"
                   : NULL;
    }
    const bool is_enum_itself = sluice_map_is_named(descriptor, "java.lang.Enum");
    if (is_enum_itself ? !is_enum : is_known && is_enum) {
        return "a class that is an enum in one place and none in the other";
    }
    return wrong_of_language(descriptor);
}

static const char *wrong_named(const struct sluice_map_descriptor *descriptor)
{
    const struct sluice_judge_class *model = descriptor->model;
    const unsigned flags = descriptor->flags;
    const bool is_enum = model->ground == SLUICE_GROUND_ENUM;
    if (model->ground == SLUICE_GROUND_ABSENT) {
        return NULL;
    }
    if (((flags & SC_ENUM) != 0) != is_enum) {
        return "a class that is an enum in one place and none in the other";
    }
    if (is_enum || !is_serializable(model->ground) ||
        (flags & (SC_SERIALIZABLE | SC_EXTERNALIZABLE)) == 0) {
        return NULL;
    }
    if (((flags & SC_EXTERNALIZABLE) != 0) != model->is_external) {
        return "a class that is externalizable in one place and not in the other";
    }
    return model->has_suid && descriptor->suid != model->suid ? "another version of the class"
                                                              : NULL;
}

/* `of_class`: a Class object names it, or one below it; `is_leaf`: it, and so the receiver lets its name pass. */
static const char *wrong_class(const struct sluice_map_descriptor *descriptor, bool of_class,
                               bool is_leaf)
{
    static const char *const own_form[] = {"java.lang.Enum", "java.lang.reflect.Proxy", NULL};
    if (descriptor->model != NULL && !sluice_map_is_one_of(descriptor, own_form)) {
        return wrong_named(descriptor);
    }
    return of_class ? wrong_unnamed(descriptor, is_leaf) : NULL;
}

bool sluice_find_foreign_class(const struct sluice_case *seen, struct sluice_foreign_class *out)
{
    const struct sluice_stream_map *map = &seen->map;
    *out = (struct sluice_foreign_class){0};
    bool *known = sluice_rules_zeros(seen->context->memory, map->descriptor_count, sizeof *known);
    for (uint32_t h = 0; known != NULL && out->why == NULL && h < map->entry_count; h++) {
        const struct sluice_map_entry *entry = &map->entries[h];
        const bool is_class = entry->kind == SLUICE_MAP_CLASS;
        uint32_t at = entry->descriptor;
        if (!entry->needed || (!is_class && entry->kind != SLUICE_MAP_OBJECT)) {
            continue;
        }
        /* What stands above a proxy says nothing of its class. */
        while (at != SLUICE_MAP_NONE && out->why == NULL && !known[at] &&
               !map->descriptors[at].proxy) {
            out->descriptor = &map->descriptors[at];
            out->why = wrong_class(out->descriptor, is_class, at == entry->descriptor);
            known[at] = true;
            at = out->descriptor->super;
        }
    }
    sluice_rules_release(seen->context->memory, known);
    return known != NULL;
}
