#include "harness/suite/record.h"

#include <inttypes.h>
#include <string.h>

/* --- the stream ------------------------------------------------------------------------------- */

static void add_layout(struct sluice_text *out, const struct sluice_assembly *assembly)
{
    sluice_text_string(out, ",\"layout\":[");
    for (size_t i = 0; i < assembly->row_count && i < SLUICE_RECORD_LAYOUT_ROWS; i++) {
        const struct sluice_layout_row *row = &assembly->rows[i];
        sluice_text_string(out, i == 0 ? "{\"start\":" : ",{\"start\":");
        sluice_text_number(out, row->start);
        sluice_text_string(out, ",\"end\":");
        sluice_text_number(out, row->end);
        sluice_text_string(out, ",\"label\":");
        sluice_text_json_string(out, row->label);
        sluice_text_string(out, ",\"path\":");
        sluice_text_json_string(out, row->path);
        sluice_text_string(out, "}");
    }
    sluice_text_string(out, "]");
}

void sluice_record_stream(struct sluice_text *out, const struct sluice_assembly *assembly,
                          const char *sha256)
{
    size_t shown = assembly->length < SLUICE_RECORD_HEX_BYTES ? assembly->length
                                                              : SLUICE_RECORD_HEX_BYTES;
    sluice_text_format(out, "\"bytes\":%zu,\"sha256\":\"%s\",\"hex\":\"", assembly->length, sha256);
    sluice_text_hex(out, assembly->bytes, shown);
    sluice_text_string(out, "\"");
    add_layout(out, assembly);
}

void sluice_record_no_stream(struct sluice_text *out, const struct sluice_case *item)
{
    static const char unknown[] =
        "0000000000000000000000000000000000000000000000000000000000000000";
    sluice_text_format(out, "\"bytes\":0,\"sha256\":\"%s\",\"hex\":\"\",\"layout\":[]",
                       item->sha256 != NULL ? item->sha256 : unknown);
}

/* --- the run ---------------------------------------------------------------------------------- */

static void add_key(struct sluice_text *out, const char *key)
{
    sluice_text_string(out, ",\"");
    sluice_text_string(out, key);
    sluice_text_string(out, "\":");
}

static void add_number(struct sluice_text *out, const char *key, uint64_t number)
{
    add_key(out, key);
    if (number == SLUICE_NOT_MEASURED) {
        sluice_text_string(out, "null");
    } else {
        sluice_text_number(out, number);
    }
}

static void add_string(struct sluice_text *out, const char *key, const char *string)
{
    add_key(out, key);
    sluice_text_json_string(out, string);
}

static void add_error(struct sluice_text *out, const struct sluice_answer *answer)
{
    if (answer->java_class == NULL && answer->reason == NULL) {
        sluice_text_string(out, "\"error\":null");
        return;
    }
    sluice_text_string(out, "\"error\":{\"java_class\":");
    sluice_text_json_string(out, answer->java_class);
    add_string(out, "reason", answer->reason);
    add_number(out, "offset", answer->offset);
    add_string(out, "at", answer->at);
    add_string(out, "path", answer->path);
    add_string(out, "class_name", answer->class_name);
    sluice_text_string(out, "}");
}

void sluice_record_judged(struct sluice_text *out, const struct sluice_judged *results)
{
    sluice_text_string(out, ",\"judged\":[");
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        sluice_text_string(out, i == 0 ? "{\"rule\":" : ",{\"rule\":");
        sluice_text_json_string(out, results[i].rule);
        add_string(out, "outcome", sluice_ruling_name(results[i].ruling));
        add_string(out, "detail", results[i].detail[0] != '\0' ? results[i].detail : NULL);
        sluice_text_string(out, "}");
    }
    sluice_text_string(out, "]");
}

static void add_value(struct sluice_text *out, const char *value)
{
    size_t length = value != NULL ? strlen(value) : 0;
    sluice_text_string(out, ",\"value\":");
    if (length <= SLUICE_RECORD_VALUE_BYTES) {
        sluice_text_json_string(out, value);
        return;
    }
    struct sluice_text cut = {0};
    sluice_text_add(&cut, value, SLUICE_RECORD_VALUE_BYTES);
    sluice_text_string(&cut, "...");
    sluice_text_json(out, sluice_text_get(&cut), cut.length);
    out->failed = out->failed || cut.failed;
    sluice_text_free(&cut);
}

