/* How oracles answer. */
#include "rules/case.h"

#include <stdarg.h>
#include <stdio.h>

/* Texts of a stream or a target may hold anything: details stay printable ASCII. */
static void make_printable(char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < 0x20 || (unsigned char)*text > 0x7E) {
            *text = '?';
        }
    }
}

__attribute__((format(printf, 4, 0))) static void say(struct sluice_judged *out,
                                                      enum sluice_ruling ruling, const char *lead,
                                                      const char *format, va_list arguments)
{
    out->ruling = ruling;
    if (out->terse && ruling != SLUICE_RULING_VIOLATED) {
        return;
    }
    const int led = snprintf(out->detail, sizeof out->detail, "%s", lead);
    const size_t used = led > 0 ? (size_t)led : 0;
    (void)vsnprintf(out->detail + used, sizeof out->detail - used, format, arguments);
    make_printable(out->detail);
}

void sluice_violated_at(const struct sluice_case *seen, struct sluice_judged *out, size_t event,
                        const char *format, ...)
{
    char lead[64];
    out->event = event + seen->attempt_start;
    out->offset = seen->run->trace[event].offset;
    if (out->offset == SLUICE_NOT_MEASURED) {
        (void)snprintf(lead, sizeof lead, "event %zu: ", out->event);
    } else {
        (void)snprintf(lead, sizeof lead, "event %zu at offset %llu: ", out->event,
                       (unsigned long long)out->offset);
    }
    va_list arguments;
    va_start(arguments, format);
    say(out, SLUICE_RULING_VIOLATED, lead, format, arguments);
    va_end(arguments);
}

void sluice_violated(struct sluice_judged *out, uint64_t offset, const char *format, ...)
{
    char lead[40] = "";
    out->offset = offset;
    if (offset != SLUICE_NOT_MEASURED) {
        (void)snprintf(lead, sizeof lead, "offset %llu: ", (unsigned long long)offset);
    }
    va_list arguments;
    va_start(arguments, format);
    say(out, SLUICE_RULING_VIOLATED, lead, format, arguments);
    va_end(arguments);
}

void sluice_held(struct sluice_judged *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(out, SLUICE_RULING_HELD, "", format, arguments);
    va_end(arguments);
}

void sluice_not_applicable(struct sluice_judged *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(out, SLUICE_RULING_NOT_APPLICABLE, "", format, arguments);
    va_end(arguments);
}

void sluice_conclude(const struct sluice_case *seen, struct sluice_judged *out, uint32_t mask,
                     uint64_t count, const char *what)
{
    if (!sluice_case_raises(seen, mask)) {
        sluice_not_applicable(out, "the target does not show what this rule is judged by");
    } else if (seen->run->trace_dropped > 0 && mask != 0) {
        sluice_not_applicable(out, "the trace is not complete: %llu events were dropped",
                              (unsigned long long)seen->run->trace_dropped);
    } else if (count == 0) {
        sluice_not_applicable(out, "no %s: nothing puts the rule to the test", what);
    } else {
        sluice_held(out, "%s: %llu, all as the rule asks", what, (unsigned long long)count);
    }
}
