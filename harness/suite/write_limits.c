#include "harness/suite/write_limits.h"

#include "harness/base/text.h"
#include "harness/suite/sweeps.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A limit of more is not looked for: what needs it is no case of limits. */
enum { MOST_NEEDED = 256 * 1024, MOST_CALLS = 12, MOST_REFUSALS = 24 };

/* One way of writing, and what it writes for a reader without limits. */
struct scribe {
    struct sluice_writing *writing;
    struct sluice_bytes read; /* what is read to be written */
    enum sluice_target_mode mode;
    bool safe;
    struct sluice_observation whole;
    struct sluice_target_wrote wrote;
};

/* --- runs --------------------------------------------------------------------------------------- */

static struct sluice_target_request request_of(const struct scribe *scribe,
                                               const struct sluice_limits *reader)
{
    return (struct sluice_target_request){
        .mode = scribe->mode,
        .policy = sluice_models_policy(scribe->writing->item->models),
        .limits = scribe->mode == SLUICE_MODE_DECODE ? &scribe->writing->item->limits : NULL,
        .reader = reader,
        .safe = scribe->safe,
        .write_back = scribe->mode == SLUICE_MODE_DECODE,
    };
}

static bool same_bytes(struct sluice_bytes a, struct sluice_bytes b)
{
    return a.length == b.length && memcmp(a.data, b.data, a.length) == 0;
}

static uint64_t first_difference(struct sluice_bytes a, struct sluice_bytes b)
{
    size_t at = 0;
    while (at < a.length && at < b.length && a.data[at] == b.data[at]) {
        at++;
    }
    return at;
}

static void complain(const struct scribe *scribe, const char *rule, uint64_t offset,
                     const char *limit, uint64_t value, const char *what)
{
    char detail[280];
    (void)snprintf(detail, sizeof detail, "%s%s, for a reader with %s = %" PRIu64 ": %.200s",
                   scribe->mode == SLUICE_MODE_DECODE ? "graph" : "document",
                   scribe->safe ? " with safe containers" : "", limit, value, what);
    sluice_writing_violate(scribe->writing, rule, offset, detail);
}

/* Without limits, into a sink of the target's own; then it is known what fits. */
static bool write_whole(struct scribe *scribe)
{
    struct sluice_target_request request = request_of(scribe, NULL);
    struct sluice_target_facts facts;
    request.own_sink = true;
    const bool ran = sluice_writing_run(scribe->writing, scribe->read, &request, &scribe->whole,
                                        &facts);
    scribe->wrote = facts.wrote;
    if (ran && !sluice_writing_is_accepted(&scribe->whole.answer)) {
        complain(scribe, "OUT-1", SLUICE_NOT_MEASURED, "nothing", 0, scribe->whole.answer.reason);
    }
    return ran;
}

/* --- what the writer says that it wrote ----------------------------------------------------------- */

/* How a reader with these limits answers; NULL limits: one without. */
static bool reread(const struct scribe *scribe, struct sluice_bytes written,
                   const struct sluice_limits *limits, struct sluice_observation *out,
                   struct sluice_target_facts *facts)
{
    const struct sluice_limits unlimited = sluice_sweep_no_limits();
    const struct sluice_target_request request = {
        .mode = SLUICE_MODE_INSPECT,
        .policy = sluice_models_policy(scribe->writing->item->models),
        .limits = limits != NULL ? limits : &unlimited};
    return sluice_writing_run(scribe->writing, written, &request, out, facts);
}

