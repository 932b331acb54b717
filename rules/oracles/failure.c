/* IN-7, BOUND-CONSUMED, BOUND-PUBLISHED: what may still happen once something has failed. */
#include "rules/registry.h"

#include <string.h>

/* --- IN-7 --------------------------------------------------------------------------------------- */

static bool is_refused_object(const struct sluice_trace_event *event)
{
    return !event->ok &&
           (event->type == SLUICE_TRACE_CHECK_ENDED || event->type == SLUICE_TRACE_RESOLVED);
}

/* True for the events in which a run says that, and why, it stops. */
static bool says_that_it_stops(const struct sluice_trace_event *event)
{
    return event->type == SLUICE_TRACE_FAILED || is_refused_object(event);
}

/* What was built is given back, and a finalizer gets what was refused: IN-2 and BOUND-PUBLISHED judge that, but
 * the run that failed goes on with nothing. */
static bool is_behind_the_run(const struct sluice_trace_event *event)
{
    return sluice_is_call(event, "destructor") ||
           (event->type == SLUICE_TRACE_PUBLISHED && sluice_same_text(event->reason, "finalizer"));
}

/* From the first word of the failure on, which may come before the end of the check at `index` that
 * it belongs to, nothing else happens, and nothing further on in the stream. */
static void judge_stop(const struct sluice_case *seen, struct sluice_judged *out, size_t index)
{
    const struct sluice_answer *answer = &seen->run->answer;
    for (size_t i = seen->refusal; i < seen->run->trace_count; i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        if (is_behind_the_run(event)) {
            continue;
        }
        if (!says_that_it_stops(event)) {
            sluice_violated_at(seen, out, i, "%s comes after an object was refused",
                               sluice_trace_name(event->type));
            return;
        }
        if (sluice_is_elsewhere(event, &seen->run->trace[index])) {
            sluice_violated_at(seen, out, i,
                               "the run fails elsewhere than event %zu refused an "
                               "object",
                               index);
            return;
        }
    }
    if (answer->outcome == SLUICE_OUTCOME_ACCEPT) {
        sluice_violated_at(seen, out, index, "an object is refused, yet the stream is accepted");
    } else if (sluice_case_rejected(seen) &&
               !sluice_is_about_resources(seen->run->trace[index].reason) &&
               !sluice_same_text(answer->java_class, "InvalidObjectException")) {
        sluice_violated_at(seen, out, index,
                           "an object is refused, yet the caller gets %s, not "
                           "InvalidObjectException",
                           answer->java_class != NULL ? answer->java_class : "no exception class");
    }
}

/* Control is back with the caller, unharmed, if the next stream decodes as it did before. */
static void judge_control(const struct sluice_case *seen, struct sluice_judged *out)
{
    const struct sluice_control *control = &seen->set->control;
    const char *difference = sluice_answer_difference(&control->before, &control->after);
    if (control->run && difference != NULL) {
        sluice_violated(out, SLUICE_NOT_MEASURED,
                        "after the refusal the control stream differs in its %s", difference);
    }
}

SLUICE_ORACLE(sluice_oracle_stop_at_failure)
{
    if (!sluice_case_builds(seen)) {
        sluice_not_applicable(out, "an inspection checks no invariants");
        return;
    }
    uint64_t count = 0;
    for (size_t i = 0; i < seen->run->trace_count && count == 0; i++) {
        if (is_refused_object(&seen->run->trace[i])) {
            count = 1;
            judge_stop(seen, out, i);
        }
    }
    const bool by_word = sluice_case_rejected(seen) &&
                         sluice_same_text(seen->run->answer.java_class, "InvalidObjectException");
    if (!sluice_is_violated(out) && (count > 0 || by_word)) {
        judge_control(seen, out);
    }
    if (sluice_is_violated(out)) {
        return;
    }
    if (count == 0 && by_word && seen->set->control.run) {
        sluice_held(out, "the caller gets InvalidObjectException and can go on");
        return;
    }
    sluice_conclude(seen, out, SLUICE_SHOWS(SLUICE_TRACE_CHECK_ENDED), count, "objects refused");
}

