/* Watching the code of the classes. Compiled in debug builds only; see watch.h. */
#include "watch.h"

#include "class_code.h"

#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#endif
#ifdef HAS_ASAN
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(memory, bytes) ((void)(memory), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(memory, bytes) ((void)(memory), (void)(bytes))
#endif

#if defined(__GLIBC__) && !defined(HAS_ASAN)
#if __GLIBC_PREREQ(2, 33)
#include <malloc.h>
#include <sys/single_threaded.h>
#define HAS_MALLINFO 1
#endif
#endif

enum { VIEWS = 16, SCRATCH_BLOCK = 4096, OVER = 0xA5 };

/* Memory for what views give out; all of it is overwritten when the call ends, and used again. */
struct scratch {
    struct scratch *next;
    size_t bytes;
    size_t used;
    uint8_t data[];
};

struct sluice_watch {
    /* Views of the last calls, so that a view that was kept is noticed when it is used. */
    struct sluice_get_arg views[VIEWS];
    struct sluice_custom_data channels[VIEWS];
    unsigned next;
    struct scratch *scratch;
    size_t scratch_bytes;
    const char *breach;         /* the first; NULL: none */
    enum sluice_reason refused; /* memory for scratch was, the first time */
};

void sluice_watch_note(struct sluice_watch *watch, const char *what)
{
    if (watch->breach == NULL) {
        watch->breach = what;
    }
}

static struct sluice_watch *watch_of(struct sluice_engine *engine)
{
    struct sluice_result *result = engine->result;
    if (result->watch == NULL) {
        result->watch = sluice_heap_get(&result->heap, sizeof *result->watch);
        if (result->watch == NULL) {
            (void)sluice_fail_memory(engine);
            return NULL;
        }
        memset(result->watch, 0, sizeof *result->watch);
    }
    return result->watch;
}

/* --- scratch ---------------------------------------------------------------------------------- */

static uint8_t *scratch_get(struct sluice_watch *watch, struct sluice_heap *heap, size_t bytes)
{
    struct scratch *block = watch->scratch;
    while (block != NULL && block->bytes - block->used < bytes) {
        block = block->next;
    }
    if (block == NULL) {
        const size_t room = bytes > SCRATCH_BLOCK ? bytes : SCRATCH_BLOCK;
        block = sluice_heap_get(heap, sizeof *block + room);
        if (block == NULL) {
            watch->refused = watch->refused != SLUICE_OK ? watch->refused
                                                         : sluice_heap_refusal(heap);
            return NULL;
        }
        *block = (struct scratch){.next = watch->scratch, .bytes = room};
        watch->scratch = block;
        watch->scratch_bytes += room;
    }
    uint8_t *data = block->data + block->used;
    ASAN_UNPOISON_MEMORY_REGION(data, bytes);
    block->used += bytes;
    return data;
}

static void scratch_end(struct sluice_watch *watch)
{
    for (struct scratch *block = watch->scratch; block != NULL; block = block->next) {
        ASAN_UNPOISON_MEMORY_REGION(block->data, block->bytes);
        memset(block->data, OVER, block->bytes);
        ASAN_POISON_MEMORY_REGION(block->data, block->bytes);
        block->used = 0;
    }
}

struct sluice_bytes sluice_watch_text(const struct sluice_get_arg *argument,
                                      struct sluice_bytes text)
{
    struct sluice_heap *heap = &argument->engine->result->heap;
    uint8_t *copy = scratch_get(argument->watch, heap, text.length + 1);
    if (copy == NULL) {
        return text; /* the run ends with the call */
    }
    if (text.length != 0) {
        memcpy(copy, text.data, text.length);
    }
    return (struct sluice_bytes){copy, text.length};
}

void sluice_watch_free(struct sluice_result *result, struct sluice_heap *heap)
{
    if (result->watch == NULL) {
        return;
    }
    while (result->watch->scratch != NULL) {
        struct scratch *block = result->watch->scratch;
        result->watch->scratch = block->next;
        ASAN_UNPOISON_MEMORY_REGION(block->data, block->bytes);
        sluice_heap_put(heap, block, sizeof *block + block->bytes);
    }
    sluice_heap_put(heap, result->watch, sizeof *result->watch);
    result->watch = NULL;
}

/* --- memory ----------------------------------------------------------------------------------- */

/* Bytes that the program has from malloc; always 0 where that cannot be told. */
static size_t bytes_in_use(void)
{
#ifdef HAS_MALLINFO
    if (__libc_single_threaded) {
        const struct mallinfo2 info = mallinfo2();
        return info.uordblks + info.hblkhd;
    }
#endif
    return 0;
}

/* --- calls ------------------------------------------------------------------------------------ */

/* A fresh view of the same data. */
static struct sluice_get_arg *open_view(struct sluice_watch *watch,
                                        const struct sluice_get_arg *argument)
{
    struct sluice_get_arg *view = &watch->views[watch->next++ % VIEWS];
    *view = *argument;
    view->watch = watch;
    view->is_over = false;
    return view;
}

static bool ends_well(struct sluice_engine *engine, const struct sluice_class_model *model,
                      const struct sluice_watch *watch)
{
    if (watch->refused != SLUICE_OK) {
        return sluice_fail(engine, watch->refused, sluice_reader_offset(&engine->reader), "memory");
    }
    return watch->breach == NULL || sluice_code_broken(engine, model, watch->breach);
}

bool sluice_watch_read(struct sluice_engine *engine, const struct sluice_class_model *model,
                       struct sluice_custom_data *data, void *state, bool *accepted)
{
    struct sluice_watch *watch = watch_of(engine);
    if (watch == NULL) {
        return false;
    }
    struct sluice_custom_data *channel = &watch->channels[watch->next++ % VIEWS];
    *channel = *data;
    channel->watch = watch;
    *accepted = model->read(channel, state, model->context);
    channel->is_over = true;
    data->failure = channel->failure;
    return ends_well(engine, model, watch);
}

/* Asks once. What the view itself takes for its texts is not the check's. */
static bool ask(struct sluice_watch *watch, const struct sluice_class_model *model,
                const struct sluice_get_arg *argument)
{
    struct sluice_get_arg *view = open_view(watch, argument);
    const size_t scratch = watch->scratch_bytes;
    const size_t before = bytes_in_use();
    const bool holds = model->check(view, model->context);
    const size_t after = bytes_in_use();
    if (after > before && watch->scratch_bytes == scratch) {
        sluice_watch_note(watch, "allocates");
    }
    view->is_over = true;
    scratch_end(watch);
    return holds;
}

/* A copy of the states of an object, to be compared after the call. */
struct states {
    const uint8_t *bytes;
    uint8_t *copy;
    size_t count;
};

static bool remember_states(struct sluice_engine *engine, const struct sluice_get_arg *argument,
                            struct states *states)
{
    *states = (struct states){0};
    if (argument->own == 0) {
        return true;
    }
    const struct sluice_words_node *own = sluice_store_at(&engine->result->store, argument->own);
    states->bytes = (const uint8_t *)(sluice_node_words(own) + SLUICE_OWN_POINTER_WORDS);
    states->count = (own->count - SLUICE_OWN_POINTER_WORDS) * sizeof(uint32_t);
    states->copy = sluice_heap_get(&engine->result->heap, states->count + 1);
    if (states->copy == NULL) {
        return sluice_fail_memory(engine);
    }
    memcpy(states->copy, states->bytes, states->count);
    return true;
}

static void compare_states(struct sluice_engine *engine, struct sluice_watch *watch,
                           const struct states *states)
{
    if (states->copy != NULL) {
        if (memcmp(states->bytes, states->copy, states->count) != 0) {
            sluice_watch_note(watch, "changes-its-state");
        }
        sluice_heap_put(&engine->result->heap, states->copy, states->count + 1);
    }
}

bool sluice_watch_check(struct sluice_engine *engine, const struct sluice_class_model *model,
                        struct sluice_get_arg *argument, bool *holds)
{
    struct sluice_watch *watch = watch_of(engine);
    struct states states;
    if (watch == NULL || !remember_states(engine, argument, &states)) {
        return false;
    }
    *holds = ask(watch, model, argument);
    const uint64_t looked_at = engine->looked_at;
    const uint64_t steps = engine->steps;
    if (ask(watch, model, argument) != *holds) {
        sluice_watch_note(watch, "changes-its-answer");
    }
    engine->looked_at = looked_at; /* the second time is not the check's own doing */
    engine->steps = steps;
    compare_states(engine, watch, &states);
    return ends_well(engine, model, watch);
}

/* --- constructors ----------------------------------------------------------------------------- */

static bool all_are(const uint8_t *bytes, size_t count, uint8_t value)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] != value) {
            return false;
        }
    }
    return true;
}

