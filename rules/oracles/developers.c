/* DEV-1, DEV-5..9, DEV-11: what the code of a class does, and when. */
#include "rules/registry.h"

#include <string.h>

static bool no_code(const struct sluice_case *seen, struct sluice_judged *out)
{
    if (!sluice_case_builds(seen)) {
        sluice_not_applicable(out, "nothing is built");
        return true;
    }
    return false;
}

static const char *name_of(const struct sluice_trace_event *event)
{
    return event->name != NULL ? event->name : "(no name)";
}

/* A constructor that refuses its object. */
static bool refuses_late(const struct sluice_case *seen, const struct sluice_trace_event *event)
{
    return sluice_is_call(event, "constructor") && !event->ok &&
           !sluice_is_about_resources(seen->run->answer.reason);
}

static uint32_t classes_with(const struct sluice_case *seen, const struct sluice_judge_class *from,
                             enum sluice_judge_code code)
{
    uint32_t count = 0;
    for (unsigned i = 0; i < SLUICE_CHAIN_MAX && from != NULL; i++) {
        count += (from->code & code) != 0;
        from = sluice_case_parent(seen, from);
    }
    return count;
}

/* --- DEV-1: invariants are checked by a check, before any constructor ---------------------------- */

/* What a class's code must not do; some of it belongs to a rule of its own. */
static bool is_breach(const struct sluice_trace_event *event)
{
    static const char *const breaches[] = {"kept-view", "allocates", "changes-its-answer",
                                           "writes-outside", "copy-in-check"};
    for (size_t i = 0; i < sizeof breaches / sizeof *breaches; i++) {
        if (sluice_is_call(event, breaches[i])) {
            return true;
        }
    }
    return false;
}

static void judge_check_code(const struct sluice_case *seen, struct sluice_judged *out,
                             size_t index)
{
    const struct sluice_trace_event *event = &seen->run->trace[index];
    const struct sluice_life *life = sluice_case_life(seen, event->handle);
    if (life->constructor < index || life->constructed < index) {
        sluice_violated_at(seen, out, index, "the check of %s runs after a constructor",
                           name_of(event));
    } else if (life->disorder == index) {
        sluice_violated_at(seen, out, index, "the check of %s comes after that of a subclass",
                           name_of(event));
    }
}

/* The check of an object's own class; those of its superclasses are DEV-11's. */
static bool lacks_own_check(const struct sluice_case *seen, size_t index)
{
    const struct sluice_trace_event *event = &seen->run->trace[index];
    const struct sluice_judge_class *known = seen->event_classes[index];
    return event->type == SLUICE_TRACE_CONSTRUCTED && known != NULL &&
           (known->code & SLUICE_CODE_CHECK) != 0 &&
           sluice_case_life(seen, event->handle)->checker != known &&
           sluice_observation_shows(seen->run, SLUICE_SHOWS(SLUICE_TRACE_CALLED));
}

SLUICE_ORACLE(sluice_oracle_early_check)
{
    if (no_code(seen, out)) {
        return;
    }
    uint64_t count = 0;
    for (size_t i = 0; i < seen->run->trace_count && !sluice_is_violated(out); i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        if (sluice_is_call(event, "check")) {
            count++;
            judge_check_code(seen, out, i);
        } else if (event->type == SLUICE_TRACE_CHECK_ENDED) {
            /* Declared invariants are a check of the class too, made for it by the target. */
            count++;
            if (sluice_case_life(seen, event->handle)->constructed < i) {
                sluice_violated_at(seen, out, i, "an object of %s is checked when it exists",
                                   name_of(event));
            }
        } else if (is_breach(event)) {
            sluice_violated_at(seen, out, i, "the code of %s breaks its contract: %s",
                               name_of(event), event->reason);
        } else if (refuses_late(seen, event)) {
            sluice_violated_at(seen, out, i, "the constructor of %s refuses the object",
                               name_of(event));
        } else if (lacks_own_check(seen, i)) {
            sluice_violated_at(seen, out, i, "an object of %s is constructed past its own check",
                               name_of(event));
        }
    }
    if (!sluice_is_violated(out)) {
        sluice_conclude(seen, out, SLUICE_SHOWS(SLUICE_TRACE_CALLED), count, "checks by a class");
    }
}

