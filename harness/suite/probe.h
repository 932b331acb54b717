/* A probe: one stream after another before a target, with what came of each, whatever that was.
 *
 * The streams are judged by all rules, in a worker process: a crash, a sanitizer's report and a hang are
 * outcomes like any other, and the next stream runs in a fresh process. It is what a minimizer asks
 * whether a smaller stream still does the same. */
#ifndef SLUICE_SUITE_PROBE_H
#define SLUICE_SUITE_PROBE_H

#include "harness/base/text.h"
#include "harness/suite/case.h"
#include "rules/judge.h"

#include <signal.h>

/** What is asked of each stream. All that it points to must outlive the probe. */
struct sluice_probe_settings {
    const struct sluice_case *item; /* mode, models and limits; its program is not looked at */
    const struct sluice_target *target;
    size_t max_bytes;                  /* no stream is longer */
    unsigned deadline;                 /* milliseconds for one stream */
    const volatile sig_atomic_t *stop; /* NULL, or set to end it early */
};

/** What came of a stream. Zero-initialize; free with sluice_probed_free(). Texts are "" where there is
 * nothing to say, and valid until it is used again. */
struct sluice_probed {
    enum sluice_verdict verdict; /* the target's own, or what was worse; NOT_RUN: it was stopped */
    enum sluice_outcome outcome; /* with an answer: the target's */
    bool answered;               /* false: the process died, hung, or the harness failed */
    const char *java_class;
    const char *reason;
    const char *at;
    const char *path;
    const char *value;   /* compact form */
    const char *end;     /* without an answer: how the process ended, "killed by SIGSEGV" */
    const char *rulings; /* one character for each rule: '0' + enum sluice_ruling */
    const char *detail;  /* of the first rule that is violated */
    struct sluice_text text;
};

struct sluice_probe;

/** NULL without memory. */
SLUICE_NODISCARD struct sluice_probe *
sluice_probe_open(const struct sluice_probe_settings *settings);

/** Runs one stream. False without memory, when it is too long, or when the target cannot be run. */
SLUICE_NODISCARD bool sluice_probe_ask(struct sluice_probe *probe, struct sluice_bytes stream,
                                       struct sluice_probed *out);

/** Ends the worker; NULL is allowed. */
void sluice_probe_close(struct sluice_probe *probe);

/** The same for one stream in the calling process, which does not outlive a crash. */
SLUICE_NODISCARD bool sluice_probe_here(const struct sluice_probe_settings *settings,
                                        struct sluice_bytes stream, struct sluice_probed *out);

void sluice_probed_free(struct sluice_probed *probed);

/** The ruling of the rule with that index. */
enum sluice_ruling sluice_probed_ruling(const struct sluice_probed *probed, size_t rule);

/** The first violated rule from `rule` on; sluice_rule_count() if there is none. */
size_t sluice_probed_violated(const struct sluice_probed *probed, size_t rule);

/**
 * What two streams must have in common to show the same: that rule `rule` is violated, with what reason
 * and where the stream is refused, if it is; else how the process ended; else the verdict, the Java class, the reason, the element of the grammar, and whether
 * the rule is put to the test. For people too: "rule IN-10 is violated", "reject, EOFException,
 * truncated, at array.length, with IN-10 put to the test".
 */
void sluice_probed_say(const struct sluice_probed *probed, size_t rule, struct sluice_text *out);

#endif