static bool judge_counts(struct scribe *scribe)
{
    const struct sluice_bytes written = sluice_writing_written(&scribe->whole.answer);
    const struct sluice_target_wrote *wrote = &scribe->wrote;
    struct sluice_observation read;
    struct sluice_target_facts facts;
    sluice_observation_init(&read);
    const bool ran = reread(scribe, written, NULL, &read, &facts);
    if (ran &&
        (wrote->objects != read.resources.objects || wrote->elements != read.resources.elements ||
         wrote->depth != facts.depth || wrote->bytes != written.length)) {
        char detail[160];
        (void)snprintf(detail, sizeof detail,
                       "counts %" PRIu64 " objects, %" PRIu64 " elements, depth %" PRIu64
                       ", where a reader counts %" PRIu64 ", %" PRIu64 ", %" PRIu64,
                       wrote->objects, wrote->elements, wrote->depth, read.resources.objects,
                       read.resources.elements, facts.depth);
        complain(scribe, "OUT-1", SLUICE_NOT_MEASURED, "nothing", 0, detail);
    }
    if (ran && (wrote->resets != 0 || wrote->calls != (wrote->records != 0 ? wrote->records : 1))) {
        complain(scribe, "OUT-3", SLUICE_NOT_MEASURED, "nothing", wrote->calls,
                 "the sink was not called once for each record");
    }
    sluice_observation_free(&read);
    return ran;
}

/* --- limits ------------------------------------------------------------------------------------- */

/* A reader that has only the limit at `index`. */
static struct sluice_limits only(size_t index, uint64_t value)
{
    struct sluice_limits limits = sluice_sweep_no_limits();
    *sluice_limit_by_name(&limits, sluice_limit_name(index)) = value;
    return limits;
}

static bool fits(const struct scribe *scribe, size_t index, uint64_t value, bool *out)
{
    const struct sluice_limits limits = only(index, value);
    struct sluice_observation read;
    sluice_observation_init(&read);
    const bool ran = reread(scribe, sluice_writing_written(&scribe->whole.answer), &limits, &read,
                            NULL);
    *out = ran && sluice_writing_is_accepted(&read.answer);
    sluice_observation_free(&read);
    return ran;
}

/* The least value of a limit that a reader of the whole needs; 0: any will do, or too much. */
static bool needed(const struct scribe *scribe, size_t index, uint64_t *out)
{
    uint64_t low = 0;
    uint64_t high = 1;
    bool is = false;
    *out = 0;
    while (fits(scribe, index, high, &is) && !is && high <= MOST_NEEDED) {
        low = high;
        high *= 2;
    }
    while (is && high - low > 1) {
        const uint64_t middle = low + (high - low) / 2;
        bool enough;
        if (!fits(scribe, index, middle, &enough)) {
            return false;
        }
        low = enough ? low : middle;
        high = enough ? middle : high;
    }
    *out = is && high > 1 ? high : 0;
    return scribe->writing->why == NULL;
}

static bool write_for(struct scribe *scribe, const struct sluice_limits *reader, bool own_sink,
                      struct sluice_observation *out, struct sluice_target_facts *facts)
{
    struct sluice_target_request request = request_of(scribe, reader);
    request.own_sink = own_sink;
    return sluice_writing_run(scribe->writing, scribe->read, &request, out, facts);
}

static bool judge_fitting(struct scribe *scribe, size_t index, uint64_t value)
{
    const struct sluice_limits reader = only(index, value);
    struct sluice_observation wrote;
    sluice_observation_init(&wrote);
    const bool ran = write_for(scribe, &reader, false, &wrote, NULL);
    if (ran && (!sluice_writing_is_accepted(&wrote.answer) ||
                !same_bytes(sluice_writing_written(&wrote.answer),
                            sluice_writing_written(&scribe->whole.answer)))) {
        complain(scribe, "OUT-1", wrote.answer.offset, sluice_limit_name(index), value,
                 "what fits is not written as it is without limits");
    }
    sluice_observation_free(&wrote);
    return ran;
}

/* What was taken before a refusal is a stream that the reader takes. */
static bool judge_begun(struct scribe *scribe, const struct sluice_limits *reader,
                        const struct sluice_answer *wrote, const char *limit, uint64_t value)
{
    struct sluice_observation read;
    if (wrote->written_length == 0) {
        return true;
    }
    sluice_observation_init(&read);
    const bool ran = reread(scribe, sluice_writing_written(wrote), reader, &read, NULL);
    if (ran && !sluice_writing_is_accepted(&read.answer)) {
        complain(scribe, "OUT-1", read.answer.offset, limit, value,
                 "what was written before a refusal is refused");
    }
    sluice_observation_free(&read);
    return ran;
}

