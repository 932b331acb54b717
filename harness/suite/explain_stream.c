#include "harness/suite/explain_stream.h"

#include "rules/stream_map.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_BYTES = 8, MOST_OPEN = 64, SHOWN_OPEN = 6 };

/* A walk over the rows of the layout, the events of the trace and the items of the stream at once. */
struct notes {
    const struct sluice_attempt *attempt;
    struct sluice_text *out;
    struct sluice_stream_map map;
    const struct sluice_map_entry **entries; /* by their first byte */
    size_t entry;                            /* the next one that begins */
    const struct sluice_map_entry *open[MOST_OPEN];
    size_t open_count;
    size_t event; /* the next one that happens */
    bool stopped;
};

/* --- what is open ----------------------------------------------------------------------------- */

static int by_start(const void *a, const void *b)
{
    const struct sluice_map_entry *first = *(const struct sluice_map_entry *const *)a;
    const struct sluice_map_entry *second = *(const struct sluice_map_entry *const *)b;
    return (first->start > second->start) - (first->start < second->start);
}

static bool sort_entries(struct notes *notes)
{
    notes->entries = calloc((size_t)notes->map.entry_count + 1, sizeof *notes->entries);
    if (notes->entries == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < notes->map.entry_count; i++) {
        notes->entries[i] = &notes->map.entries[i];
    }
    qsort(notes->entries, notes->map.entry_count, sizeof *notes->entries, by_start);
    return true;
}

/* Lets items end and begin up to an offset. True if that changed what is open. */
static bool move_to(struct notes *notes, uint64_t offset)
{
    bool changed = false;
    while (notes->open_count > 0 && notes->open[notes->open_count - 1]->end != 0 &&
           notes->open[notes->open_count - 1]->end <= offset) {
        notes->open_count--;
        changed = true;
    }
    while (notes->entry < notes->map.entry_count && notes->entries[notes->entry]->start <= offset) {
        const struct sluice_map_entry *entry = notes->entries[notes->entry++];
        bool is_open = entry->end == 0 || entry->end > offset;
        if (is_open && entry->kind != SLUICE_MAP_STRING && notes->open_count < MOST_OPEN) {
            notes->open[notes->open_count++] = entry;
            changed = true;
        }
    }
    return changed;
}

/* A blank and a name from the stream, as far as a terminal can show it. */
static void add_plain(struct notes *notes, const char *name, size_t length)
{
    char quoted[SLUICE_YAML_QUOTE];
    (void)sluice_yaml_quote(name, length, quoted);
    sluice_text_format(notes->out, " %.*s", (int)(strlen(quoted) - 2), quoted + 1);
}

static void add_name(struct notes *notes, const struct sluice_map_entry *entry)
{
    static const char *const kinds[] = {
        [SLUICE_MAP_STRING] = "string", [SLUICE_MAP_DESCRIPTOR] = "descriptor of",
        [SLUICE_MAP_ARRAY] = "array",   [SLUICE_MAP_OBJECT] = "object",
        [SLUICE_MAP_ENUM] = "enum",     [SLUICE_MAP_CLASS] = "class"};
    const struct sluice_map_descriptor *descriptor = entry->kind == SLUICE_MAP_DESCRIPTOR
                                                         ? &notes->map.descriptors[entry->order]
                                                         : sluice_map_descriptor_of(&notes->map,
                                                                                    entry);
    const bool is_named = descriptor != NULL && descriptor->name != NULL;
    sluice_text_string(notes->out, kinds[entry->kind]);
    if (descriptor != NULL && descriptor->proxy) {
        sluice_text_string(notes->out, " a proxy");
    } else {
        add_plain(notes, is_named ? (const char *)descriptor->name : "",
                  is_named ? descriptor->name_length : 0);
    }
}

static void add_open(struct notes *notes)
{
    size_t first = notes->open_count > SHOWN_OPEN ? notes->open_count - SHOWN_OPEN : 0;
    sluice_text_string(notes->out, "          open: ");
    if (notes->open_count == 0) {
        sluice_text_string(notes->out, "nothing");
    }
    if (first > 0) {
        sluice_text_format(notes->out, "%zu more > ", first);
    }
    for (size_t i = first; i < notes->open_count; i++) {
        sluice_text_string(notes->out, i == first ? "" : " > ");
        add_name(notes, notes->open[i]);
    }
    sluice_text_string(notes->out, "\n");
}

/* --- rows and events -------------------------------------------------------------------------- */

