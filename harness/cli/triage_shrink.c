#include "harness/cli/triage_shrink.h"

#include "harness/cli/command.h"
#include "harness/cli/running.h"
#include "harness/cli/triage_policies.h"
#include "harness/fuzz/input.h"
#include "harness/stream/minimize.h"

#include <stdlib.h>
#include <string.h>

bool sluice_triage_on_streams(const char *target)
{
    return strcmp(target, "case") != 0 && strcmp(target, "results") != 0;
}

/* --- one trial ---------------------------------------------------------------------------------- */

static bool is_over(const struct sluice_triage_shrink *shrink)
{
    return shrink->failed || sluice_running_stop != 0 || shrink->trials >= shrink->max_trials ||
           sluice_running_milliseconds() >= shrink->end;
}

/* Whether the input shows it; then it is the best so far. */
static bool shows(struct sluice_triage_shrink *shrink, struct sluice_bytes input)
{
    if (is_over(shrink)) {
        return false;
    }
    shrink->trials++;
    if (!sluice_triage_ask(shrink->ask, input, &shrink->found)) {
        shrink->failed = true;
        return false;
    }
    const bool same = strcmp(sluice_text_get(&shrink->found.key), shrink->key) == 0;
    if (same) {
        /* Never longer than the first one, so that there is room for it. */
        memmove(shrink->best, input.data, input.length);
        shrink->length = input.length;
    }
    if (shrink->progress != NULL) {
        shrink->progress(shrink->context, shrink);
    }
    return same;
}

/* --- settings ----------------------------------------------------------------------------------- */

/* The input of these settings and that stream; bare where that means the same. Owned. */
static uint8_t *join(const struct sluice_fuzz_settings *settings, struct sluice_bytes stream,
                     size_t *length)
{
    static const struct sluice_fuzz_settings none;
    const bool is_plain = memcmp(settings->limits, none.limits, sizeof none.limits) == 0 &&
                          settings->policy == 0 && settings->flags == 0 && settings->choice == 0;
    const bool looks_set = stream.length >= SLUICE_FUZZ_SETTINGS &&
                           stream.data[0] == SLUICE_FUZZ_MARK;
    const size_t head = is_plain && !looks_set ? 0 : SLUICE_FUZZ_SETTINGS;
    uint8_t *input = malloc(head + stream.length + 1);
    if (input == NULL) {
        return NULL;
    }
    if (head > 0) {
        sluice_fuzz_settings_write(settings, input);
    }
    if (stream.length > 0) {
        memcpy(input + head, stream.data, stream.length);
    }
    *length = head + stream.length;
    return input;
}

static bool shows_with(struct sluice_triage_shrink *shrink,
                       const struct sluice_fuzz_settings *settings, struct sluice_bytes stream)
{
    size_t length = 0;
    uint8_t *input = join(settings, stream, &length);
    if (input == NULL) {
        (void)sluice_complain("out of memory");
        shrink->failed = true;
        return false;
    }
    const bool same = shows(shrink, (struct sluice_bytes){input, length});
    free(input);
    return same;
}

/* Tries the settings with one of them changed; keeps the change if it still shows it. */
static bool try_settings(struct sluice_triage_shrink *shrink, struct sluice_fuzz_settings *settings,
                         const struct sluice_fuzz_settings *changed, struct sluice_bytes stream)
{
    if (!shows_with(shrink, changed, stream)) {
        return false;
    }
    *settings = *changed;
    return true;
}

static void shrink_flags(struct sluice_triage_shrink *shrink, struct sluice_fuzz_settings *settings,
                         struct sluice_bytes stream)
{
    for (unsigned bit = 1; bit <= UINT8_MAX; bit <<= 1) {
        struct sluice_fuzz_settings changed = *settings;
        changed.flags = (uint8_t)(changed.flags & ~bit);
        if (changed.flags != settings->flags) {
            (void)try_settings(shrink, settings, &changed, stream);
        }
    }
}

static void shrink_limits(struct sluice_triage_shrink *shrink,
                          struct sluice_fuzz_settings *settings, struct sluice_bytes stream)
{
    for (size_t i = 0; i < SLUICE_FUZZ_LIMITS; i++) {
        struct sluice_fuzz_settings changed = *settings;
        changed.limits[i] = 0;
        if (settings->limits[i] != 0) {
            (void)try_settings(shrink, settings, &changed, stream);
        }
    }
}

/* Small numbers first, then fewer bits. */
static void shrink_choice(struct sluice_triage_shrink *shrink,
                          struct sluice_fuzz_settings *settings, struct sluice_bytes stream)
{
    enum { SMALL = 8 };
    struct sluice_fuzz_settings changed = *settings;
    for (uint32_t choice = 0; choice < SMALL && choice < settings->choice; choice++) {
        changed.choice = choice;
        if (try_settings(shrink, settings, &changed, stream)) {
            return;
        }
    }
    for (uint32_t bit = UINT32_C(1) << 31; settings->choice >= SMALL && bit != 0; bit >>= 1) {
        changed.choice = settings->choice & ~bit;
        if (changed.choice != settings->choice) {
            (void)try_settings(shrink, settings, &changed, stream);
        }
    }
}