/* Of those that are shown. */
static size_t steps_of(const char *path)
{
    size_t count = 0;
    for (const char *at = path; *at != '\0'; at++) {
        count += *at == '[' || (*at == '.' && at[1] != '.');
    }
    return count;
}

/* The same path, where one may have a step more of the end than the other shows: it may be cut for that alone,
 * and then shows nearly all of the other's. */
static bool same_path(const char *a, const char *b)
{
    static const char cut[] = "...";
    const char *a_cut = strstr(a, cut);
    const char *b_cut = strstr(b, cut);
    if (a_cut == NULL && b_cut == NULL) {
        return strcmp(a, b) == 0;
    }
    const size_t head = (size_t)(a_cut != NULL ? a_cut - a : b_cut - b);
    if (strncmp(a, b, head) != 0) {
        return false;
    }
    const size_t a_tail = strlen(a_cut != NULL ? a_cut + sizeof cut - 1 : a + head);
    const size_t b_tail = strlen(b_cut != NULL ? b_cut + sizeof cut - 1 : b + head);
    const size_t tail = a_tail < b_tail ? a_tail : b_tail;
    const bool is_alike = a_cut != NULL && b_cut != NULL
                              ? a_cut - a == b_cut - b
                              : (a_cut != NULL ? steps_of(a) + 1 >= steps_of(b)
                                               : steps_of(b) + 1 >= steps_of(a));
    return is_alike && memcmp(a + strlen(a) - tail, b + strlen(b) - tail, tail) == 0;
}

/* A writer comes upon the limit where the reader does, unless resets have moved that; the bytes are
 * counted once a record is whole, and who writes a graph names the value only. */
static bool names_place(const struct scribe *scribe, const char *limit,
                        const struct sluice_answer *wrote, const struct sluice_answer *read,
                        uint64_t records)
{
    const bool of_all = strcmp(limit, "stream_bytes") == 0;
    const bool until_reset = strcmp(limit, "bytes") == 0 || strcmp(limit, "objects") == 0 ||
                             strcmp(limit, "elements") == 0;
    if (wrote->path == NULL || read->path == NULL) {
        /* The header alone; else it is part of the first record. */
        return scribe->wrote.records == 0 ||
               (read->path == NULL && wrote->path != NULL && strcmp(wrote->path, "root") == 0);
    }
    if (scribe->mode == SLUICE_MODE_DECODE) {
        char item[32];
        (void)snprintf(item, sizeof item, records == 0 ? "root" : "root[%" PRIu64 "]", records);
        return strcmp(wrote->path, item) == 0;
    }
    if (scribe->safe || (until_reset && wrote->written_length != 0)) {
        return true;
    }
    return of_all || strcmp(limit, "bytes") == 0
               ? strstr(wrote->path, "...") != NULL ||
                     strncmp(wrote->path, read->path, strlen(wrote->path)) == 0
               : same_path(wrote->path, read->path);
}

/* Records that had to be begun once more are no deeper than what came of them. */
static bool judge_depth(struct scribe *scribe, const struct sluice_answer *wrote,
                        const struct sluice_target_wrote *says, const char *limit, uint64_t value)
{
    struct sluice_observation read;
    struct sluice_target_facts facts;
    sluice_observation_init(&read);
    const bool ran = reread(scribe, sluice_writing_written(wrote), NULL, &read, &facts);
    if (ran && says->depth != facts.depth) {
        complain(scribe, "OUT-1", SLUICE_NOT_MEASURED, limit, value,
                 "the nesting is counted otherwise than by a reader");
    }
    sluice_observation_free(&read);
    return ran;
}

/* Nothing is written behind a limit that only resets would help: no more has been counted then than a
 * reader has come to. The blocks of a container that stands for another are cut, and the writer goes on
 * where a reader of it in one has come to an end. */
static bool stops_there(const struct scribe *scribe, const char *limit,
                        const struct sluice_target_wrote *says,
                        const struct sluice_observation *read)
{
    const bool counts_all = strcmp(limit, "bytes") == 0 || strcmp(limit, "stream_bytes") == 0 ||
                            (scribe->safe && strcmp(limit, "block_bytes") == 0);
    return counts_all || says->records != 0 || says->objects <= read->resources.objects;
}

