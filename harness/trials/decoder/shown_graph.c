/* The JSON of a graph, once more from its accessors. */
#include "harness/trials/decoder/rebuild_parts.h"
#include "harness/trials/decoder/shown.h"
#include "harness/trials/decoder/shown_text.h"

#include <sluice/classes.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TASKS = 2048, MOST_SHOWN = 512, DEEPEST = 16 };

enum kind { TEXT, VALUE, TOP, ELEMENTS, ITEMS, MEMBERS };

/* What comes next. */
struct task {
    enum kind kind;
    const char *text; /* or the name of a list */
    struct sluice_value value;
    uint32_t index;
    uint32_t level; /* of classes, from the topmost down */
    bool is_later;  /* something was shown before it */
};

/* A value that was shown: under which id itself, and what it holds. */
struct shown {
    uint32_t id;
    int64_t own; /* -1: not yet */
    int64_t content;
};

struct showing {
    struct sluice_shown_text text;
    const struct sluice_graph *graph;
    size_t count;
    size_t shown_count;
    int64_t next_id;
    struct shown shown[MOST_SHOWN];
    struct task tasks[MOST_TASKS]; /* the last is the next */
};

static void later(struct showing *showing, const struct task *task)
{
    if (showing->count == MOST_TASKS) {
        showing->text.is_unsure = true;
        return;
    }
    showing->tasks[showing->count++] = *task;
}

static void later_text(struct showing *showing, const char *text)
{
    later(showing, &(struct task){.kind = TEXT, .text = text});
}

/* What is known of a value, whether it is a copy or not. */
static struct shown *find(struct showing *showing, uint32_t id)
{
    for (size_t i = 0; i < showing->shown_count; i++) {
        if (showing->shown[i].id == id) {
            return &showing->shown[i];
        }
    }
    if (showing->shown_count == MOST_SHOWN) {
        showing->text.is_unsure = true;
        return NULL;
    }
    struct shown *shown = &showing->shown[showing->shown_count++];
    *shown = (struct shown){.id = id, .own = -1, .content = -1};
    return shown;
}

/* --- values ------------------------------------------------------------------------------------- */

static void show_array(struct showing *showing, struct sluice_value value, int64_t id)
{
    struct sluice_shown_text *text = &showing->text;
    char type = 'L';
    const struct sluice_bytes bytes = sluice_value_bytes(showing->graph, value, &type);
    sluice_shown_expect(text, "{\"array\":");
    sluice_shown_string(text, sluice_value_class(showing->graph, value));
    sluice_shown_member(text, ",\"id\":", id);
    if (sluice_value_kind(showing->graph, value) == SLUICE_VALUE_ARRAY) {
        sluice_shown_expect(text, ",\"values\":[");
        later_text(showing, "]}");
        later(showing, &(struct task){.kind = ELEMENTS, .value = value});
    } else if (type == 'B') {
        sluice_shown_expect(text, ",\"bytes\":\"");
        sluice_shown_hex(text, bytes);
        sluice_shown_expect(text, "\"}");
    } else {
        sluice_shown_expect(text, ",\"values\":[");
        sluice_shown_primitives(text, type, bytes);
        sluice_shown_expect(text, "]}");
    }
}

/* Which interfaces a proxy has is not seen through a graph. */
static void show_proxy(struct showing *showing, struct sluice_value value, int64_t id)
{
    struct sluice_value handler = {0};
    sluice_shown_expect(&showing->text, "{\"proxy\":[");
    sluice_shown_skip(&showing->text, "]");
    sluice_shown_member(&showing->text, ",\"id\":", id);
    sluice_shown_expect(&showing->text, ",\"handler\":");
    if (sluice_value_field(showing->graph, value, "h", &handler) != SLUICE_GET_OK) {
        sluice_shown_expect(&showing->text, "null}");
        return;
    }
    later_text(showing, "}");
    later(showing, &(struct task){.kind = VALUE, .value = handler});
}

