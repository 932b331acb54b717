/* IN-3, GOLD-5, CON-1, CON-3, CON-4: on which ground an object may be built at all. */
#include "rules/registry.h"

#include <string.h>

/* True if objects of the class may be built, one way or another. */
static bool is_buildable(const struct sluice_judge_class *known)
{
    return known != NULL &&
           (known->ground == SLUICE_GROUND_ATOMIC || known->ground == SLUICE_GROUND_STATELESS ||
            known->ground == SLUICE_GROUND_PERMITTED);
}

/* True for what the protocol writes in a form of its own, which needs no ground: the handle is known
 * to be no object, the object is a dynamic proxy, or the name is that of an array class. Where the
 * map of a malformed stream ends before the object, a proxy is known by its name alone. */
static bool needs_no_ground(const struct sluice_case *seen, const struct sluice_trace_event *event)
{
    const struct sluice_map_entry *entry = sluice_map_entry_at(&seen->map, event->handle);
    if (entry != NULL) {
        const struct sluice_map_descriptor *descriptor = sluice_map_descriptor_of(&seen->map,
                                                                                  entry);
        return entry->kind != SLUICE_MAP_OBJECT || (descriptor != NULL && descriptor->proxy);
    }
    return event->name == NULL || event->name[0] == '[' ||
           (seen->map.status != SLUICE_MAP_COMPLETE &&
            strcmp(event->name, "java.lang.reflect.Proxy") == 0);
}

static bool no_policy(const struct sluice_case *seen, struct sluice_judged *out)
{
    if (!sluice_case_builds(seen)) {
        sluice_not_applicable(out, "nothing is built by an inspection");
        return true;
    }
    if (seen->context->classes == NULL) {
        sluice_not_applicable(out, "no policy is known");
        return true;
    }
    return false;
}

/* The class of an object that the receiver must build, or NULL. */
static const struct sluice_map_descriptor *needed_object(const struct sluice_case *seen,
                                                         uint32_t handle)
{
    const struct sluice_map_entry *entry = &seen->map.entries[handle];
    const struct sluice_map_descriptor *descriptor = sluice_map_descriptor_of(&seen->map, entry);
    return entry->kind == SLUICE_MAP_OBJECT && entry->needed && descriptor != NULL &&
                   !descriptor->proxy
               ? descriptor
               : NULL;
}

/* The first array that the receiver must build, of a class that is none of arrays, and where the map ends;
 * SLUICE_MAP_NONE if there is none, or fields were guessed before it. */
static uint32_t array_of_no_array_class(const struct sluice_case *seen)
{
    for (uint32_t h = 0; !seen->map.guessed && h < seen->map.entry_count; h++) {
        const struct sluice_map_entry *entry = &seen->map.entries[h];
        const struct sluice_map_descriptor *class = sluice_map_descriptor_of(&seen->map, entry);
        if (entry->kind == SLUICE_MAP_ARRAY && entry->needed && class != NULL &&
            !sluice_map_name_begins(class, "[")) {
            return h;
        }
    }
    return SLUICE_MAP_NONE;
}

static enum sluice_ground ground_of(const struct sluice_judge_class *known)
{
    return known != NULL ? known->ground : SLUICE_GROUND_DENIED;
}

/* --- IN-3 -------------------------------------------------------------------------------------- */

static void judge_inspection(const struct sluice_case *seen, struct sluice_judged *out)
{
    const uint32_t building = SLUICE_SHOWS(SLUICE_TRACE_CONSTRUCTED) |
                              SLUICE_SHOWS(SLUICE_TRACE_RESOLVED);
    for (size_t i = 0; i < seen->run->trace_count; i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        if ((building & SLUICE_SHOWS(event->type)) != 0) {
            sluice_violated_at(seen, out, i, "an inspection has %s handle %u",
                               sluice_trace_name(event->type), event->handle);
            return;
        }
    }
    sluice_conclude(seen, out, building, 1, "an inspection that builds nothing");
}