/* Members that mean nothing for an event are left out. */
static void add_event(struct sluice_text *out, const struct sluice_trace_event *event)
{
    sluice_text_string(out, "{\"event\":");
    sluice_text_json_string(out, sluice_trace_name(event->type));
    add_number(out, "offset", event->offset);
    switch (event->type) {
    case SLUICE_TRACE_BYTES_PULLED:
    case SLUICE_TRACE_MEMORY_GROWN:
    case SLUICE_TRACE_COUNTER_CHARGED:
        add_number(out, "amount", event->amount);
        add_number(out, "total", event->total);
        break;
    case SLUICE_TRACE_RESULT_PUBLISHED:
        add_number(out, "amount", event->amount);
        break;
    case SLUICE_TRACE_HANDLE_ASSIGNED:
    case SLUICE_TRACE_CHECK_BEGAN:
    case SLUICE_TRACE_CHECK_ENDED:
    case SLUICE_TRACE_CONSTRUCTED:
    case SLUICE_TRACE_RESOLVED:
    case SLUICE_TRACE_PUBLISHED:
    case SLUICE_TRACE_REFERENCED:
    case SLUICE_TRACE_SKIPPED:
    case SLUICE_TRACE_COPIED:
    case SLUICE_TRACE_CALLED:
        add_number(out, "handle", event->handle);
        break;
    case SLUICE_TRACE_RESET:
    case SLUICE_TRACE_RESTARTED:
    case SLUICE_TRACE_CLASS_CHECKED:
    case SLUICE_TRACE_FAILED:
        break;
    }
    if (event->name != NULL) {
        add_string(out, "name", event->name);
    }
    if (event->reason != NULL &&
        (!event->ok || event->type == SLUICE_TRACE_CLASS_CHECKED ||
         event->type == SLUICE_TRACE_CALLED || event->type == SLUICE_TRACE_CHECK_ENDED ||
         event->type == SLUICE_TRACE_REFERENCED)) {
        add_string(out, "reason", event->reason);
    }
    sluice_text_string(out, "}");
}

static void add_trace(struct sluice_text *out, const struct sluice_observation *run)
{
    size_t shown = run->trace_count < SLUICE_RECORD_TRACE_EVENTS ? run->trace_count
                                                                 : SLUICE_RECORD_TRACE_EVENTS;
    sluice_text_string(out, ",\"trace\":[");
    for (size_t i = 0; i < shown; i++) {
        sluice_text_string(out, i == 0 ? "" : ",");
        add_event(out, &run->trace[i]);
    }
    sluice_text_string(out, "]");
    add_number(out, "trace_dropped", run->trace_count - shown + run->trace_dropped);
}

static void add_resources(struct sluice_text *out, const struct sluice_resources *used)
{
    /* Numbers that are always there for a target that counts its heap; null as a whole otherwise. */
    if (used->peak_heap == SLUICE_NOT_MEASURED || used->steps == SLUICE_NOT_MEASURED ||
        used->allocations == SLUICE_NOT_MEASURED || used->consumed == SLUICE_NOT_MEASURED ||
        used->objects == SLUICE_NOT_MEASURED || used->elements == SLUICE_NOT_MEASURED) {
        sluice_text_string(out, ",\"resources\":null");
        return;
    }
    sluice_text_format(out, ",\"resources\":{\"peak_heap\":%" PRIu64, used->peak_heap);
    add_number(out, "steps", used->steps);
    add_number(out, "stack_bytes", used->stack);
    add_number(out, "allocations", used->allocations);
    add_number(out, "consumed", used->consumed);
    add_number(out, "objects", used->objects);
    add_number(out, "elements", used->elements);
    sluice_text_string(out, "}");
}

static const char *control_name(const struct sluice_control *control)
{
    if (!control->run) {
        return "not-run";
    }
    return sluice_answer_equal(&control->before, &control->after) ? "same" : "different";
}

void sluice_record_run(struct sluice_text *out, const struct sluice_observation_set *set,
                       const struct sluice_judged *results)
{
    add_error(out, &set->run->answer);
    sluice_record_judged(out, results);
    add_value(out, set->run->answer.compact);
    add_trace(out, set->run);
    add_resources(out, &set->run->resources);
    add_string(out, "control", control_name(&set->control));
}

void sluice_record_variants(struct sluice_text *out, const struct sluice_derived *derived)
{
    sluice_text_format(out, ",\"variants\":{\"run\":%" PRIu64 ",\"by_rule\":{",
                       sluice_derived_count(derived->run));
    for (unsigned i = 0, shown = 0; i < SLUICE_VARIANT_RULE_COUNT; i++) {
        if (derived->run[i] > 0) {
            sluice_text_format(out, "%s\"%s\":%" PRIu64, shown++ == 0 ? "" : ",",
                               sluice_variant_rule_name((enum sluice_variant_rule)i),
                               derived->run[i]);
        }
    }
    sluice_text_format(out, "},\"failed\":%" PRIu64 ",\"failures\":[%s]}", derived->failed,
                       sluice_text_get(&derived->failures));
    out->failed = out->failed || derived->failures.failed;
}

