/* IN-4, IN-5, IN-6, IN-11, CON-2: how an object comes into being. */
#include "rules/registry.h"

#include <string.h>

static bool not_building(const struct sluice_case *seen, struct sluice_judged *out)
{
    if (!sluice_case_builds(seen)) {
        sluice_not_applicable(out, "nothing is built by an inspection");
        return true;
    }
    return false;
}

static bool has_ground(const struct sluice_judge_class *known, enum sluice_ground ground)
{
    return known != NULL && known->ground == ground;
}

/* --- IN-4: an atomic class is built by its checking constructor and by nothing else ------------- */

SLUICE_ORACLE(sluice_oracle_constructor_choice)
{
    if (not_building(seen, out)) {
        return;
    }
    const bool shows_checks = sluice_case_raises(seen, SLUICE_SHOWS(SLUICE_TRACE_CHECK_ENDED));
    uint64_t count = 0;
    for (size_t i = 0; i < seen->run->trace_count; i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        const struct sluice_judge_class *known = seen->event_classes[i];
        if (sluice_is_call(event, "protected-constructor")) {
            count++;
            if (!has_ground(known, SLUICE_GROUND_PERMITTED)) {
                sluice_violated_at(seen, out, i,
                                   "a protected constructor of %s is called without permission",
                                   event->name != NULL ? event->name : "(no name)");
                return;
            }
        }
        if (event->type != SLUICE_TRACE_CONSTRUCTED || !has_ground(known, SLUICE_GROUND_ATOMIC)) {
            continue;
        }
        count++;
        if (shows_checks && sluice_case_life(seen, event->handle)->check_ended == SLUICE_NO_EVENT) {
            sluice_violated_at(seen, out, i,
                               "an object of the atomic %s is constructed past its check",
                               event->name);
            return;
        }
    }
    sluice_conclude(seen, out,
                    SLUICE_SHOWS(SLUICE_TRACE_CONSTRUCTED) | SLUICE_SHOWS(SLUICE_TRACE_CHECK_ENDED),
                    count, "constructions of atomic classes");
}

/* --- IN-5: no instance before its data ---------------------------------------------------------- */

static void judge_moment(const struct sluice_case *seen, struct sluice_judged *out, size_t index)
{
    const struct sluice_trace_event *event = &seen->run->trace[index];
    const struct sluice_life *life = sluice_case_life(seen, event->handle);
    const struct sluice_map_entry *entry = sluice_map_entry_at(&seen->map, event->handle);
    if (life->constructed != index && life->constructions > 1) {
        sluice_violated_at(seen, out, index, "handle %u is constructed a second time",
                           event->handle);
    } else if (life->check_began != SLUICE_NO_EVENT && life->check_began > index) {
        sluice_violated_at(seen, out, index, "handle %u exists before its check begins",
                           event->handle);
    } else if (entry != NULL && entry->kind == SLUICE_MAP_OBJECT && entry->end > event->offset) {
        sluice_violated_at(seen, out, index,
                           "handle %u exists %llu bytes before the end of its data", event->handle,
                           (unsigned long long)(entry->end - event->offset));
    } else if (entry != NULL && entry->kind == SLUICE_MAP_OBJECT && entry->end == 0 &&
               seen->map.status == SLUICE_MAP_MALFORMED) {
        sluice_violated_at(seen, out, index, "handle %u exists though its data never ends",
                           event->handle);
    }
}

SLUICE_ORACLE(sluice_oracle_standard_construction)
{
    if (not_building(seen, out)) {
        return;
    }
    uint64_t count = 0;
    for (size_t i = 0; i < seen->run->trace_count && !sluice_is_violated(out); i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        if (sluice_is_call(event, "superclass-constructor")) {
            sluice_violated_at(
                seen, out, i,
                "the constructor of a class that is not serializable makes the object");
        } else if (event->type == SLUICE_TRACE_CONSTRUCTED) {
            count++;
            judge_moment(seen, out, i);
        }
    }
    if (!sluice_is_violated(out)) {
        sluice_conclude(seen, out, SLUICE_SHOWS(SLUICE_TRACE_CONSTRUCTED), count, "constructions");
    }
}