static void show_object(struct showing *showing, struct sluice_value value, int64_t id)
{
    struct sluice_shown_text *text = &showing->text;
    if (sluice_value_model(showing->graph, value) == NULL) {
        show_proxy(showing, value, id);
        return;
    }
    sluice_shown_expect(text, "{\"object\":");
    sluice_shown_string(text, sluice_value_class(showing->graph, value));
    sluice_shown_member(text, ",\"id\":", id);
    sluice_shown_expect(text, ",\"fields\":[");
    later_text(showing, "]}");
    later(showing, &(struct task){.kind = MEMBERS, .value = value});
}

static void show_named(struct showing *showing, const char *key, struct sluice_bytes name,
                       int64_t id)
{
    sluice_shown_expect(&showing->text, key);
    sluice_shown_string(&showing->text, name);
    sluice_shown_member(&showing->text, ",\"id\":", id);
}

static void show_content(struct showing *showing, struct sluice_value value, int64_t id)
{
    const struct sluice_graph *graph = showing->graph;
    struct sluice_shown_text *text = &showing->text;
    switch (sluice_value_kind(graph, value)) {
    case SLUICE_VALUE_STRING:
        sluice_shown_expect(text, "{\"string\":");
        sluice_shown_string(text, sluice_value_text(graph, value));
        sluice_shown_member(text, ",\"id\":", id);
        sluice_shown_expect(text, "}");
        return;
    case SLUICE_VALUE_PRIMITIVES:
    case SLUICE_VALUE_ARRAY:
        show_array(showing, value, id);
        return;
    case SLUICE_VALUE_OBJECT:
        show_object(showing, value, id);
        return;
    case SLUICE_VALUE_ENUM:
        show_named(showing, "{\"enum\":", sluice_value_class(graph, value), id);
        sluice_shown_expect(text, ",\"constant\":");
        sluice_shown_string(text, sluice_value_text(graph, value));
        sluice_shown_expect(text, "}");
        return;
    case SLUICE_VALUE_CLASS:
        show_named(showing, "{\"class\":", sluice_value_class(graph, value), id);
        sluice_shown_expect(text, "}");
        return;
    case SLUICE_VALUE_NULL:
    case SLUICE_VALUE_BLOCKS:
    case SLUICE_VALUE_RESET:
    case SLUICE_VALUE_SKIPPED:
        return;
    }
}

/* The blocks of a run: two bytes of head, or five. */
static void show_blocks(struct showing *showing, struct sluice_value value)
{
    char type;
    struct sluice_bytes wire = sluice_value_bytes(showing->graph, value, &type);
    struct sluice_bytes payload;
    bool is_long;
    sluice_shown_expect(&showing->text, "{\"data\":\"");
    while (sluice_block_next(&wire, &payload, &is_long)) {
        sluice_shown_hex(&showing->text, payload);
    }
    sluice_shown_expect(&showing->text, "\"}");
}

/* A value that was shown before is named by the id that it had then, and a copy by that of what it was copied
 * from. */
static void show_handled(struct showing *showing, struct sluice_value value)
{
    struct sluice_shown_text *text = &showing->text;
    const bool is_copy = (value.id & SLUICE_PRIVATE_COPY) != 0;
    struct shown *shown = find(showing, value.id & ~SLUICE_PRIVATE_COPY);
    if (shown == NULL) {
        return;
    }
    if (!is_copy && shown->own >= 0) {
        sluice_shown_member(text, "{\"ref\":", shown->own);
        sluice_shown_expect(text, "}");
        return;
    }
    const int64_t id = showing->next_id++;
    shown->own = is_copy ? shown->own : id;
    if (shown->content >= 0) {
        sluice_shown_member(text, "{\"copy\":", shown->content);
        sluice_shown_member(text, ",\"id\":", id);
        sluice_shown_expect(text, "}");
        return;
    }
    shown->content = id;
    show_content(showing, value, id);
}