/* What does not fit is refused in the reader's words, or written in portions. */
static bool judge_too_much(struct scribe *scribe, size_t index, uint64_t value)
{
    const struct sluice_limits reader = only(index, value);
    const char *limit = sluice_limit_name(index);
    const struct sluice_writing_step how = {
        .read = scribe->read, .limits = &reader, .safe = scribe->safe};
    struct sluice_target_facts facts;
    struct sluice_observation wrote;
    struct sluice_observation read;
    sluice_observation_init(&wrote);
    sluice_observation_init(&read);
    bool good = write_for(scribe, &reader, value % 2 != 0, &wrote, &facts) &&
                reread(scribe, sluice_writing_written(&scribe->whole.answer), &reader, &read, NULL);
    if (good && facts.wrote.bytes != wrote.answer.written_length) {
        complain(scribe, "OUT-3", wrote.answer.offset, limit, value,
                 "the writer says that the sink took another number of bytes");
    }
    if (good && sluice_writing_is_accepted(&wrote.answer)) {
        /* Block data may be cut; all else is helped by resets alone. */
        if (facts.wrote.resets == 0 && strcmp(limit, "block_bytes") != 0) {
            complain(scribe, "OUT-1", SLUICE_NOT_MEASURED, limit, value, "it is written in one");
        }
        good = sluice_writing_judge(scribe->writing, &how, &wrote.answer) &&
               judge_depth(scribe, &wrote.answer, &facts.wrote, limit, value);
    } else if (good) {
        if (!sluice_text_same(wrote.answer.reason, read.answer.reason) ||
            wrote.answer.offset != wrote.answer.written_length) {
            complain(scribe, "OUT-1", wrote.answer.offset, limit, value, wrote.answer.reason);
        }
        if (wrote.resources.live_after_free != 0) {
            complain(scribe, "OUT-1", wrote.answer.offset, limit, value, "the writer keeps memory");
        }
        if (!stops_there(scribe, limit, &facts.wrote, &read)) {
            complain(scribe, "OUT-1", wrote.answer.offset, limit, value,
                     "the writer goes on behind what is refused");
        }
        if (!names_place(scribe, limit, &wrote.answer, &read.answer, facts.wrote.records)) {
            char detail[240];
            (void)snprintf(detail, sizeof detail,
                           "what is refused is said to be at %.80s, where a reader says %.80s",
                           wrote.answer.path, read.answer.path != NULL ? read.answer.path : "");
            complain(scribe, "OUT-1", wrote.answer.offset, limit, value, detail);
        }
        good = judge_begun(scribe, &reader, &wrote.answer, limit, value);
    }
    sluice_observation_free(&wrote);
    sluice_observation_free(&read);
    return good;
}

static bool judge_limit(struct scribe *scribe, size_t index)
{
    uint64_t need = 0;
    if (strcmp(sluice_limit_name(index), "heap") == 0) {
        return true;
    }
    return needed(scribe, index, &need) &&
           (need == 0 ||
            (judge_fitting(scribe, index, need) && judge_too_much(scribe, index, need - 1) &&
             (need <= 3 || judge_too_much(scribe, index, need / 2)) &&
             (need <= 4 || judge_too_much(scribe, index, need / 3))));
}

static size_t index_of(const char *limit)
{
    size_t index = 0;
    while (strcmp(sluice_limit_name(index), limit) != 0) {
        index++;
    }
    return index;
}

static bool judge_limits(struct scribe *scribe)
{
    bool good = true;
    for (size_t i = 0; good && i < sluice_limit_count(); i++) {
        good = judge_limit(scribe, i);
    }
    return good;
}

/* --- sinks -------------------------------------------------------------------------------------- */