/* --- IN-6: a permitted class is built as it can be, or the stream is refused -------------------- */

SLUICE_ORACLE(sluice_oracle_permitted_construction)
{
    if (not_building(seen, out)) {
        return;
    }
    if (seen->map.status != SLUICE_MAP_COMPLETE || !sluice_case_accepted(seen)) {
        sluice_not_applicable(out, "only an accepted stream shows what became of its objects");
        return;
    }
    const uint32_t mask = SLUICE_SHOWS(SLUICE_TRACE_CONSTRUCTED);
    const bool complete = sluice_observation_shows(seen->run, mask);
    uint64_t count = 0;
    for (uint32_t h = 0; h < seen->map.entry_count; h++) {
        const struct sluice_map_entry *entry = &seen->map.entries[h];
        const struct sluice_map_descriptor *descriptor = sluice_map_descriptor_of(&seen->map,
                                                                                  entry);
        if (entry->kind != SLUICE_MAP_OBJECT || !entry->needed || descriptor == NULL ||
            !has_ground(descriptor->model, SLUICE_GROUND_PERMITTED)) {
            continue;
        }
        count++;
        if (complete && sluice_case_life(seen, h)->constructed == SLUICE_NO_EVENT) {
            sluice_violated(out, entry->start,
                            "accepted, though no object of the permitted %s was constructed for "
                            "handle %u",
                            descriptor->model->name, h);
            return;
        }
    }
    sluice_conclude(seen, out, mask, count, "objects of permitted classes");
}

/* --- IN-11: readResolve after the check, readObject never --------------------------------------- */

static void judge_resolve(const struct sluice_case *seen, struct sluice_judged *out, size_t index)
{
    const struct sluice_trace_event *event = &seen->run->trace[index];
    const struct sluice_judge_class *known = seen->event_classes[index];
    const struct sluice_life *life = sluice_case_life(seen, event->handle);
    const char *name = event->name != NULL ? event->name : "(no name)";
    if (known != NULL && !known->resolves) {
        sluice_violated_at(seen, out, index, "%s is resolved, though it has no readResolve", name);
    } else if (has_ground(known, SLUICE_GROUND_ATOMIC) &&
               sluice_case_raises(seen, SLUICE_SHOWS(SLUICE_TRACE_CHECK_ENDED)) &&
               life->check_ended > index) {
        sluice_violated_at(seen, out, index, "readResolve of %s runs before its check is over",
                           name);
    } else if (life->constructed > index) {
        sluice_violated_at(seen, out, index, "readResolve of %s runs before the object exists",
                           name);
    } else if (life->published < index) {
        sluice_violated_at(seen, out, index, "%s is replaced after others could see it", name);
    }
}

/* An object that stands though its class has a readResolve, and nobody called it. True if there is one. */
static bool judge_unresolved(const struct sluice_case *seen, struct sluice_judged *out)
{
    const uint32_t shown = SLUICE_SHOWS(SLUICE_TRACE_RESOLVED);
    if (!sluice_case_built_all(seen) || !sluice_observation_shows(seen->run, shown)) {
        return false;
    }
    for (uint32_t h = 0; h < seen->map.entry_count; h++) {
        const struct sluice_map_entry *entry = &seen->map.entries[h];
        const struct sluice_map_descriptor *descriptor = sluice_map_descriptor_of(&seen->map,
                                                                                  entry);
        if (entry->kind == SLUICE_MAP_OBJECT && entry->needed && descriptor != NULL &&
            descriptor->model != NULL && descriptor->model->has_resolve &&
            sluice_case_life(seen, h)->resolved == SLUICE_NO_EVENT &&
            sluice_case_life(seen, h)->refused == SLUICE_NO_EVENT) {
            sluice_violated(out, entry->start,
                            "accepted, though readResolve of %s was not called for handle %u",
                            descriptor->model->name, h);
            return true;
        }
    }
    return false;
}

