/* The trace of sluice_inspect(): what is counted adds up, order is kept, and nothing follows a
 * failure. Over all real streams, and over some with resets and faults. */
#include "support.h"

#include <string.h>

#define STREAMS "../../../corpora/valid/streams"

struct trace {
    uint64_t objects;
    uint64_t elements;
    uint64_t pulled;
    uint64_t offset;
    uint32_t handles;
    uint32_t most_objects;
    unsigned resets;
    unsigned restarts;
    unsigned failures;
    unsigned results;
    unsigned wrong;
    enum sluice_reason reason;
};

static void fault(struct trace *trace, const char *what)
{
    print_error("%s\n", what);
    trace->wrong++;
}

static void see_charge(struct trace *trace, const struct sluice_event *event)
{
    const bool objects = event->name.length == 7 && memcmp(event->name.data, "objects", 7) == 0;
    const bool elements = event->name.length == 8 && memcmp(event->name.data, "elements", 8) == 0;
    uint64_t *counter = objects ? &trace->objects : &trace->elements;
    if (!objects && !elements) {
        fault(trace, "an unknown counter");
    }
    *counter += event->amount;
    if (event->total != *counter) {
        fault(trace, "a counter that does not add up");
    }
}

static void see(void *context, const struct sluice_event *event)
{
    struct trace *trace = context;
    if (trace->failures + trace->results > 0) {
        fault(trace, "an event after the last one");
    }
    if (event->type == SLUICE_EVENT_RESTARTED) {
        /* What was seen before is void, but for the bytes. */
        *trace = (struct trace){
            .pulled = trace->pulled, .wrong = trace->wrong, .restarts = trace->restarts + 1};
    }
    if (event->type != SLUICE_EVENT_MEMORY_GROWN && event->type != SLUICE_EVENT_BYTES_PULLED) {
        if (event->offset < trace->offset) {
            fault(trace, "an event that goes back");
        }
        trace->offset = event->offset;
    }
    switch (event->type) {
    case SLUICE_EVENT_COUNTER_CHARGED:
        see_charge(trace, event);
        break;
    case SLUICE_EVENT_HANDLE_ASSIGNED:
        if (event->handle != trace->handles++) {
            fault(trace, "a handle out of order");
        }
        break;
    case SLUICE_EVENT_RESET:
        trace->objects = 0;
        trace->elements = 0;
        trace->resets++;
        break;
    case SLUICE_EVENT_BYTES_PULLED:
        trace->pulled += event->amount;
        if (event->total != trace->pulled) {
            fault(trace, "bytes that do not add up");
        }
        break;
    case SLUICE_EVENT_FAILED:
        trace->failures++;
        trace->reason = event->reason;
        break;
    case SLUICE_EVENT_RESULT_PUBLISHED:
        trace->results++;
        break;
    case SLUICE_EVENT_RESTARTED:
        break; /* see() */
    case SLUICE_EVENT_MEMORY_GROWN:
        break;
    case SLUICE_EVENT_CLASS_CHECKED:
    case SLUICE_EVENT_CHECK_BEGAN:
    case SLUICE_EVENT_CHECK_ENDED:
    case SLUICE_EVENT_CONSTRUCTED:
    case SLUICE_EVENT_RESOLVED:
    case SLUICE_EVENT_PUBLISHED:
    case SLUICE_EVENT_REFERENCED:
    case SLUICE_EVENT_SKIPPED:
    case SLUICE_EVENT_COPIED:
    case SLUICE_EVENT_CALLED:
        fault(trace, "an event of decode");
        break;
    }
}