static bool points_into(uintptr_t word, const void *memory, size_t bytes)
{
    return word - (uintptr_t)memory < bytes;
}

/* Is the word a pointer to something that ends with the call, or that is not the class's to keep: the
 * bytes of the stream, what a view has given, the view itself? */
static bool is_view(const struct sluice_engine *engine, uintptr_t word)
{
    const struct sluice_watch *watch = engine->result->watch;
    const struct sluice_reader *reader = &engine->reader;
    if (points_into(word, reader->base, (size_t)(reader->end - reader->base)) ||
        points_into(word, watch, sizeof *watch)) {
        return true;
    }
    for (const struct scratch *block = watch->scratch; block != NULL; block = block->next) {
        if (points_into(word, block->data, block->bytes)) {
            return true;
        }
    }
    return false;
}

static bool keeps_view(const struct sluice_engine *engine, const uint8_t *bytes, size_t count)
{
    for (size_t at = 0; at + sizeof(uintptr_t) <= count; at += sizeof(uintptr_t)) {
        uintptr_t word;
        memcpy(&word, bytes + at, sizeof word);
        if (is_view(engine, word)) {
            return true;
        }
    }
    return false;
}

static void inspect_instance(const struct sluice_engine *engine, struct sluice_watch *watch,
                             struct sluice_instance *instance, size_t own_end)
{
    const uint8_t *bytes = sluice_instance_bytes(instance);
    if (!all_are(bytes - SLUICE_INSTANCE_GUARD, SLUICE_INSTANCE_GUARD, SLUICE_GUARD_BYTE) ||
        !all_are(bytes + instance->size, SLUICE_INSTANCE_GUARD, SLUICE_GUARD_BYTE) ||
        !all_are(bytes + own_end, instance->size - own_end, 0)) {
        sluice_watch_note(watch, "writes-outside");
    }
    if (keeps_view(engine, bytes, own_end)) {
        sluice_watch_note(watch, "kept-view");
    }
}