static bool is_reading_method(const struct sluice_trace_event *event)
{
    return sluice_is_call(event, "readObject") || sluice_is_call(event, "readObjectNoData");
}

SLUICE_ORACLE(sluice_oracle_resolve)
{
    if (not_building(seen, out)) {
        return;
    }
    uint64_t count = 0;
    for (size_t i = 0; i < seen->run->trace_count && !sluice_is_violated(out); i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        if (event->type == SLUICE_TRACE_RESOLVED) {
            count++;
            judge_resolve(seen, out, i);
        } else if (is_reading_method(event)) {
            sluice_violated_at(seen, out, i, "%s of %s is called", event->reason,
                               event->name != NULL ? event->name : "(no name)");
        }
    }
    if (!sluice_is_violated(out) && !judge_unresolved(seen, out)) {
        sluice_conclude(
            seen, out, SLUICE_SHOWS(SLUICE_TRACE_RESOLVED) | SLUICE_SHOWS(SLUICE_TRACE_CONSTRUCTED),
            count, "calls of readResolve");
    }
}

/* --- CON-2: checked exactly once, between the last byte and the object -------------------------- */

static void judge_check(const struct sluice_case *seen, struct sluice_judged *out, size_t index)
{
    const struct sluice_trace_event *event = &seen->run->trace[index];
    const struct sluice_life *life = sluice_case_life(seen, event->handle);
    if (life->check_began > index || life->check_ended > index) {
        sluice_violated_at(seen, out, index, "the atomic %s is constructed before it is checked",
                           event->name);
    } else if (life->check_ended < life->check_began) {
        sluice_violated_at(seen, out, life->check_ended, "a check ends before it begins");
    } else if (life->checks != 1) {
        sluice_violated_at(seen, out, index, "the atomic %s was checked %u times, not once",
                           event->name, life->checks);
    } else if (sluice_is_elsewhere(&seen->run->trace[life->check_began], event)) {
        sluice_violated_at(seen, out, index,
                           "%s is constructed after more bytes than it was checked "
                           "with",
                           event->name);
    }
}

/* Events between the begin and the end of a check: nothing of any object may come about there. */
static bool is_making(enum sluice_trace_type type)
{
    return type == SLUICE_TRACE_CONSTRUCTED || type == SLUICE_TRACE_PUBLISHED ||
           type == SLUICE_TRACE_HANDLE_ASSIGNED || type == SLUICE_TRACE_BYTES_PULLED;
}

SLUICE_ORACLE(sluice_oracle_atomic_check)
{
    if (not_building(seen, out)) {
        return;
    }
    const uint32_t mask = SLUICE_SHOWS(SLUICE_TRACE_CHECK_BEGAN) |
                          SLUICE_SHOWS(SLUICE_TRACE_CHECK_ENDED) |
                          SLUICE_SHOWS(SLUICE_TRACE_CONSTRUCTED);
    const bool raises = sluice_case_raises(seen, mask);
    bool in_check = false;
    uint64_t count = 0;
    for (size_t i = 0; raises && i < seen->run->trace_count && !sluice_is_violated(out); i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        if (event->type == SLUICE_TRACE_CHECK_BEGAN || event->type == SLUICE_TRACE_CHECK_ENDED) {
            in_check = event->type == SLUICE_TRACE_CHECK_BEGAN;
            count += in_check;
        } else if (in_check && is_making(event->type)) {
            sluice_violated_at(seen, out, i, "%s while a check is under way",
                               sluice_trace_name(event->type));
        } else if (event->type == SLUICE_TRACE_CONSTRUCTED &&
                   has_ground(seen->event_classes[i], SLUICE_GROUND_ATOMIC)) {
            judge_check(seen, out, i);
        }
    }
    if (!sluice_is_violated(out)) {
        sluice_conclude(seen, out, mask, count, "checks");
    }
}
