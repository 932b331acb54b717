/* IN-1 and IN-2: what may be seen of an object, and when. */
#include "rules/registry.h"
#include "rules/stream_codes.h"

/* True if the handle is known, from the bytes, to be of another kind. Without a map every handle that
 * is published or referred to may be an object. */
static bool is_not(const struct sluice_case *seen, uint32_t handle, enum sluice_map_kind kind)
{
    const struct sluice_map_entry *entry = sluice_map_entry_at(&seen->map, handle);
    return entry != NULL && entry->kind != kind;
}

/* An array or object whose last byte comes after `offset` is not complete there. */
static bool is_open(const struct sluice_case *seen, uint32_t handle, uint64_t offset)
{
    const struct sluice_map_entry *entry = sluice_map_entry_at(&seen->map, handle);
    if (entry == NULL || (entry->kind != SLUICE_MAP_OBJECT && entry->kind != SLUICE_MAP_ARRAY)) {
        return false;
    }
    return entry->end > offset || (entry->end == 0 && seen->map.status == SLUICE_MAP_MALFORMED);
}

/* True if the trace must hold the construction of a handle before anybody may see it: it holds it
 * somewhere, or the bytes say that it is an object and the target shows constructions. */
static bool is_built(const struct sluice_case *seen, uint32_t handle)
{
    return sluice_case_life(seen, handle)->constructed != SLUICE_NO_EVENT ||
           (sluice_case_raises(seen, SLUICE_SHOWS(SLUICE_TRACE_CONSTRUCTED)) &&
            sluice_map_entry_at(&seen->map, handle) != NULL);
}

static void judge_publication(const struct sluice_case *seen, struct sluice_judged *out,
                              size_t index)
{
    const struct sluice_trace_event *event = &seen->run->trace[index];
    const char *act = event->type == SLUICE_TRACE_PUBLISHED ? "published" : "referred to";
    const struct sluice_life *life = sluice_case_life(seen, event->handle);
    if (is_open(seen, event->handle, event->offset)) {
        sluice_violated_at(seen, out, index, "handle %u is %s while its data is still being read",
                           event->handle, act);
    } else if (life->skipped != SLUICE_NO_EVENT || is_not(seen, event->handle, SLUICE_MAP_OBJECT)) {
        return;
    } else if (life->constructed > index && is_built(seen, event->handle)) {
        sluice_violated_at(seen, out, index, "handle %u is %s before it is constructed",
                           event->handle, act);
    } else if (event->type == SLUICE_TRACE_REFERENCED && life->published != SLUICE_NO_EVENT &&
               life->published > index) {
        sluice_violated_at(seen, out, index, "handle %u is referred to before it is published",
                           event->handle);
    }
}

/* True if a place has a reference to what was there as a whole, and all of it had to be built. */
static bool refers_to_whole(const struct sluice_case *seen, const struct sluice_map_edge *edge)
{
    const struct sluice_map_entry *value = sluice_map_entry_at(&seen->map, edge->value);
    const struct sluice_map_entry *owner = sluice_map_entry_at(&seen->map, edge->owner);
    return edge->needed && value != NULL && value->needed && value->end != 0 &&
           value->end <= edge->start && edge->start < seen->context->length &&
           seen->context->bytes[edge->start] == TC_REFERENCE &&
           (value->kind == SLUICE_MAP_OBJECT || value->kind == SLUICE_MAP_STRING) &&
           (owner == NULL || (owner->needed && owner->end != 0));
}

/* Something that the stream refers to, and the target was never seen to; NULL if there is nothing, or nobody knows. */
static const struct sluice_map_edge *unseen_reference(const struct sluice_case *seen)
{
    if (!sluice_case_built_all(seen) || seen->map.has_two_readings || seen->map.has_exception ||
        !sluice_observation_shows(seen->run, SLUICE_SHOWS(SLUICE_TRACE_REFERENCED))) {
        return NULL;
    }
    for (uint32_t i = 0; i < seen->map.edge_count; i++) {
        const struct sluice_map_edge *edge = &seen->map.edges[i];
        if (refers_to_whole(seen, edge) &&
            sluice_case_life(seen, edge->value)->referred == SLUICE_NO_EVENT) {
            return edge;
        }
    }
    return NULL;
}