/* Bytes of the instance that belong to the superclasses. */
static size_t inherited_size(const struct sluice_policy *policy, uint32_t index)
{
    const uint32_t parent = policy->compiled[index].parent;
    return parent != 0 ? policy->models[parent - 1].instance_size : 0;
}

static bool construct(struct sluice_engine *engine, struct sluice_watch *watch,
                      const struct sluice_class_model *model, struct sluice_get_arg *argument,
                      struct sluice_instance *instance)
{
    uint8_t *bytes = sluice_instance_bytes(instance);
    const size_t inherited = inherited_size(engine->policy, argument->model);
    uint8_t *before = scratch_get(watch, &engine->result->heap, inherited + 1);
    if (before != NULL) {
        memcpy(before, bytes, inherited);
    }
    struct sluice_get_arg *view = open_view(watch, argument);
    const bool made = model->constructor(view, bytes, model->context);
    view->is_over = true;
    if (before != NULL && memcmp(before, bytes, inherited) != 0) {
        sluice_watch_note(watch, "writes-outside");
    }
    inspect_instance(engine, watch, instance, model->instance_size);
    scratch_end(watch);
    return made;
}

bool sluice_watch_constructor(struct sluice_engine *engine, const struct sluice_class_model *model,
                              struct sluice_get_arg *argument, struct sluice_instance *instance,
                              bool *made)
{
    struct sluice_watch *watch = watch_of(engine);
    struct states states;
    *made = false;
    if (watch == NULL || !remember_states(engine, argument, &states)) {
        return false;
    }
    *made = construct(engine, watch, model, argument, instance);
    compare_states(engine, watch, &states);
    return ends_well(engine, model, watch);
}