/* --- DEV-5: no constructor before all checks of the chain are over -------------------------------- */

SLUICE_ORACLE(sluice_oracle_early_constructor)
{
    if (no_code(seen, out)) {
        return;
    }
    const uint32_t mask = SLUICE_SHOWS(SLUICE_TRACE_CALLED) |
                          SLUICE_SHOWS(SLUICE_TRACE_CHECK_ENDED);
    uint64_t count = 0;
    for (size_t i = 0; i < seen->run->trace_count; i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        if (!sluice_is_call(event, "constructor")) {
            continue;
        }
        const struct sluice_life *life = sluice_case_life(seen, event->handle);
        count++;
        if (sluice_case_raises(seen, mask) && life->check_ended > i) {
            sluice_violated_at(seen, out, i,
                               "a constructor of %s runs before the checks of handle %u are over",
                               name_of(event), event->handle);
            return;
        }
        if (refuses_late(seen, event) && life->constructor < i) {
            sluice_violated_at(seen, out, i,
                               "%s refuses an object when event %zu has run the constructor of its "
                               "superclass",
                               name_of(event), life->constructor);
            return;
        }
    }
    sluice_conclude(seen, out, mask, count, "constructors");
}

/* --- DEV-6: a failed invariant is an InvalidObjectException, and nothing of the object ------------ */

static bool is_refusal(const struct sluice_case *seen, const struct sluice_trace_event *event)
{
    return refuses_late(seen, event) ||
           (!event->ok && !sluice_is_about_resources(seen->run->answer.reason) &&
            (event->type == SLUICE_TRACE_CHECK_ENDED || sluice_is_call(event, "check")));
}

SLUICE_ORACLE(sluice_oracle_failed_invariant)
{
    if (no_code(seen, out)) {
        return;
    }
    const struct sluice_answer *answer = &seen->run->answer;
    uint64_t count = 0;
    for (size_t i = 0; i < seen->run->trace_count; i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        if (!is_refusal(seen, event)) {
            continue;
        }
        const struct sluice_life *life = sluice_case_life(seen, event->handle);
        count++;
        if (life->constructor <= i || life->constructed < i) {
            sluice_violated_at(seen, out, i,
                               "%s refuses an object of which something exists already",
                               name_of(event));
            return;
        }
        if (sluice_case_rejected(seen) &&
            !sluice_same_text(answer->java_class, "InvalidObjectException")) {
            sluice_violated_at(seen, out, i, "%s refuses an object with %s", name_of(event),
                               answer->java_class != NULL ? answer->java_class
                                                          : "no exception class");
            return;
        }
    }
    sluice_conclude(seen, out, SLUICE_SHOWS(SLUICE_TRACE_CHECK_ENDED), count, "failed invariants");
}

/* --- DEV-7, DEV-8, DEV-9: custom data -------------------------------------------------------------- */

SLUICE_ORACLE(sluice_oracle_early_reading)
{
    if (no_code(seen, out)) {
        return;
    }
    uint64_t count = 0;
    for (size_t i = 0; i < seen->run->trace_count; i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        if (!sluice_is_call(event, "read-object")) {
            continue;
        }
        const struct sluice_life *life = sluice_case_life(seen, event->handle);
        const bool checked = life->check_began < i || life->check_code < i;
        count++;
        if (checked || life->constructor < i || life->constructed < i) {
            sluice_violated_at(seen, out, i, "%s reads its custom data after %s", name_of(event),
                               checked ? "its check has begun" : "a constructor has run");
            return;
        }
    }
    sluice_conclude(seen, out, SLUICE_SHOWS(SLUICE_TRACE_CALLED), count, "readers of custom data");
}