static bool judge_sinks(struct scribe *scribe)
{
    const struct sluice_bytes whole = sluice_writing_written(&scribe->whole.answer);
    struct sluice_observation wrote;
    bool good = true;
    sluice_observation_init(&wrote);
    for (uint64_t call = 1; good && call <= scribe->wrote.calls && call <= MOST_CALLS; call++) {
        struct sluice_target_request request = request_of(scribe, NULL);
        struct sluice_target_facts facts;
        request.own_sink = true;
        request.fail_write = call;
        good = sluice_writing_run(scribe->writing, scribe->read, &request, &wrote, &facts);
        const struct sluice_bytes taken = sluice_writing_written(&wrote.answer);
        if (good &&
            (!sluice_text_same(wrote.answer.reason, "sink-failed") || facts.wrote.calls != call ||
             facts.wrote.records != call - 1 || facts.wrote.bytes != taken.length ||
             wrote.answer.offset != taken.length || taken.length >= whole.length ||
             memcmp(taken.data, whole.data, taken.length) != 0)) {
            complain(scribe, "OUT-3", wrote.answer.offset, "a sink that fails at call", call,
                     "the writer goes on, or counts what was not taken");
        }
        good = good && judge_begun(scribe, NULL, &wrote.answer, "a sink that fails at call", call);
    }
    sluice_observation_free(&wrote);
    return good;
}

/* --- memory ------------------------------------------------------------------------------------- */

/* How often memory is asked for before the writer begins. Classes may go on without what is refused to them then. */
static bool count_reading(struct scribe *scribe, uint64_t *calls)
{
    struct sluice_target_request request = request_of(scribe, NULL);
    struct sluice_observation read;
    *calls = 0;
    if (scribe->mode != SLUICE_MODE_DECODE) {
        return true;
    }
    request.write_back = false;
    sluice_observation_init(&read);
    const bool ran = sluice_writing_run(scribe->writing, scribe->read, &request, &read, NULL);
    *calls = read.resources.allocations;
    sluice_observation_free(&read);
    return ran;
}

/* Whoever is refused memory asks for no more, and hands nothing to the sink. */
static bool judge_memory(struct scribe *scribe)
{
    const uint64_t all = scribe->whole.resources.allocations;
    const uint64_t last = all > MOST_REFUSALS ? all - MOST_REFUSALS : 0;
    struct sluice_observation wrote;
    uint64_t read;
    bool good = count_reading(scribe, &read);
    sluice_observation_init(&wrote);
    for (uint64_t k = (last > read ? last : read) + 1; good && k <= all; k++) {
        struct sluice_target_request request = request_of(scribe, NULL);
        struct sluice_target_facts facts;
        request.own_sink = true;
        request.fail_allocation = k;
        good = sluice_writing_run(scribe->writing, scribe->read, &request, &wrote, &facts);
        if (good && (!facts.refused || wrote.resources.allocations != k ||
                     wrote.resources.live_after_free != 0 ||
                     !sluice_text_same(wrote.answer.reason, "out-of-memory"))) {
            complain(scribe, "OUT-3", wrote.answer.offset, "an allocator that refuses call", k,
                     "the writer goes on, or keeps memory");
        }
    }
    sluice_observation_free(&wrote);
    return good;
}

/* --- all ---------------------------------------------------------------------------------------- */

static bool judge_scribe(struct scribe *scribe)
{
    bool good = write_whole(scribe);
    if (good && sluice_writing_is_accepted(&scribe->whole.answer)) {
        if (!scribe->safe &&
            !same_bytes(scribe->read, sluice_writing_written(&scribe->whole.answer))) {
            complain(scribe, "OUT-3", SLUICE_NOT_MEASURED, "nothing", 0,
                     "what a writer wrote is written otherwise");
        }
        good = judge_counts(scribe) && judge_limits(scribe) && judge_sinks(scribe) &&
               judge_memory(scribe);
    }
    return good;
}

/* Both writers put the same containers in the place of others, and write all else the same. */
static void compare(const struct scribe *graph, const struct scribe *document)
{
    const struct sluice_bytes left = sluice_writing_written(&graph->whole.answer);
    const struct sluice_bytes right = sluice_writing_written(&document->whole.answer);
    if (!same_bytes(left, right)) {
        complain(graph, "OUT-2", first_difference(left, right), "nothing", 0,
                 "the writer of documents writes it otherwise");
    } else if (graph->wrote.replaced != document->wrote.replaced) {
        complain(graph, "OUT-2", SLUICE_NOT_MEASURED, "nothing", graph->wrote.replaced,
                 "the writer of documents says that it has replaced other containers");
    }
}

