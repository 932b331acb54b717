/* DEV-10, DEV-12, DEV-13: fields that must be there, and the forms that the protocol gives to enums and
 * proxies. */
#include "rules/registry.h"

#include "rules/instance.h"
#include "rules/stream_codes.h"

#include <string.h>

/* --- DEV-10: required fields ------------------------------------------------------------------------ */

/* The descriptor, or one above it, that stands for `model`; NULL if the stream has none. */
static const struct sluice_map_descriptor *level_of(const struct sluice_case *seen,
                                                    const struct sluice_map_descriptor *descriptor,
                                                    const struct sluice_judge_class *model)
{
    for (unsigned i = 0; i < SLUICE_CHAIN_MAX && descriptor->model != model; i++) {
        if (descriptor->super == SLUICE_MAP_NONE) {
            return NULL;
        }
        descriptor = &seen->map.descriptors[descriptor->super];
    }
    return descriptor->model == model ? descriptor : NULL;
}

static bool has_field(const struct sluice_case *seen, const struct sluice_map_descriptor *level,
                      const struct sluice_judge_field *field)
{
    if (level == NULL) {
        return false;
    }
    const uint32_t first = level->first_field - level->primitive_count;
    const uint32_t last = level->first_field + level->field_count;
    for (uint32_t i = first; i < last; i++) {
        if (seen->map.fields[i].model == field) {
            return true;
        }
    }
    return false;
}

/* A field that a class of the chain cannot do without and the descriptor does not have, or NULL. */
static const struct sluice_judge_field *
missing_field(const struct sluice_case *seen, const struct sluice_map_descriptor *descriptor,
              uint64_t *count)
{
    const struct sluice_judge_class *model = descriptor->model;
    /* An externalizable object has no fields in the stream, whatever its descriptors declare. */
    const bool has_fields = (descriptor->flags & SC_EXTERNALIZABLE) == 0;
    for (unsigned i = 0; i < SLUICE_CHAIN_MAX && model != NULL; i++) {
        const struct sluice_map_descriptor *level = has_fields ? level_of(seen, descriptor, model)
                                                               : NULL;
        for (size_t j = 0; j < model->field_count; j++) {
            *count += model->fields[j].required;
            if (model->fields[j].required && !has_field(seen, level, &model->fields[j])) {
                return &model->fields[j];
            }
        }
        model = sluice_case_parent(seen, model);
    }
    return NULL;
}

SLUICE_ORACLE(sluice_oracle_required_fields)
{
    if (!sluice_case_decided(seen)) {
        sluice_not_applicable(out, "the stream does not show what its objects were built of");
        return;
    }
    uint64_t count = 0;
    const bool accepted = sluice_case_accepted(seen);
    const struct sluice_judge_field *missing = NULL;
    bool *known = sluice_rules_zeros(seen->context->memory, seen->map.descriptor_count,
                                     sizeof *known);
    for (uint32_t h = 0; known != NULL && missing == NULL && h < seen->map.entry_count; h++) {
        const struct sluice_map_entry *entry = &seen->map.entries[h];
        const struct sluice_map_descriptor *descriptor = sluice_map_descriptor_of(&seen->map,
                                                                                  entry);
        if (entry->kind != SLUICE_MAP_OBJECT || !entry->needed || descriptor == NULL ||
            descriptor->model == NULL || known[entry->descriptor]) {
            continue;
        }
        known[entry->descriptor] = true;
        missing = missing_field(seen, descriptor, &count);
        if (missing != NULL && accepted) {
            sluice_violated(out, entry->start, "accepted, though the stream gives %s no field %s",
                            descriptor->model->name, missing->name);
        } else if (missing != NULL) {
            sluice_held(out, "refused: the stream gives %s no field %s", descriptor->model->name,
                        missing->name);
        }
    }
    sluice_rules_release(seen->context->memory, known);
    if (missing == NULL) {
        sluice_conclude(seen, out, 0, accepted ? count : 0, "required fields of accepted objects");
    }
}