static const char *miss_name(enum sluice_miss miss)
{
    switch (miss) {
    case SLUICE_MISS_NONE:
        break;
    case SLUICE_MISS_ACCEPTED:
        return "accepted";
    case SLUICE_MISS_REFUSED:
        return "refused";
    case SLUICE_MISS_ERROR:
        return "error";
    case SLUICE_MISS_VALUE:
        return "value";
    }
    return NULL;
}

void sluice_record_answer(struct sluice_text *out, enum sluice_outcome answer,
                          enum sluice_miss miss)
{
    add_string(out, "answer", answer != SLUICE_OUTCOME_NONE ? sluice_outcome_name(answer) : NULL);
    add_string(out, "miss", miss_name(miss));
}

void sluice_record_no_run(struct sluice_text *out)
{
    sluice_text_string(out, "\"error\":null,\"judged\":[],\"value\":null,\"trace\":[],"
                            "\"trace_dropped\":0,\"resources\":null,\"control\":\"not-run\"");
}

/* --- the answer ------------------------------------------------------------------------------- */

/* Stands before the message, which stands before the members. */
enum { SIGNALS = 128 };

struct head {
    uint32_t verdict;
    uint32_t pass;
    uint64_t accepted;
    uint64_t key;
    uint64_t message_length;
    uint64_t sanitizer_length; /* stands behind the message */
    uint64_t said_length;      /* stands behind that */
    uint64_t signal;
    uint64_t derived[SLUICE_VARIANT_RULE_COUNT];
};

bool sluice_record_pack(const struct sluice_case_verdict *verdict,
                        const struct sluice_text *members, struct sluice_text *out)
{
    struct head head = {.verdict = (uint32_t)verdict->verdict,
                        .pass = verdict->pass ? 1 : 0,
                        .accepted = verdict->accepted ? 1 : 0,
                        .key = (uint64_t)verdict->key,
                        .message_length = verdict->message.length,
                        .sanitizer_length = verdict->sanitizer.length,
                        .said_length = verdict->said.length,
                        .signal = (uint64_t)(unsigned)verdict->signal};
    memcpy(head.derived, verdict->derived, sizeof head.derived);
    sluice_text_add(out, &head, sizeof head);
    sluice_text_string(out, sluice_text_get(&verdict->message));
    sluice_text_string(out, sluice_text_get(&verdict->sanitizer));
    sluice_text_string(out, sluice_text_get(&verdict->said));
    sluice_text_string(out, sluice_text_get(members));
    return !out->failed && !members->failed && !verdict->message.failed &&
           !verdict->sanitizer.failed && !verdict->said.failed;
}

bool sluice_record_unpack(struct sluice_bytes answer, struct sluice_record_head *out,
                          struct sluice_bytes *message, struct sluice_bytes *members)
{
    struct head head;
    if (answer.length < sizeof head) {
        return false;
    }
    memcpy(&head, answer.data, sizeof head);
    size_t rest = answer.length - sizeof head;
    if (head.verdict > SLUICE_VERDICT_NOT_RUN || head.pass > 1 || head.accepted > 1 ||
        head.key >= SLUICE_KEY_COUNT || head.message_length > rest ||
        head.sanitizer_length > rest - head.message_length ||
        head.said_length > rest - head.message_length - head.sanitizer_length ||
        head.signal > SIGNALS) {
        return false;
    }
    out->verdict = (enum sluice_verdict)head.verdict;
    out->pass = head.pass == 1;
    out->accepted = head.accepted == 1;
    out->key = (enum sluice_case_key)head.key;
    memcpy(out->derived, head.derived, sizeof out->derived);
    const uint8_t *text = answer.data + sizeof head;
    size_t length = (size_t)head.message_length;
    size_t report = (size_t)head.sanitizer_length;
    size_t said = (size_t)head.said_length;
    out->signal = (int)head.signal;
    out->sanitizer = (struct sluice_bytes){text + length, report};
    out->said = (struct sluice_bytes){text + length + report, said};
    *message = (struct sluice_bytes){text, length};
    *members = (struct sluice_bytes){text + length + report + said, rest - length - report - said};
    return true;
}
