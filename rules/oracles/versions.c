/* IN-8: a class is told by its name, its version and its kind. */
#include "rules/oracles/versions.h"

#include "rules/stream_codes.h"

static bool is_serializable(enum sluice_ground ground)
{
    return ground != SLUICE_GROUND_NOT_SERIALIZABLE && ground != SLUICE_GROUND_INTERFACE &&
           ground != SLUICE_GROUND_ABSENT;
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
    return is_known && is_enum && !sluice_map_is_named(descriptor, "java.lang.Enum")
               ? "a class that is an enum in one place and none in the other"
               : NULL;
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