static void show_value(struct showing *showing, struct sluice_value value)
{
    switch (sluice_value_kind(showing->graph, value)) {
    case SLUICE_VALUE_NULL:
    case SLUICE_VALUE_SKIPPED:
        sluice_shown_expect(&showing->text, "null");
        return;
    case SLUICE_VALUE_RESET:
        sluice_shown_expect(&showing->text, "{\"reset\":true}");
        return;
    case SLUICE_VALUE_BLOCKS:
        show_blocks(showing, value);
        return;
    case SLUICE_VALUE_STRING:
    case SLUICE_VALUE_PRIMITIVES:
    case SLUICE_VALUE_ARRAY:
    case SLUICE_VALUE_OBJECT:
    case SLUICE_VALUE_ENUM:
    case SLUICE_VALUE_CLASS:
        break;
    }
    show_handled(showing, value);
}

/* --- members ------------------------------------------------------------------------------------ */

/* The chain of an object's classes, the topmost first; 0 when it is longer. */
static size_t chain_of(const struct showing *showing, struct sluice_value object,
                       const struct sluice_class_model *chain[DEEPEST])
{
    size_t count = 0;
    for (const struct sluice_class_model *model = sluice_value_model(showing->graph, object);
         model != NULL; model = sluice_model_parent(showing->graph, model)) {
        if (count == DEEPEST) {
            return 0;
        }
        memmove(chain + 1, chain, count * sizeof(chain[0]));
        chain[0] = model;
        count++;
    }
    return count;
}

static const char *member_name(const struct sluice_class_model *model, size_t index)
{
    return index < model->field_count ? model->fields[index].name
                                      : model->layout[index - model->field_count].name;
}

static char member_type(const struct sluice_class_model *model, size_t index)
{
    return index < model->field_count ? model->fields[index].signature[0]
                                      : model->layout[index - model->field_count].type;
}

/* Of members with one name only one is seen through a graph. */
static bool is_single(const struct sluice_class_model *const *chain, size_t levels,
                      const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < levels; i++) {
        for (size_t j = 0; j < chain[i]->field_count + chain[i]->layout_count; j++) {
            const char *other = member_name(chain[i], j);
            count += other != NULL && strcmp(other, name) == 0;
        }
    }
    return count == 1;
}

static void show_number(struct showing *showing, char type, int64_t number)
{
    if (type == 'Z') {
        sluice_shown_expect(&showing->text, number != 0 ? "true" : "false");
    } else {
        sluice_shown_number(&showing->text, number);
    }
}

static void show_floating(struct showing *showing, char type, double number)
{
    uint64_t bits;
    uint8_t wire[sizeof bits];
    if (type == 'F') {
        const float single = (float)number;
        uint32_t narrow;
        memcpy(&narrow, &single, sizeof narrow);
        bits = (uint64_t)narrow << 32;
    } else {
        memcpy(&bits, &number, sizeof bits);
    }
    for (size_t i = 0; i < sizeof wire; i++) {
        wire[i] = (uint8_t)(bits >> (8 * (sizeof wire - 1 - i)));
    }
    sluice_shown_primitive(&showing->text, type, wire);
}

static void show_member(struct showing *showing, struct sluice_value object, const char *name,
                        char type)
{
    const struct sluice_graph *graph = showing->graph;
    struct sluice_value value = {0};
    struct sluice_bytes utf;
    int64_t integer;
    double floating;
    if (sluice_value_integer(graph, object, name, &integer) == SLUICE_GET_OK) {
        show_number(showing, type, integer);
    } else if (sluice_value_floating(graph, object, name, &floating) == SLUICE_GET_OK) {
        show_floating(showing, type, floating);
    } else if (sluice_value_utf(graph, object, name, &utf) == SLUICE_GET_OK) {
        sluice_shown_expect(&showing->text, "{\"text\":");
        sluice_shown_string(&showing->text, utf);
        sluice_shown_expect(&showing->text, "}");
    } else if (sluice_value_items(graph, object, name) >= 0) {
        sluice_shown_expect(&showing->text, "{\"items\":[");
        later_text(showing, "]}");
        later(showing, &(struct task){.kind = ITEMS, .value = object, .text = name});
    } else if (sluice_value_field(graph, object, name, &value) == SLUICE_GET_OK) {
        show_value(showing, value);
    } else {
        sluice_shown_expect(&showing->text, "null");
    }
}