/* --- DEV-12: enums and proxies ----------------------------------------------------------------------- */

/* True if a proxy may implement what has this name: an interface of the policy, or one that everybody knows. */
static bool is_interface(const struct sluice_case *seen, const uint8_t *name, size_t length)
{
    static const char *const known[] = {"java.io.Serializable", "java.lang.Comparable",
                                        "java.lang.CharSequence", "java.lang.Cloneable"};
    const struct sluice_judge_class *model = sluice_judge_find_class(seen->context, name, length);
    for (size_t i = 0; model == NULL && i < sizeof known / sizeof known[0]; i++) {
        if (strlen(known[i]) == length && memcmp(known[i], name, length) == 0) {
            return true;
        }
    }
    return model != NULL && model->ground == SLUICE_GROUND_INTERFACE;
}

/* Behind the type code stand the number of interfaces and, each behind its length, their names. */
static const char *wrong_proxy(const struct sluice_case *seen,
                               const struct sluice_map_descriptor *descriptor)
{
    const uint8_t *at = seen->context->bytes + descriptor->start + 5;
    const uint32_t count = (uint32_t)at[-2] << 8 | at[-1]; /* there are no more */
    for (uint32_t i = 0; i < count; i++) {
        const size_t length = (size_t)at[0] << 8 | at[1];
        if (!is_interface(seen, at + 2, length)) {
            return "a proxy of what is no interface of the policy";
        }
        at += 2 + length;
    }
    return NULL;
}

/* The name of a constant is the text that gets the next handle. */
static bool is_constant(const struct sluice_case *seen, const struct sluice_map_entry *entry,
                        const struct sluice_judge_class *model)
{
    const struct sluice_map_entry *name = entry + 1;
    if (entry->end == 0 || name->kind != SLUICE_MAP_STRING) {
        return true;
    }
    const struct sluice_map_text text = sluice_map_string(seen->context->bytes, name);
    for (size_t i = 0; i < model->constant_count; i++) {
        if (strlen(model->constants[i]) == text.length &&
            memcmp(model->constants[i], text.bytes, text.length) == 0) {
            return true;
        }
    }
    return model->constant_count == 0;
}

static const char *wrong_form(const struct sluice_case *seen, const struct sluice_map_entry *entry)
{
    const struct sluice_map_descriptor *descriptor = sluice_map_descriptor_of(&seen->map, entry);
    if (descriptor == NULL) {
        return NULL;
    }
    if (descriptor->proxy) {
        return wrong_proxy(seen, descriptor);
    }
    const bool is_enum = descriptor->model != NULL &&
                         descriptor->model->ground == SLUICE_GROUND_ENUM;
    if (entry->kind == SLUICE_MAP_ENUM && is_enum && !is_constant(seen, entry, descriptor->model)) {
        return "an enum constant that does not exist";
    }
    if (entry->kind == SLUICE_MAP_ENUM) {
        return is_enum ? NULL : "an enum constant of a class that is no enum";
    }
    if (is_enum) {
        return "a constant of an enum, written as an ordinary object";
    }
    return sluice_descends_from(seen, descriptor, "java.lang.reflect.Proxy")
               ? "an object of a class below Proxy that is not a dynamic proxy"
               : NULL;
}

static bool has_own_form(const struct sluice_case *seen, const struct sluice_map_entry *entry)
{
    const struct sluice_map_descriptor *descriptor = sluice_map_descriptor_of(&seen->map, entry);
    return entry->kind == SLUICE_MAP_ENUM || (descriptor != NULL && descriptor->proxy);
}

static bool is_made(const struct sluice_case *seen, uint32_t handle)
{
    return sluice_case_built_all(seen) ||
           sluice_case_life(seen, handle)->constructed != SLUICE_NO_EVENT;
}

