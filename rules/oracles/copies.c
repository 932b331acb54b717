/* GOLD-3, GOLD-4, DEV-4: an atomic object keeps private copies of arrays and mutable objects. */
#include "rules/registry.h"

/* True if the value of a handle can be changed by whoever else holds it. */
static bool is_array(const struct sluice_case *seen, uint32_t handle)
{
    return seen->map.entries[handle].kind == SLUICE_MAP_ARRAY;
}

static bool is_mutable_object(const struct sluice_case *seen, uint32_t handle)
{
    const struct sluice_map_entry *entry = &seen->map.entries[handle];
    const struct sluice_map_descriptor *descriptor = sluice_map_descriptor_of(&seen->map, entry);
    return entry->kind == SLUICE_MAP_OBJECT && descriptor != NULL && descriptor->model != NULL &&
           descriptor->model->is_mutable;
}

/* Each atomic object that keeps a value needs a copy of its own, but for one of them when nobody else
 * can reach the original. */
static void judge_copies(const struct sluice_case *seen, struct sluice_judged *out,
                         bool (*concerns)(const struct sluice_case *, uint32_t), const char *what)
{
    if (!sluice_case_builds(seen) || seen->context->classes == NULL) {
        sluice_not_applicable(out, "nothing is built under a known policy");
        return;
    }
    if (!sluice_case_accepted(seen) || seen->map.status != SLUICE_MAP_COMPLETE) {
        sluice_not_applicable(out, "only an accepted stream shows who holds what");
        return;
    }
    uint64_t count = 0;
    for (uint32_t h = 0; h < seen->map.entry_count; h++) {
        const struct sluice_holders *holders = &seen->holders[h];
        const uint32_t copies = sluice_case_life(seen, h)->copies;
        /* A value that readResolve replaced, by which of several cannot be told. */
        if (holders->atomic == 0 || !concerns(seen, h) ||
            sluice_case_life(seen, h)->resolved != SLUICE_NO_EVENT) {
            continue;
        }
        const uint32_t due = holders->others > 0 ? holders->atomic : holders->atomic - 1;
        count += due;
        if (sluice_observation_shows(seen->run, SLUICE_SHOWS(SLUICE_TRACE_COPIED)) &&
            copies < due) {
            sluice_violated(out, seen->map.entries[h].start,
                            "%s %u is kept by %u atomic objects and %u other places, but copied "
                            "%u times",
                            what, h, holders->atomic, holders->others, copies);
            return;
        }
    }
    sluice_conclude(seen, out, SLUICE_SHOWS(SLUICE_TRACE_COPIED), count, "copies that are due");
}

SLUICE_ORACLE(sluice_oracle_array_copies)
{
    judge_copies(seen, out, is_array, "array");
}

SLUICE_ORACLE(sluice_oracle_mutable_copies)
{
    judge_copies(seen, out, is_mutable_object, "mutable object");
}

/* True for arrays and mutable containers: what DEV-4 names. */
static bool is_array_or_collection(const struct sluice_case *seen, uint32_t handle)
{
    if (is_array(seen, handle)) {
        return true;
    }
    const struct sluice_map_descriptor *descriptor = sluice_map_descriptor_of(
        &seen->map, &seen->map.entries[handle]);
    return is_mutable_object(seen, handle) && descriptor->model->piece_count > 0;
}

SLUICE_ORACLE(sluice_oracle_developer_copies)
{
    judge_copies(seen, out, is_array_or_collection, "array or collection");
}