SLUICE_ORACLE(sluice_oracle_unfounded_construction)
{
    if (!sluice_case_builds(seen)) {
        judge_inspection(seen, out);
        return;
    }
    if (no_policy(seen, out)) {
        return;
    }
    uint64_t count = 0;
    for (size_t i = 0; i < seen->run->trace_count; i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        /* A class that was refused, and of which nothing is built, is the rule at work. */
        count += event->type == SLUICE_TRACE_CLASS_CHECKED && !event->ok;
        if (event->type != SLUICE_TRACE_CONSTRUCTED || needs_no_ground(seen, event)) {
            continue;
        }
        count++;
        const struct sluice_judge_class *known = seen->event_classes[i];
        const char *name = event->name != NULL ? event->name : "(no name)";
        if (!is_buildable(known)) {
            sluice_violated_at(seen, out, i, "an object of %s is constructed without a ground",
                               name);
            return;
        }
        if (sluice_case_raises(seen, SLUICE_SHOWS(SLUICE_TRACE_CLASS_CHECKED)) &&
            seen->class_allowed[known - seen->context->classes] > i) {
            sluice_violated_at(seen, out, i,
                               "an object of %s is constructed before its class is "
                               "checked",
                               name);
            return;
        }
    }
    const uint32_t misused = sluice_case_accepted(seen) ? array_of_no_array_class(seen)
                                                        : SLUICE_MAP_NONE;
    if (misused != SLUICE_MAP_NONE) {
        sluice_violated(out, seen->map.entries[misused].start,
                        "accepted, though handle %u is an array of a class that is no array class",
                        misused);
        return;
    }
    for (uint32_t h = 0; sluice_case_built_all(seen) && h < seen->map.entry_count; h++) {
        const struct sluice_map_descriptor *descriptor = needed_object(seen, h);
        if (descriptor != NULL && !is_buildable(descriptor->model)) {
            sluice_violated(out, seen->map.entries[h].start,
                            "accepted, though handle %u is an object of a class without a ground",
                            h);
            return;
        }
    }
    sluice_conclude(seen, out,
                    SLUICE_SHOWS(SLUICE_TRACE_CONSTRUCTED) |
                        SLUICE_SHOWS(SLUICE_TRACE_CLASS_CHECKED),
                    count, "constructions on a ground and refusals of a class");
}

/* --- GOLD-5 ------------------------------------------------------------------------------------ */

/* Names of the language itself, which the policy need not hold. */
static bool is_built_in(const char *name, size_t length)
{
    static const char *const names[] = {
        "java.lang.Object",
        "java.lang.String",
        "java.lang.Class",
        "java.lang.Enum",
        "java.lang.CharSequence",
        "java.lang.Comparable",
        "java.lang.Cloneable",
        "java.io.Serializable",
        "java.lang.reflect.Proxy",
        "boolean",
        "byte",
        "char",
        "short",
        "int",
        "long",
        "float",
        "double",
        "void",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0) {
            return true;
        }
    }
    return false;
}

/* True if the policy names the class, or the innermost element class of the array class, which stands
 * between L and a semicolon: "[a.B" is no name of an array. */
static bool is_named(const struct sluice_case *seen, const char *name)
{
    const size_t dimensions = strspn(name, "[");
    const char *base = name + dimensions;
    size_t length = strlen(base);
    if (dimensions > 0) {
        if (length == 1) {
            return strchr("BCDFIJSZ", *base) != NULL;
        }
        if (length < 3 || *base != 'L' || base[length - 1] != ';') {
            return false;
        }
        base++;
        length -= 2;
    }
    return is_built_in(base, length) ||
           sluice_judge_find_class(seen->context, base, length) != NULL;
}

SLUICE_ORACLE(sluice_oracle_permission)
{
    if (no_policy(seen, out)) {
        return;
    }
    /* Where the bytes can be read in several ways, the map may not have the Class object that asks for a class. */
    const bool is_certain = seen->map.status != SLUICE_MAP_UNCERTAIN;
    uint64_t count = 0;
    for (size_t i = 0; i < seen->run->trace_count; i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        if (event->type != SLUICE_TRACE_CLASS_CHECKED || event->name == NULL) {
            continue;
        }
        const struct sluice_judge_class *known = seen->event_classes[i];
        const bool denied = known != NULL && known->ground == SLUICE_GROUND_DENIED;
        count += known == NULL || denied || known->ground == SLUICE_GROUND_PERMITTED;
        /* A Class object of it may have been asked for: to be named is not to be built. */
        if (event->ok && denied && is_certain &&
            !seen->class_named[known - seen->context->classes]) {
            sluice_violated_at(seen, out, i, "%s is let through, though nobody granted it",
                               event->name);
            return;
        }
        if (event->ok && known == NULL && !is_named(seen, event->name)) {
            sluice_violated_at(
                seen, out, i, "%s is let through, though the policy does not name it", event->name);
            return;
        }
    }
    sluice_conclude(seen, out, SLUICE_SHOWS(SLUICE_TRACE_CLASS_CHECKED), count,
                    "decisions on classes that need a grant");
}

/* --- CON-1 ------------------------------------------------------------------------------------- */

static bool can_never_stand(enum sluice_ground ground)
{
    return ground == SLUICE_GROUND_NOT_SERIALIZABLE || ground == SLUICE_GROUND_ABSENT ||
           ground == SLUICE_GROUND_INTERFACE || ground == SLUICE_GROUND_ABSTRACT;
}