/* By both writers. */
static bool judge_scribes(struct sluice_writing *writing, struct sluice_bytes read, bool safe)
{
    struct scribe graph = {
        .writing = writing, .read = read, .mode = SLUICE_MODE_DECODE, .safe = safe};
    struct scribe document = {
        .writing = writing, .read = read, .mode = SLUICE_MODE_REWRITE, .safe = safe};
    sluice_observation_init(&graph.whole);
    sluice_observation_init(&document.whole);
    const bool good = judge_scribe(&graph) && judge_scribe(&document);
    if (good) {
        compare(&graph, &document);
    }
    sluice_observation_free(&graph.whole);
    sluice_observation_free(&document.whole);
    return good;
}

bool sluice_write_limits(struct sluice_writing *writing, const struct sluice_answer *back)
{
    const struct sluice_bytes written = sluice_writing_written(back);
    if (!sluice_case_names(writing->item, "OUT-1")) {
        return true;
    }
    const bool good = judge_scribes(writing, written, false) &&
                      (!sluice_case_names(writing->item, "OUT-2") ||
                       judge_scribes(writing, written, true));
    sluice_writing_hold(writing, "OUT-1",
                        "for readers that it fits, and for some that it does not");
    return good;
}

/* A limit on what classes are described as, which most streams do not come near: the first one that matters, from a
 * chosen one on. */
static bool judge_limit_of_classes(struct scribe *scribe, uint64_t choice)
{
    static const char *const names[] = {"interfaces", "hierarchy", "fields"};
    enum { NAMES = sizeof names / sizeof names[0] };
    uint64_t need = 0;
    size_t index = 0;
    for (uint64_t i = 0; i < NAMES && need == 0; i++) {
        index = index_of(names[(choice + i) % NAMES]);
        if (!needed(scribe, index, &need)) {
            return false;
        }
    }
    return need == 0 || judge_limit(scribe, index);
}

/* One of what judge_scribe() looks at. */
static bool judge_chosen(struct scribe *scribe, uint64_t choice)
{
    enum { OF_CLASSES_ONE_IN = 4 };
    const size_t limits = sluice_limit_count();
    const uint64_t which = choice / OF_CLASSES_ONE_IN % (limits + 3);
    if (!write_whole(scribe) || !sluice_writing_is_accepted(&scribe->whole.answer)) {
        return scribe->writing->why == NULL;
    }
    if (choice % OF_CLASSES_ONE_IN == 0) {
        return judge_limit_of_classes(scribe, choice / OF_CLASSES_ONE_IN);
    }
    if (which < limits) {
        return judge_limit(scribe, (size_t)which);
    }
    return which == limits       ? judge_counts(scribe)
           : which == limits + 1 ? judge_sinks(scribe)
                                 : judge_memory(scribe);
}

bool sluice_write_limits_one(struct sluice_writing *writing, const struct sluice_answer *back,
                             uint64_t choice)
{
    /* Documents are written for readers by others, too (sluice_check_reader()): graphs are more often. */
    enum { DOCUMENT_ONE_IN = 4, SAFE_ONE_IN = 2 };
    struct sluice_case item = *writing->item;
    struct sluice_writing about = *writing;
    struct scribe scribe = {.writing = &about,
                            .read = sluice_writing_written(back),
                            .mode = choice % DOCUMENT_ONE_IN != 0 ? SLUICE_MODE_DECODE
                                                                  : SLUICE_MODE_REWRITE,
                            .safe = choice / DOCUMENT_ONE_IN % SAFE_ONE_IN != 0};
    item.limits = sluice_sweep_no_limits();
    about.item = &item;
    sluice_observation_init(&scribe.whole);
    const bool good = judge_chosen(&scribe, choice / ((uint64_t)DOCUMENT_ONE_IN * SAFE_ONE_IN));
    sluice_observation_free(&scribe.whole);
    writing->why = about.why;
    return good;
}