static void add_row(struct notes *notes, const struct sluice_layout_row *row)
{
    const uint8_t *bytes = notes->attempt->assembly.bytes + row->start;
    size_t length = (size_t)(row->end - row->start);
    size_t shown = length < SHOWN_BYTES ? length : SHOWN_BYTES;
    struct sluice_text hex = {0};
    bool printable = length >= 2;
    for (size_t i = 0; i < shown; i++) {
        sluice_text_format(&hex, "%s%02X", i == 0 ? "" : " ", bytes[i]);
    }
    for (size_t i = 0; i < length; i++) {
        printable = printable && bytes[i] >= 0x20 && bytes[i] < 0x7F;
    }
    if (length > shown) {
        sluice_text_format(&hex, " +%zu", length - shown);
    }
    sluice_text_format(notes->out, "%8" PRIu64 "  %-28s %-24s %s", row->start,
                       sluice_text_get(&hex), row->label, row->path);
    if (printable) {
        char quoted[SLUICE_YAML_QUOTE];
        sluice_text_format(notes->out, "  %s",
                           sluice_yaml_quote((const char *)bytes, length, quoted));
    }
    sluice_text_string(notes->out, "\n");
    notes->out->failed = notes->out->failed || hex.failed;
    sluice_text_free(&hex);
}

/* Whether an event is about the item of a handle; elsewhere 0 stands in its place. */
static bool has_handle(enum sluice_trace_type type)
{
    return type != SLUICE_TRACE_COUNTER_CHARGED && type != SLUICE_TRACE_RESET &&
           type != SLUICE_TRACE_RESTARTED && type != SLUICE_TRACE_CLASS_CHECKED &&
           type != SLUICE_TRACE_FAILED && type != SLUICE_TRACE_RESULT_PUBLISHED;
}

static void add_event(struct notes *notes, const struct sluice_trace_event *event)
{
    if (event->type == SLUICE_TRACE_BYTES_PULLED || event->type == SLUICE_TRACE_MEMORY_GROWN) {
        return;
    }
    sluice_text_format(notes->out, "          | %s", sluice_trace_name(event->type));
    if (event->type == SLUICE_TRACE_COUNTER_CHARGED) {
        sluice_text_format(notes->out, " %s +%" PRIu64 " = %" PRIu64,
                           event->name != NULL ? event->name : "", event->amount, event->total);
    } else if (event->name != NULL) {
        add_plain(notes, event->name, strlen(event->name));
    }
    if (!event->ok) {
        sluice_text_format(notes->out, ", refused: %s",
                           event->reason != NULL ? event->reason : "no reason given");
    } else if (event->reason != NULL && strcmp(event->reason, "ok") != 0) {
        sluice_text_format(notes->out, ", %s", event->reason);
    }
    if (has_handle(event->type)) {
        sluice_text_format(notes->out, " (handle %" PRIu32 ", depth %" PRIu32 ")\n", event->handle,
                           event->depth);
    } else {
        sluice_text_format(notes->out, " (depth %" PRIu32 ")\n", event->depth);
    }
}

static void add_events_until(struct notes *notes, uint64_t offset)
{
    const struct sluice_observation *run = &notes->attempt->plain;
    for (; notes->event < run->trace_count; notes->event++) {
        const struct sluice_trace_event *event = &run->trace[notes->event];
        if (event->offset != SLUICE_NOT_MEASURED && event->offset > offset) {
            return;
        }
        add_event(notes, event);
    }
}

/* The place of a failure is where its element begins, so it stands before that element. */
static void add_stop(struct notes *notes, uint64_t before)
{
    const struct sluice_answer *answer = &notes->attempt->plain.answer;
    if (notes->stopped || answer->outcome == SLUICE_OUTCOME_ACCEPT ||
        answer->offset == SLUICE_NOT_MEASURED || answer->offset >= before) {
        return;
    }
    notes->stopped = true;
    sluice_text_format(notes->out, "     >>>  what begins here is refused: %s, %s\n",
                       answer->java_class != NULL ? answer->java_class : "no exception",
                       answer->reason != NULL ? answer->reason : "no reason given");
}

static void add_rows(struct notes *notes)
{
    const struct sluice_assembly *assembly = &notes->attempt->assembly;
    sluice_text_string(
        notes->out, "  | is what the decoder did there; open: the items that are not at their end\n"
                    "  offset  bytes                        element                  path\n");
    for (size_t i = 0; i < assembly->row_count; i++) {
        const struct sluice_layout_row *row = &assembly->rows[i];
        if (move_to(notes, row->start)) {
            add_open(notes);
        }
        add_stop(notes, row->end);
        add_row(notes, row);
        add_events_until(notes, row->end);
    }
    if (assembly->rows_dropped > 0) {
        sluice_text_format(notes->out, "          and %" PRIu64 " more elements\n",
                           assembly->rows_dropped);
    }
    add_stop(notes, UINT64_MAX);
    if (assembly->rows_dropped == 0) {
        add_events_until(notes, UINT64_MAX);
    }
}

bool sluice_explain_stream(const struct sluice_attempt *attempt, struct sluice_text *out)
{
    struct notes notes = {.attempt = attempt, .out = out};
    bool good = sluice_stream_map_make(&attempt->question.context, &notes.map) &&
                sort_entries(&notes);
    if (good) {
        add_rows(&notes);
    }
    sluice_stream_map_free(&notes.map);
    free(notes.entries);
    return good && !out->failed;
}