static struct trace observe(const struct stream *stream, bool as_callback)
{
    struct trace trace = {0};
    const struct sluice_observer observer = {see, &trace};
    const struct sluice_options options = {.observer = &observer};
    struct chunks chunks;
    const struct sluice_source source = as_callback
                                            ? chunked_source(&chunks, stream, 100,
                                                             SLUICE_UNKNOWN_LENGTH)
                                            : sluice_source_memory(stream->bytes, stream->length);
    struct sluice_document *document;
    struct sluice_status status;
    (void)!sluice_inspect(&source, &options, &document, &status);
    if (status.reason == SLUICE_OK ? trace.failures != 0 || trace.results != 1
                                   : trace.failures != 1 || trace.results != 0) {
        fault(&trace, "the end is not told once");
    }
    if (trace.reason != status.reason) {
        fault(&trace, "another failure than the one returned");
    }
    if (as_callback && status.reason == SLUICE_OK && trace.pulled != stream->length) {
        fault(&trace, "bytes that nobody pulled");
    }
    sluice_document_free(document);
    return trace;
}

struct sums {
    unsigned wrong;
    unsigned restarts;
};

static void observe_file(const char *path, const char *id, void *context)
{
    struct sums *sums = context;
    struct stream stream = stream_of_file(path);
    for (unsigned cut = 0; cut < 2; cut++) {
        stream.length -= cut;
        const struct trace whole = observe(&stream, false);
        sums->restarts += whole.restarts;
        if (whole.wrong + observe(&stream, true).wrong > 0) {
            print_error("%s, cut by %u\n", id, cut);
            sums->wrong++;
        }
    }
    stream_free(&stream);
}

static void test_corpus(void **state)
{
    (void)state;
    struct sums sums = {0};
    for_each_file(STREAMS, ".ser", observe_file, &sums);
    assert_int_equal(sums.wrong, 0);
    assert_true(sums.restarts > 0); /* some streams have to be read twice */
}

static void test_counts(void **state)
{
    (void)state;
    struct stream stream = stream_begin();
    put_hex(&stream, "74 0000 75 72 0001 41 0000000000000001 02 0000 78 70 00000002 70 70"
                     "79 74 0000 79 79");
    const struct trace trace = observe(&stream, false);
    assert_int_equal(trace.wrong, 0);
    assert_int_equal(trace.resets, 3);
    assert_int_equal(trace.handles, 4);
    assert_int_equal(trace.objects, 0);
    stream_free(&stream);
}

/* Memory that is taken is told, with the total held. */
struct growth {
    uint64_t events;
    uint64_t most;
};

static void see_growth(void *context, const struct sluice_event *event)
{
    struct growth *growth = context;
    if (event->type == SLUICE_EVENT_MEMORY_GROWN) {
        growth->events++;
        assert_true(event->amount > 0 && event->total >= event->amount);
        if (event->total > growth->most) {
            growth->most = event->total;
        }
    }
}

static void test_growth(void **state)
{
    (void)state;
    struct stream stream = stream_begin();
    for (unsigned i = 0; i < 3000; i++) {
        put_string(&stream, "x");
    }
    struct growth growth = {0};
    const struct sluice_observer observer = {see_growth, &growth};
    struct outcome outcome = inspect(&stream, &(struct sluice_options){.observer = &observer});
    assert_int_equal(outcome.reason, SLUICE_OK);
    assert_int_equal(growth.events, outcome.status.allocations);
    assert_int_equal(growth.most, outcome.status.peak_heap);
    outcome_free(&outcome);
    stream_free(&stream);
}

static void test_names(void **state)
{
    (void)state;
#define X(member, name) assert_string_equal(sluice_event_name(SLUICE_EVENT_##member), name);
    SLUICE_EVENTS(X)
#undef X
#define X(member, number, java, name, text)                                                        \
    assert_string_equal(sluice_reason_name(SLUICE_##member), name);                                \
    assert_string_equal(sluice_reason_text(SLUICE_##member), text);                                \
    assert_int_equal(sluice_reason_java_class(SLUICE_##member), SLUICE_JAVA_##java);
    SLUICE_REASONS(X)
#undef X
#define X(member, name) assert_string_equal(sluice_java_class_name(SLUICE_JAVA_##member), name);
    SLUICE_JAVA_CLASSES(X)
#undef X
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_corpus),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("observer", tests, NULL, NULL);
}
