/* The observer sees what the decoder does, in order, while it does it. The rules are judged from
 * this trace (rules/), so each event is raised by the code that performs the act, at that moment.
 * Without an observer the cost is one predictable branch at each place. */
#ifndef SLUICE_OBSERVER_H
#define SLUICE_OBSERVER_H

#include "sluice/error.h"

/* X(member, stable name): what the fields of struct sluice_event mean for each is said below. */
#define SLUICE_EVENTS(X)                                                                             \
    /* bytes were taken from a callback source; amount = bytes, total = bytes so far */              \
    X(BYTES_PULLED, "bytes-pulled")                                                                  \
    /* memory was taken; amount = bytes, total = bytes held now */                                   \
    X(MEMORY_GROWN, "memory-grown")                                                                  \
    /* a counter that runs until reset was charged; name = "objects" or "elements",                \
       amount = charge, total = new value */ \
    X(COUNTER_CHARGED, "counter-charged")                                                            \
    /* TC_RESET: handles forgotten, counters back to 0 */                                            \
    X(RESET, "reset")                                                                                \
    /* inspect: the run begins anew with another reading of custom data; what was seen is void */    \
    X(RESTARTED, "restarted")                                                                        \
    /* a handle was assigned; handle; the object behind it does not exist yet */                     \
    X(HANDLE_ASSIGNED, "handle-assigned")                                                            \
    /* the policy decided on a class; name = class, reason = SLUICE_OK or the refusal */             \
    X(CLASS_CHECKED, "class-checked")                                                                \
    /* all data of an object is read, its check begins; name, handle */                              \
    X(CHECK_BEGAN, "check-began")                                                                    \
    /* the check is over; name, handle, reason = SLUICE_OK or the refusal */                         \
    X(CHECK_ENDED, "check-ended")                                                                    \
    /* the object now exists; name, handle */                                                        \
    X(CONSTRUCTED, "constructed")                                                                    \
    /* readResolve replaced the object; name, handle */                                              \
    X(RESOLVED, "resolved")                                                                          \
    /* from now on a reference to this handle yields the object; name, handle */                     \
    X(PUBLISHED, "published")                                                                        \
    /* a back reference was read; handle, reason = SLUICE_OK or the refusal */                       \
    X(REFERENCED, "referenced")                                                                      \
    /* an object in data that nobody asked for was passed over unbuilt; handle */                    \
    X(SKIPPED, "skipped")                                                                            \
    /* an object kept a private copy of a mutable value; name = its class, handle = the value's */   \
    X(COPIED, "copied")                                                                              \
    /* the run failed; reason */                                                                     \
    X(FAILED, "failed")                                                                              \
    /* the finished result is about to be handed to the caller; amount = top-level items */          \
    X(RESULT_PUBLISHED, "result-published")                                                          \
    /* C code of a class ran; name = class, handle = the object's, reason = what it came to, */      \
    /* what = "read-object", "check" or "constructor"; with reason class-code-broken, what it */     \
    /* did: "kept-view" ... (see SLUICE_KIT_CHECKS in policy.h). Destructors run unseen. */          \
    X(CALLED, "called")

enum sluice_event_type {
#define X(member, name) SLUICE_EVENT_##member,
    SLUICE_EVENTS(X)
#undef X
};

/** One event. Valid during the callback only; `name` points into the stream or to static text. */
struct sluice_event {
    enum sluice_event_type type;
    enum sluice_reason reason;
    uint64_t offset; /* bytes used when the event happened */
    uint64_t amount;
    uint64_t total;
    uint32_t handle; /* as counted over the whole stream, from 0, resets included */
    uint32_t depth;  /* open containers */
    struct sluice_bytes name;
    const char *what; /* CALLED: which code; static text. Else NULL */
};

/** The callback must not call back into the run that raised the event. */
struct sluice_observer {
    void (*on_event)(void *context, const struct sluice_event *event);
    void *context;
};

/** The stable name of an event type ("check-began"); never NULL. */
SLUICE_API const char *sluice_event_name(enum sluice_event_type type);

#endif