SLUICE_ORACLE(sluice_oracle_serializable)
{
    if (no_policy(seen, out)) {
        return;
    }
    uint64_t count = 0;
    for (size_t i = 0; i < seen->run->trace_count; i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        if (event->type == SLUICE_TRACE_CONSTRUCTED && seen->event_classes[i] != NULL &&
            !needs_no_ground(seen, event)) {
            count++;
            if (can_never_stand(seen->event_classes[i]->ground)) {
                sluice_violated_at(seen, out, i,
                                   "an object of %s is constructed, which is no serializable class "
                                   "of which objects exist",
                                   event->name);
                return;
            }
        }
    }
    bool refused = false;
    for (uint32_t h = 0; h < seen->map.entry_count; h++) {
        const struct sluice_map_descriptor *descriptor = needed_object(seen, h);
        if (descriptor == NULL || descriptor->model == NULL ||
            !can_never_stand(descriptor->model->ground)) {
            continue;
        }
        if (sluice_case_built_all(seen)) {
            sluice_violated(
                out, seen->map.entries[h].start,
                "accepted, though handle %u is an object of %s, of which none can exist", h,
                descriptor->model->name);
            return;
        }
        refused = refused || sluice_case_rejected(seen);
    }
    if (refused) {
        sluice_held(out, "a stream with an object of a class without objects is refused");
        return;
    }
    sluice_conclude(seen, out, SLUICE_SHOWS(SLUICE_TRACE_CONSTRUCTED), count,
                    "constructions of serializable classes");
}

/* --- CON-3 ------------------------------------------------------------------------------------- */

SLUICE_ORACLE(sluice_oracle_stateless)
{
    if (no_policy(seen, out)) {
        return;
    }
    uint64_t count = 0;
    bool refused = false;
    for (uint32_t h = 0; h < seen->map.entry_count; h++) {
        const struct sluice_map_entry *entry = &seen->map.entries[h];
        const struct sluice_map_descriptor *descriptor = sluice_map_descriptor_of(&seen->map,
                                                                                  entry);
        if (entry->kind != SLUICE_MAP_OBJECT || descriptor == NULL || descriptor->proxy ||
            descriptor->model == NULL || descriptor->model->ground != SLUICE_GROUND_STATELESS) {
            continue;
        }
        const size_t built = sluice_case_life(seen, h)->constructed;
        if (entry->has_data && built != SLUICE_NO_EVENT) {
            sluice_violated_at(seen, out, built, "%s is stateless, yet the stream gives it data",
                               descriptor->model->name);
            return;
        }
        if (entry->has_data && entry->needed && sluice_case_built_all(seen)) {
            sluice_violated(out, entry->start,
                            "accepted, though the stream gives data to the "
                            "stateless %s",
                            descriptor->model->name);
            return;
        }
        refused = refused || (entry->has_data && sluice_case_rejected(seen));
        count += built != SLUICE_NO_EVENT;
    }
    if (refused) {
        sluice_held(out, "a stream that gives data to a stateless class is refused");
        return;
    }
    sluice_conclude(seen, out, SLUICE_SHOWS(SLUICE_TRACE_CONSTRUCTED), count,
                    "constructions of stateless classes");
}

/* --- CON-4 ------------------------------------------------------------------------------------- */

SLUICE_ORACLE(sluice_oracle_named_permission)
{
    if (no_policy(seen, out)) {
        return;
    }
    uint64_t count = 0;
    for (size_t i = 0; i < seen->run->trace_count; i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        const struct sluice_judge_class *known = seen->event_classes[i];
        if (event->type != SLUICE_TRACE_CONSTRUCTED || known == NULL ||
            needs_no_ground(seen, event)) {
            continue;
        }
        if (known->ground == SLUICE_GROUND_DENIED) {
            sluice_violated_at(seen, out, i,
                               "an object of %s is constructed, which has state and no permission",
                               event->name);
            return;
        }
        if (known->ground != SLUICE_GROUND_PERMITTED) {
            continue;
        }
        count++;
        if (sluice_case_raises(seen, SLUICE_SHOWS(SLUICE_TRACE_CLASS_CHECKED)) &&
            seen->class_allowed[known - seen->context->classes] > i) {
            sluice_violated_at(seen, out, i,
                               "an object of %s is constructed before its permission is looked up",
                               event->name);
            return;
        }
    }
    bool refused = false;
    for (uint32_t h = 0; h < seen->map.entry_count; h++) {
        const struct sluice_map_descriptor *descriptor = needed_object(seen, h);
        if (descriptor == NULL || descriptor->model == NULL ||
            ground_of(descriptor->model) != SLUICE_GROUND_DENIED) {
            continue;
        }
        if (sluice_case_built_all(seen)) {
            sluice_violated(out, seen->map.entries[h].start,
                            "accepted, though %s has state and no permission",
                            descriptor->model->name);
            return;
        }
        refused = refused || sluice_case_rejected(seen);
    }
    if (refused) {
        sluice_held(out, "an object of a class without permission is refused");
        return;
    }
    sluice_conclude(seen, out,
                    SLUICE_SHOWS(SLUICE_TRACE_CONSTRUCTED) |
                        SLUICE_SHOWS(SLUICE_TRACE_CLASS_CHECKED),
                    count, "constructions by permission");
}
