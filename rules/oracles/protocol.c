/* IN-8: the stream protocol is honored. */
#include "rules/oracles/refusals.h"
#include "rules/oracles/superclasses.h"
#include "rules/oracles/versions.h"
#include "rules/registry.h"

#include <string.h>

/* What the target says about a handle against what the bytes say. */
static void judge_handle(const struct sluice_case *seen, struct sluice_judged *out, size_t index,
                         uint64_t expected)
{
    const struct sluice_trace_event *event = &seen->run->trace[index];
    const struct sluice_map_entry *entry = sluice_map_entry_at(&seen->map, event->handle);
    if (event->handle != expected) {
        sluice_violated_at(seen, out, index, "handle %u is assigned where %llu is due",
                           event->handle, (unsigned long long)expected);
    } else if (entry == NULL && seen->map.status == SLUICE_MAP_COMPLETE) {
        sluice_violated_at(seen, out, index, "handle %u is assigned, but the stream has only %u",
                           event->handle, seen->map.entry_count);
    } else if (entry != NULL && sluice_is_placed(event) &&
               (event->offset < entry->start || (entry->end != 0 && event->offset > entry->end))) {
        sluice_violated_at(seen, out, index, "handle %u belongs to the element at offset %llu",
                           event->handle, (unsigned long long)entry->start);
    }
}

static void judge_name(const struct sluice_case *seen, struct sluice_judged *out, size_t index)
{
    const struct sluice_trace_event *event = &seen->run->trace[index];
    const struct sluice_map_entry *entry = sluice_map_entry_at(&seen->map, event->handle);
    if (entry == NULL || event->name == NULL) {
        return;
    }
    const struct sluice_map_descriptor *descriptor = sluice_map_descriptor_of(&seen->map, entry);
    if (descriptor == NULL || descriptor->proxy || descriptor->model == NULL) {
        return;
    }
    if (strcmp(descriptor->model->name, event->name) != 0) {
        sluice_violated_at(seen, out, index, "%s is constructed where the stream says %s",
                           event->name, descriptor->model->name);
    }
}

static void judge_trace(const struct sluice_case *seen, struct sluice_judged *out)
{
    uint64_t handles = 0;
    uint64_t resets = 0;
    for (size_t i = 0; i < seen->run->trace_count && !sluice_is_violated(out); i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        if (event->type == SLUICE_TRACE_HANDLE_ASSIGNED) {
            judge_handle(seen, out, i, handles++);
        } else if (event->type == SLUICE_TRACE_CONSTRUCTED) {
            judge_name(seen, out, i);
        }
        resets += event->type == SLUICE_TRACE_RESET;
    }
    if (sluice_is_violated(out) || !sluice_case_accepted(seen) ||
        seen->map.status != SLUICE_MAP_COMPLETE) {
        return;
    }
    if (sluice_observation_shows(seen->run, SLUICE_SHOWS(SLUICE_TRACE_HANDLE_ASSIGNED)) &&
        handles != seen->map.entry_count) {
        sluice_violated(out, SLUICE_NOT_MEASURED, "%llu handles are assigned, the stream has %u",
                        (unsigned long long)handles, seen->map.entry_count);
    } else if (sluice_observation_shows(seen->run, SLUICE_SHOWS(SLUICE_TRACE_RESET)) &&
               resets != seen->map.resets) {
        sluice_violated(out, SLUICE_NOT_MEASURED, "%llu resets are seen, the stream has %u",
                        (unsigned long long)resets, seen->map.resets);
    }
}

/* Of objects that stand, or are refused for their class. True if that decides. */
static bool judge_classes(const struct sluice_case *seen, struct sluice_judged *out)
{
    struct sluice_foreign_class foreign;
    const bool accepted = sluice_case_accepted(seen);
    if (!sluice_case_decided(seen) ||
        (!accepted && !sluice_same_text(seen->run->answer.java_class, "InvalidClassException")) ||
        !sluice_find_foreign_class(seen, &foreign) || foreign.why == NULL) {
        return false;
    }
    if (accepted) {
        sluice_violated(out, foreign.descriptor->start, "accepted, though this is %s", foreign.why);
    } else {
        sluice_held(out, "refused, and at offset %llu is %s",
                    (unsigned long long)foreign.descriptor->start, foreign.why);
    }
    return true;
}

/* Of objects that stand, though there can be none of their classes. True if that decides. Where fields were guessed, an
 * object may not be what it looks like. */
static bool judge_impossible(const struct sluice_case *seen, struct sluice_judged *out)
{
    struct sluice_impossible_object object;
    if (seen->map.guessed || !sluice_find_impossible_object(seen, &object) || object.why == NULL) {
        return false;
    }
    sluice_violated(out, seen->map.entries[object.handle].start, "accepted, though this is %s",
                    object.why);
    return true;
}

SLUICE_ORACLE(sluice_oracle_protocol)
{
    const uint64_t consumed = seen->run->resources.consumed;
    judge_trace(seen, out);
    if (sluice_is_violated(out)) {
        return;
    }
    if (sluice_case_accepted(seen)) {
        if (seen->map.status == SLUICE_MAP_MALFORMED) {
            sluice_violated(out, seen->map.stopped, "accepted, though malformed here: %s",
                            seen->map.why);
        } else if (consumed != SLUICE_NOT_MEASURED && consumed != seen->context->length) {
            sluice_violated(out, consumed, "accepted, though only %llu of %llu bytes were read",
                            (unsigned long long)consumed,
                            (unsigned long long)seen->context->length);
        } else if (judge_impossible(seen, out) || judge_classes(seen, out)) {
            return;
        } else if (seen->map.status == SLUICE_MAP_COMPLETE) {
            sluice_held(out, "a well-formed stream is accepted");
        } else {
            sluice_not_applicable(out,
                                  "the bytes alone do not tell whether the stream is well formed");
        }
        return;
    }
    /* An exception cuts short what is open around it. */
    if (seen->map.status == SLUICE_MAP_COMPLETE && !seen->map.has_exception &&
        sluice_same_text(seen->run->answer.java_class, "EOFException")) {
        sluice_violated(out, seen->run->answer.offset,
                        "EOFException, though no element of the stream is cut short");
    } else if (sluice_is_refused_wrongly(seen, out) || judge_classes(seen, out)) {
        return;
    } else if (seen->map.status == SLUICE_MAP_MALFORMED && sluice_case_rejected(seen)) {
        sluice_held(out, "refused, and malformed at offset %llu: %s",
                    (unsigned long long)seen->map.stopped, seen->map.why);
    } else {
        sluice_not_applicable(out, "refused for another reason than its form");
    }
}