SLUICE_ORACLE(sluice_oracle_own_reader)
{
    if (no_code(seen, out)) {
        return;
    }
    uint64_t count = 0;
    for (size_t i = 0; i < seen->run->trace_count; i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        const struct sluice_judge_class *known = seen->event_classes[i];
        if (event->type != SLUICE_TRACE_CONSTRUCTED || known == NULL) {
            continue;
        }
        const uint32_t due = classes_with(seen, known, SLUICE_CODE_READ);
        const uint32_t reads = sluice_case_life(seen, event->handle)->reads;
        count += due;
        if (due != reads &&
            sluice_observation_shows(seen->run, SLUICE_SHOWS(SLUICE_TRACE_CALLED))) {
            sluice_violated_at(seen, out, i,
                               "an object of %s is constructed after %u readers of its classes, "
                               "not %u",
                               event->name, reads, due);
            return;
        }
    }
    sluice_conclude(seen, out,
                    SLUICE_SHOWS(SLUICE_TRACE_CALLED) | SLUICE_SHOWS(SLUICE_TRACE_CONSTRUCTED),
                    count, "readers that are due");
}

SLUICE_ORACLE(sluice_oracle_default_reading)
{
    if (no_code(seen, out)) {
        return;
    }
    uint64_t count = 0;
    for (size_t i = 0; i < seen->run->trace_count; i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        count += sluice_is_call(event, "read-object");
        if (sluice_is_call(event, "defaultReadObject")) {
            sluice_violated_at(seen, out, i, "the reader of %s reads the default fields",
                               name_of(event));
            return;
        }
    }
    sluice_conclude(seen, out, SLUICE_SHOWS(SLUICE_TRACE_CALLED), count, "readers of custom data");
}

/* --- DEV-11: the superclass is constructed by its checking constructor ----------------------------- */

static void judge_ancestors(const struct sluice_case *seen, struct sluice_judged *out, size_t index,
                            uint64_t *count)
{
    const struct sluice_trace_event *event = &seen->run->trace[index];
    const struct sluice_judge_class *known = seen->event_classes[index];
    const uint32_t due = classes_with(seen, sluice_case_parent(seen, known), SLUICE_CODE_CHECK);
    const struct sluice_life *life = sluice_case_life(seen, event->handle);
    const uint32_t own = life->checker == known ? 1 : 0;
    *count += due;
    if (life->check_codes < due + own &&
        sluice_observation_shows(seen->run, SLUICE_SHOWS(SLUICE_TRACE_CALLED))) {
        sluice_violated_at(seen, out, index,
                           "an object of %s is constructed when %u of its %u superclasses with a "
                           "check have run it",
                           event->name, life->check_codes - own, due);
    }
}

SLUICE_ORACLE(sluice_oracle_implicit_constructor)
{
    if (no_code(seen, out)) {
        return;
    }
    uint64_t count = 0;
    for (size_t i = 0; i < seen->run->trace_count && !sluice_is_violated(out); i++) {
        const struct sluice_trace_event *event = &seen->run->trace[i];
        if (event->type == SLUICE_TRACE_CONSTRUCTED && seen->event_classes[i] != NULL) {
            judge_ancestors(seen, out, i, &count);
        } else if (sluice_is_call(event, "superclass-constructor")) {
            sluice_violated_at(seen, out, i, "a constructor of %s runs that checks nothing",
                               name_of(event));
        }
    }
    if (!sluice_is_violated(out)) {
        sluice_conclude(seen, out,
                        SLUICE_SHOWS(SLUICE_TRACE_CALLED) | SLUICE_SHOWS(SLUICE_TRACE_CONSTRUCTED),
                        count, "superclasses with a check");
    }
}