/* --- BOUND-CONSUMED ------------------------------------------------------------------------------ */

SLUICE_ORACLE(sluice_oracle_consumed)
{
    if (seen->refusal == SLUICE_NO_EVENT) {
        sluice_not_applicable(out, sluice_case_accepted(seen)
                                       ? "nothing failed"
                                       : "the target does not show when it failed");
        return;
    }
    const uint64_t at = seen->run->trace[seen->refusal].offset;
    for (size_t i = seen->refusal + 1; i < seen->run->trace_count; i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        if (event->type == SLUICE_TRACE_BYTES_PULLED) {
            sluice_violated_at(seen, out, i,
                               "%llu bytes are taken from the source after event %zu "
                               "failed",
                               (unsigned long long)event->amount, seen->refusal);
            return;
        }
        if (event->type != SLUICE_TRACE_MEMORY_GROWN && sluice_is_placed(event) &&
            event->offset > at) {
            sluice_violated_at(seen, out, i, "reading went on after event %zu failed at %llu",
                               seen->refusal, (unsigned long long)at);
            return;
        }
    }
    const uint64_t consumed = seen->run->resources.consumed;
    if (consumed != SLUICE_NOT_MEASURED && consumed > at) {
        sluice_violated(out, at, "%llu bytes were consumed though the run failed here",
                        (unsigned long long)consumed);
        return;
    }
    sluice_conclude(seen, out, SLUICE_SHOWS(SLUICE_TRACE_FAILED), 1, "a failure");
}

/* --- BOUND-PUBLISHED ------------------------------------------------------------------------------ */

static bool yields_something(const struct sluice_trace_event *event)
{
    const uint32_t yields = SLUICE_SHOWS(SLUICE_TRACE_CONSTRUCTED) |
                            SLUICE_SHOWS(SLUICE_TRACE_RESOLVED) |
                            SLUICE_SHOWS(SLUICE_TRACE_PUBLISHED) |
                            SLUICE_SHOWS(SLUICE_TRACE_REFERENCED) |
                            SLUICE_SHOWS(SLUICE_TRACE_COPIED) |
                            SLUICE_SHOWS(SLUICE_TRACE_RESULT_PUBLISHED);
    return event->ok && (yields & SLUICE_SHOWS(event->type)) != 0;
}

SLUICE_ORACLE(sluice_oracle_published)
{
    const struct sluice_answer *answer = &seen->run->answer;
    for (size_t i = 0; i < seen->run->trace_count; i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        if (i > seen->refusal && yields_something(event)) {
            sluice_violated_at(seen, out, i, "%s after event %zu failed",
                               sluice_trace_name(event->type), seen->refusal);
            return;
        }
        if (event->type == SLUICE_TRACE_RESULT_PUBLISHED && i + 1 < seen->run->trace_count) {
            sluice_violated_at(seen, out, i, "the result is handed out before the run is over");
            return;
        }
        if (event->type == SLUICE_TRACE_RESULT_PUBLISHED && sluice_case_rejected(seen)) {
            sluice_violated_at(seen, out, i,
                               "a result is handed out, though the stream is refused");
            return;
        }
    }
    if (sluice_case_builds(seen) && sluice_case_rejected(seen) && answer->value != NULL) {
        sluice_violated(out, SLUICE_NOT_MEASURED, "the stream is refused, yet a value came back");
        return;
    }
    if (sluice_case_accepted(seen) && seen->refusal != SLUICE_NO_EVENT) {
        sluice_violated_at(seen, out, seen->refusal, "the run failed, yet the stream is accepted");
        return;
    }
    sluice_conclude(seen, out,
                    SLUICE_SHOWS(SLUICE_TRACE_FAILED) | SLUICE_SHOWS(SLUICE_TRACE_PUBLISHED) |
                        SLUICE_SHOWS(SLUICE_TRACE_RESULT_PUBLISHED),
                    seen->refusal != SLUICE_NO_EVENT, "failures");
}