SLUICE_ORACLE(sluice_oracle_enum_and_proxy)
{
    if (!sluice_case_builds(seen) || seen->context->classes == NULL) {
        sluice_not_applicable(out, "nothing is built under a known policy");
        return;
    }
    uint64_t count = 0;
    for (uint32_t h = 0; h < seen->map.entry_count; h++) {
        const struct sluice_map_entry *entry = &seen->map.entries[h];
        if ((entry->kind != SLUICE_MAP_OBJECT && entry->kind != SLUICE_MAP_ENUM) ||
            !entry->needed) {
            continue;
        }
        const char *wrong = wrong_form(seen, entry);
        if (wrong != NULL && is_made(seen, h)) {
            sluice_violated(out, entry->start, "handle %u is built: %s", h, wrong);
            return;
        }
        count += (wrong != NULL && sluice_case_rejected(seen)) ||
                 (has_own_form(seen, entry) && sluice_case_built_all(seen));
    }
    sluice_conclude(seen, out, 0, count, "enum constants and proxies");
}

/* --- DEV-13: invocation handlers ----------------------------------------------------------------------- */

/* The object behind a proxy may be anything; its handler decides what its methods do. */
static const struct sluice_map_descriptor *proxy_of(const struct sluice_case *seen,
                                                    const struct sluice_map_edge *edge)
{
    const struct sluice_map_entry *owner = sluice_map_entry_at(&seen->map, edge->owner);
    if (owner == NULL || owner->kind != SLUICE_MAP_OBJECT || !owner->needed) {
        return NULL;
    }
    const struct sluice_map_descriptor *descriptor = sluice_map_descriptor_of(&seen->map, owner);
    return descriptor != NULL &&
                   sluice_map_is_handler(&seen->map, descriptor, edge->level, edge->place)
               ? descriptor
               : NULL;
}

static bool is_handler(const struct sluice_case *seen, uint32_t handle)
{
    const struct sluice_map_entry *entry = &seen->map.entries[handle];
    return sluice_descends_from(seen, sluice_map_descriptor_of(&seen->map, entry),
                                "java.lang.reflect.InvocationHandler");
}

static bool is_atomic(const struct sluice_case *seen, uint32_t handle)
{
    const struct sluice_map_entry *entry = sluice_map_entry_at(&seen->map, handle);
    const struct sluice_map_descriptor *descriptor = entry != NULL ? sluice_map_descriptor_of(
                                                                         &seen->map, entry)
                                                                   : NULL;
    return descriptor != NULL && entry->kind == SLUICE_MAP_OBJECT && descriptor->model != NULL &&
           descriptor->model->ground == SLUICE_GROUND_ATOMIC;
}

SLUICE_ORACLE(sluice_oracle_invocation_handler)
{
    if (!sluice_case_builds(seen) || seen->context->classes == NULL) {
        sluice_not_applicable(out, "nothing is built under a known policy");
        return;
    }
    uint64_t count = 0;
    for (uint32_t i = 0; i < seen->map.edge_count; i++) {
        const struct sluice_map_edge *edge = &seen->map.edges[i];
        /* What readResolve put in the place of a handler is judged by its type, as in any field (DEV-2). */
        if (proxy_of(seen, edge) == NULL ||
            sluice_case_life(seen, edge->value)->resolved != SLUICE_NO_EVENT) {
            continue;
        }
        const bool atomic = is_atomic(seen, edge->value);
        if (!atomic && is_made(seen, edge->owner)) {
            sluice_violated(out, seen->map.entries[edge->owner].start,
                            "the proxy %u is built with a handler that is not atomic", edge->owner);
            return;
        }
        if (atomic && is_made(seen, edge->owner) && !is_handler(seen, edge->value)) {
            sluice_violated(out, seen->map.entries[edge->owner].start,
                            "the proxy %u is built with what is no invocation handler",
                            edge->owner);
            return;
        }
        count += atomic ? sluice_case_built_all(seen) : sluice_case_rejected(seen);
    }
    sluice_conclude(seen, out, 0, count, "proxies");
}
