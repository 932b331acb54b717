/* Debug builds (SLUICE_KIT_CHECKS) watch the code of the classes: what breaks its contract, and would
 * go unseen until it hurts, ends the run as SLUICE_CLASS_CODE_BROKEN (DEV-1, DEV-4, DEV-5).
 *
 *   kept-view          a get-argument view, a read channel or what was got from one is used or kept
 *                      after the call
 *   changes-its-answer a check that is asked twice says yes and no
 *   allocates          a check takes memory (seen with glibc, one thread, and no sanitizer)
 *   changes-its-state  a check or constructor writes to what `read` has left
 *   copies-in-check    a check asks for copies
 *   writes-outside     a constructor writes past its class's part of the instance, or into the
 *                      superclass's
 *
 * In other builds nothing of it is there. */
#ifndef SLUICE_STREAM_WATCH_H
#define SLUICE_STREAM_WATCH_H

#include "contents.h"
#include "own.h"

/* The read channel of one class. */
struct sluice_custom_data {
    struct sluice_engine *engine;
    struct sluice_cursor cursor;
    enum sluice_reason failure; /* the first; it sticks */
#ifdef SLUICE_KIT_CHECKS
    struct sluice_watch *watch;
    bool is_over; /* the call that it was made for */
#endif
};

#ifdef SLUICE_KIT_CHECKS

/* Each calls the code and gives its answer; false: the run has failed. */
bool sluice_watch_read(struct sluice_engine *engine, const struct sluice_class_model *model,
                       struct sluice_custom_data *data, void *state, bool *accepted);
bool sluice_watch_check(struct sluice_engine *engine, const struct sluice_class_model *model,
                        struct sluice_get_arg *argument, bool *holds);
bool sluice_watch_constructor(struct sluice_engine *engine, const struct sluice_class_model *model,
                              struct sluice_get_arg *argument, struct sluice_instance *instance,
                              bool *made);

/* The same text in memory that is overwritten when the call ends. */
struct sluice_bytes sluice_watch_text(const struct sluice_get_arg *argument,
                                      struct sluice_bytes text);

/* Notes a breach, for the end of the call that is under way. */
void sluice_watch_note(struct sluice_watch *watch, const char *what);

void sluice_watch_free(struct sluice_result *result, struct sluice_heap *heap);

/* True when the call is over that the view was made for. */
static inline bool sluice_view_is_over(const struct sluice_get_arg *argument)
{
    if (argument->is_over) {
        sluice_watch_note(argument->watch, "kept-view");
    }
    return argument->is_over;
}

static inline bool sluice_channel_is_over(const struct sluice_custom_data *data)
{
    if (data->is_over) {
        sluice_watch_note(data->watch, "kept-view");
    }
    return data->is_over;
}

static inline void sluice_copies_in_check(const struct sluice_get_arg *argument)
{
    sluice_watch_note(argument->watch, "copies-in-check");
}

#define SLUICE_WATCHED_READ sluice_watch_read
#define SLUICE_WATCHED_CHECK sluice_watch_check
#define SLUICE_WATCHED_CONSTRUCTOR sluice_watch_constructor

#else

static inline struct sluice_bytes sluice_watch_text(const struct sluice_get_arg *argument,
                                                    struct sluice_bytes text)
{
    (void)argument;
    return text;
}

static inline bool sluice_view_is_over(const struct sluice_get_arg *argument)
{
    (void)argument;
    return false;
}

static inline bool sluice_channel_is_over(const struct sluice_custom_data *data)
{
    (void)data;
    return false;
}

static inline void sluice_copies_in_check(const struct sluice_get_arg *argument)
{
    (void)argument;
}

static inline void sluice_watch_free(struct sluice_result *result, struct sluice_heap *heap)
{
    (void)result;
    (void)heap;
}

#define SLUICE_WATCHED_READ(engine, model, data, state, accepted)                                  \
    (*(accepted) = (model)->read((data), (state), (model)->context), true)
#define SLUICE_WATCHED_CHECK(engine, model, argument, holds)                                       \
    (*(holds) = (model)->check((argument), (model)->context), true)
#define SLUICE_WATCHED_CONSTRUCTOR(engine, model, argument, instance, made)                        \
    (*(made) = (model)->constructor((argument), sluice_instance_bytes(instance),                   \
                                    (model)->context),                                             \
     true)

#endif

#endif