static void shrink_policy(struct sluice_triage_shrink *shrink,
                          struct sluice_fuzz_settings *settings, struct sluice_bytes stream)
{
    struct sluice_triage_policies policies;
    if (!sluice_triage_policies_smaller(settings->policy, &policies)) {
        return; /* without memory it stays as it is */
    }
    for (size_t i = 0; i < policies.count; i++) {
        struct sluice_fuzz_settings changed = *settings;
        changed.policy = policies.numbers[i];
        if (try_settings(shrink, settings, &changed, stream)) {
            break;
        }
    }
    sluice_triage_policies_free(&policies);
}

static void shrink_settings(struct sluice_triage_shrink *shrink,
                            struct sluice_fuzz_settings *settings, struct sluice_bytes stream)
{
    const struct sluice_fuzz_settings none = {0};
    if (try_settings(shrink, settings, &none, stream)) {
        return;
    }
    shrink_choice(shrink, settings, stream);
    shrink_flags(shrink, settings, stream);
    shrink_limits(shrink, settings, stream);
    shrink_policy(shrink, settings, stream);
}

/* --- streams ------------------------------------------------------------------------------------ */

struct hunt {
    struct sluice_triage_shrink *shrink;
    const struct sluice_fuzz_settings *settings;
};

static enum sluice_minimize_answer still(void *context, const struct sluice_program *candidate,
                                         struct sluice_bytes bytes)
{
    struct hunt *hunt = context;
    (void)candidate;
    if (is_over(hunt->shrink)) {
        return SLUICE_MINIMIZE_STOP;
    }
    return shows_with(hunt->shrink, hunt->settings, bytes) ? SLUICE_MINIMIZE_KEPT
                                                           : SLUICE_MINIMIZE_LOST;
}

static void shrink_stream(struct sluice_triage_shrink *shrink,
                          const struct sluice_fuzz_settings *settings, struct sluice_bytes stream)
{
    struct hunt hunt = {shrink, settings};
    const struct sluice_minimize_settings how = {
        .still = still, .context = &hunt, .max_trials = shrink->max_trials, .keep_claims = true};
    struct sluice_minimized least = {0};
    struct sluice_yaml_error error = {0};
    struct sluice_program *program = sluice_disassemble(stream.data, stream.length);
    if (program == NULL || !sluice_minimize(program, &how, &least, &error)) {
        (void)sluice_complain("out of memory for the program of a stream");
        shrink->failed = true;
    } else {
        shrink->complete = least.complete;
        sluice_program_free(least.program);
    }
    sluice_program_free(program);
}

/* The best so far, taken apart: a copy, since trials write over it. Free the stream's data. */
static bool take_apart(const struct sluice_triage_shrink *shrink,
                       struct sluice_fuzz_settings *settings, struct sluice_bytes *stream,
                       uint8_t **copy)
{
    *copy = malloc(shrink->length + 1);
    if (*copy == NULL) {
        (void)sluice_complain("out of memory");
        return false;
    }
    memcpy(*copy, shrink->best, shrink->length);
    const struct sluice_fuzz_input input = sluice_fuzz_input_read(
        (struct sluice_bytes){*copy, shrink->length});
    *settings = input.settings;
    *stream = input.stream;
    return true;
}

static bool shrink_input(struct sluice_triage_shrink *shrink)
{
    struct sluice_fuzz_settings settings;
    struct sluice_bytes stream;
    uint8_t *copy = NULL;
    if (!take_apart(shrink, &settings, &stream, &copy)) {
        return false;
    }
    shrink_settings(shrink, &settings, stream);
    shrink_stream(shrink, &settings, stream);
    free(copy);
    /* A smaller stream may need fewer of its settings. */
    if (!take_apart(shrink, &settings, &stream, &copy)) {
        return false;
    }
    shrink_settings(shrink, &settings, stream);
    free(copy);
    return !shrink->failed;
}

/* --- plain bytes -------------------------------------------------------------------------------- */

/* Leaves out `count` bytes at a time; true if any went. */
static bool leave_out(struct sluice_triage_shrink *shrink, uint8_t *input, size_t count)
{
    bool any = false;
    for (size_t at = 0; at < shrink->length && !is_over(shrink);) {
        const size_t length = shrink->length;
        const size_t out = count < length - at ? count : length - at;
        memcpy(input, shrink->best, at);
        memcpy(input + at, shrink->best + at + out, length - at - out);
        const bool gone = shows(shrink, (struct sluice_bytes){input, length - out});
        any = any || gone;
        at += gone ? 0 : out;
    }
    return any;
}

static bool shrink_bytes(struct sluice_triage_shrink *shrink)
{
    uint8_t *input = malloc(shrink->length + 1);
    if (input == NULL) {
        (void)sluice_complain("out of memory");
        return false;
    }
    bool again = true;
    while (again && !is_over(shrink)) {
        again = false;
        for (size_t count = (shrink->length + 1) / 2; count > 0; count /= 2) {
            again = leave_out(shrink, input, count) || again;
        }
    }
    shrink->complete = !is_over(shrink);
    free(input);
    return !shrink->failed;
}

bool sluice_triage_shrink(struct sluice_triage_shrink *shrink, struct sluice_bytes input)
{
    /* A stream under default settings that looks like settings gets some: room for those. */
    shrink->best = malloc(input.length + SLUICE_FUZZ_SETTINGS + 1);
    if (shrink->best == NULL) {
        (void)sluice_complain("out of memory");
        return false;
    }
    if (input.length > 0) {
        memcpy(shrink->best, input.data, input.length);
    }
    shrink->length = input.length;
    const bool good = shrink->on_streams ? shrink_input(shrink) : shrink_bytes(shrink);
    sluice_triage_finding_free(&shrink->found);
    return good;
}