SLUICE_ORACLE(sluice_oracle_partial_reference)
{
    if (!sluice_case_builds(seen)) {
        sluice_not_applicable(out, "nothing is built by an inspection");
        return;
    }
    uint64_t count = 0;
    for (size_t i = 0; i < seen->run->trace_count && !sluice_is_violated(out); i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        if (event->type == SLUICE_TRACE_PUBLISHED ||
            (event->type == SLUICE_TRACE_REFERENCED && event->ok)) {
            count++;
            judge_publication(seen, out, i);
        } else if (event->type == SLUICE_TRACE_REFERENCED) {
            count++;
        }
    }
    if (sluice_is_violated(out)) {
        return;
    }
    const struct sluice_map_edge *unseen = unseen_reference(seen);
    if (unseen != NULL) {
        sluice_violated(out, unseen->start, "accepted, though no reference to handle %u was seen",
                        unseen->value);
    } else if (seen->map.open_reference && sluice_case_accepted(seen)) {
        sluice_violated(out, seen->map.open_reference_offset,
                        "accepted, though handle %u is referred to while it is still being read",
                        seen->map.open_reference_handle);
    } else if (seen->map.open_reference && sluice_case_rejected(seen)) {
        sluice_held(out, "the reference to the open handle %u is refused",
                    seen->map.open_reference_handle);
    } else {
        sluice_conclude(seen, out,
                        SLUICE_SHOWS(SLUICE_TRACE_CONSTRUCTED) |
                            SLUICE_SHOWS(SLUICE_TRACE_PUBLISHED) |
                            SLUICE_SHOWS(SLUICE_TRACE_REFERENCED),
                        count, "publications and references");
    }
}

static void judge_after_refusal(const struct sluice_case *seen, struct sluice_judged *out,
                                size_t index)
{
    const struct sluice_trace_event *event = &seen->run->trace[index];
    const struct sluice_life *life = sluice_case_life(seen, event->handle);
    const bool shows_it = event->type == SLUICE_TRACE_PUBLISHED ||
                          event->type == SLUICE_TRACE_CONSTRUCTED ||
                          (event->type == SLUICE_TRACE_REFERENCED && event->ok);
    /* A refused readResolve comes after the construction, not before it. */
    if (shows_it && life->refused < index) {
        sluice_violated_at(seen, out, index, "handle %u is %s although event %zu refused it",
                           event->handle, sluice_trace_name(event->type), life->refused);
    } else if (event->type == SLUICE_TRACE_REFERENCED && event->ok && life->skipped < index) {
        const struct sluice_map_entry *entry = sluice_map_entry_at(&seen->map, event->handle);
        if (entry == NULL || entry->kind == SLUICE_MAP_OBJECT) {
            sluice_violated_at(seen, out, index,
                               "a reference yields handle %u, which was passed over unbuilt",
                               event->handle);
        }
    }
}

SLUICE_ORACLE(sluice_oracle_failed_reference)
{
    if (!sluice_case_builds(seen)) {
        sluice_not_applicable(out, "nothing is built by an inspection");
        return;
    }
    uint64_t refusals = 0;
    for (size_t i = 0; i < seen->run->trace_count && !sluice_is_violated(out); i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        const bool refuses = !event->ok && (event->type == SLUICE_TRACE_CHECK_ENDED ||
                                            event->type == SLUICE_TRACE_RESOLVED);
        refusals += refuses || event->type == SLUICE_TRACE_SKIPPED;
        judge_after_refusal(seen, out, i);
    }
    if (!sluice_is_violated(out)) {
        sluice_conclude(seen, out,
                        SLUICE_SHOWS(SLUICE_TRACE_CHECK_ENDED) |
                            SLUICE_SHOWS(SLUICE_TRACE_PUBLISHED) |
                            SLUICE_SHOWS(SLUICE_TRACE_REFERENCED),
                        refusals, "objects refused or passed over");
    }
}