static void show_members(struct showing *showing, struct task task)
{
    const struct sluice_class_model *chain[DEEPEST];
    const size_t levels = chain_of(showing, task.value, chain);
    while (task.level < levels) {
        const struct sluice_class_model *model = chain[task.level];
        const size_t index = task.index++;
        if (index == model->field_count + model->layout_count) {
            showing->text.is_unsure = showing->text.is_unsure || model->read != NULL;
            task.level++;
            task.index = 0;
            continue;
        }
        const char *name = member_name(model, index);
        if (name == NULL) {
            continue;
        }
        sluice_shown_expect(&showing->text, task.is_later ? ",[\"" : "[\"");
        sluice_shown_expect(&showing->text, name);
        sluice_shown_expect(&showing->text, "\",");
        task.is_later = true;
        later(showing, &task);
        later_text(showing, "]");
        showing->text.is_unsure = showing->text.is_unsure || !is_single(chain, levels, name);
        show_member(showing, task.value, name, member_type(model, index));
        return;
    }
    showing->text.is_unsure = showing->text.is_unsure || levels == 0;
}

/* --- lists -------------------------------------------------------------------------------------- */

/* The next of several values. */
static bool next_of(const struct showing *showing, const struct task *task,
                    struct sluice_value *out)
{
    const struct sluice_graph *graph = showing->graph;
    if (task->kind == TOP) {
        *out = sluice_graph_at(graph, task->index);
        return task->index < sluice_graph_count(graph);
    }
    if (task->kind == ELEMENTS) {
        *out = sluice_value_element(graph, task->value, task->index);
        return task->index < sluice_value_length(graph, task->value);
    }
    *out = sluice_value_item(graph, task->value, task->text, task->index);
    return (int64_t)task->index < sluice_value_items(graph, task->value, task->text);
}

static void show_list(struct showing *showing, struct task task)
{
    struct sluice_value value;
    if (next_of(showing, &task, &value)) {
        sluice_shown_expect(&showing->text, task.index == 0 ? "" : ",");
        task.index++;
        later(showing, &task);
        show_value(showing, value);
    }
}

static void show_next(struct showing *showing)
{
    const struct task task = showing->tasks[--showing->count];
    switch (task.kind) {
    case TEXT:
        sluice_shown_expect(&showing->text, task.text);
        return;
    case VALUE:
        show_value(showing, task.value);
        return;
    case TOP:
    case ELEMENTS:
    case ITEMS:
        show_list(showing, task);
        return;
    case MEMBERS:
        show_members(showing, task);
        return;
    }
}

const char *sluice_graph_shown_fault(const struct sluice_graph *graph)
{
    struct sluice_text whole = {0};
    struct showing *showing = malloc(sizeof *showing);
    bool is_right = true;
    if (showing != NULL) {
        showing->graph = graph;
        showing->count = 0;
        showing->shown_count = 0;
        showing->next_id = 0;
        if (sluice_shown_begin(NULL, graph, &whole, &showing->text)) {
            sluice_shown_expect(&showing->text, "{\"content\":[");
            later_text(showing, "]}");
            later(showing, &(struct task){.kind = TOP});
            while (showing->count > 0 && sluice_shown_goes_on(&showing->text)) {
                show_next(showing);
            }
            is_right = sluice_shown_is_right(&showing->text);
        }
    }
    sluice_text_free(&whole);
    free(showing);
    return is_right ? NULL : "a graph is shown as what it is not";
}
