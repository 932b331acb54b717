#include "harness/trials/decoder/clumsy_parts.h"

#include "harness/base/text.h"

#include <ctype.h>
#include <sluice/decode.h>
#include <sluice/json.h>
#include <sluice/write.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_MODELS = 8,
    OTHERWISE = 61 /* so often a builder is given up, or nobody asks what was wrong */
};

bool sluice_clumsy_note(struct sluice_clumsy *clumsy, bool good, const char *what,
                        const char *class_name, const char *member)
{
    if (!good && clumsy->fault[0] == '\0') {
        (void)snprintf(clumsy->fault, SLUICE_CLUMSY_FAULT, "by a clumsy program: %s%s%.60s%s%.40s",
                       what, class_name != NULL ? ", " : "", class_name != NULL ? class_name : "",
                       member != NULL ? "." : "", member != NULL ? member : "");
    }
    return good;
}

/* --- builders ----------------------------------------------------------------------------------- */

bool sluice_clumsy_begin(struct sluice_clumsy *clumsy)
{
    clumsy->made = (struct sluice_value){0};
    sluice_counting_heap_begin(&clumsy->heap, 0);
    clumsy->allocator = sluice_counting_heap_allocator(&clumsy->heap);
    const bool good = sluice_builder_create(clumsy->policy, &clumsy->allocator, &clumsy->builder) ==
                          SLUICE_OK &&
                      sluice_build_string(clumsy->builder, "text", 4, &clumsy->text) == SLUICE_OK &&
                      sluice_build_add(clumsy->builder, clumsy->text) == SLUICE_OK;
    return sluice_clumsy_note(clumsy, good, "no builder with one text", NULL, NULL);
}

bool sluice_clumsy_begin_object(struct sluice_clumsy *clumsy, const char *class_name)
{
    return sluice_clumsy_begin(clumsy) &&
           sluice_clumsy_note(clumsy, sluice_build_begin(clumsy->builder, class_name) == SLUICE_OK,
                              "an object cannot be begun", class_name, NULL);
}

struct sluice_value *sluice_clumsy_out(struct sluice_clumsy *clumsy)
{
    clumsy->made = clumsy->text;
    return &clumsy->made;
}

/* --- after a failure ---------------------------------------------------------------------------- */

/* Any call: all of them do nothing. */
static enum sluice_reason call_again(struct sluice_clumsy *clumsy)
{
    struct sluice_builder *builder = clumsy->builder;
    struct sluice_value *out = &clumsy->made;
    const char *name = clumsy->model_count > 0 ? clumsy->models[0].name : "a.B";
    out->id = 0;
    switch (clumsy->turn % 15) {
    case 0:
        return sluice_build_string(builder, "more", 4, sluice_clumsy_out(clumsy));
    case 1:
        return sluice_build_primitives(builder, 'B', (const uint8_t *)"more", 4,
                                       sluice_clumsy_out(clumsy));
    case 2:
        return sluice_build_array(builder, "[Ljava.lang.Object;", NULL, 0,
                                  sluice_clumsy_out(clumsy));
    case 3:
        return sluice_build_enum(builder, name, "RED", sluice_clumsy_out(clumsy));
    case 4:
        return sluice_build_class(builder, "int", sluice_clumsy_out(clumsy));
    case 5:
        return sluice_build_begin(builder, name);
    case 6:
        return sluice_build_integer(builder, "i", 1);
    case 7:
        return sluice_build_floating(builder, "d", 1);
    case 8:
        return sluice_build_value(builder, "o", *out);
    case 9:
        return sluice_build_utf(builder, "text", "more", 4);
    case 10:
        return sluice_build_items(builder, "items", out, 1);
    case 11:
        return sluice_build_custom_bytes(builder, name, (const uint8_t *)"more", 4);
    case 12:
        return sluice_build_custom_value(builder, name, *out);
    case 13:
        return sluice_build_end(builder, sluice_clumsy_out(clumsy));
    default:
        return sluice_build_add(builder, *out);
    }
}

/* Names that stand in a status as they are. */
static bool is_plain(const char *name)
{
    const size_t length = strlen(name);
    for (size_t i = 0; i < length; i++) {
        if (isalnum((unsigned char)name[i]) == 0 && strchr("_$.[;", name[i]) == NULL) {
            return false;
        }
    }
    return length < SLUICE_NAME_SIZE;
}

static bool is_said(const struct sluice_status *status,
                    const struct sluice_clumsy_refusal *expected)
{
    char path[SLUICE_PATH_SIZE];
    const char *class_name = expected->class_name != NULL ? expected->class_name : "";
    const char *member = expected->member != NULL ? expected->member : "";
    (void)snprintf(path, sizeof path, "root%s%s", member[0] != '\0' ? "." : "", member);
    return status->reason == expected->reason && status->offset == 0 && status->at[0] != '\0' &&
           (expected->at == NULL || strcmp(status->at, expected->at) == 0) &&
           (!is_plain(class_name) || strcmp(status->class_name, class_name) == 0) &&
           (!is_plain(member) ||
            strcmp(status->path, expected->is_element ? "root[0]" : path) == 0);
}

bool sluice_clumsy_is_refused(struct sluice_clumsy *clumsy, enum sluice_reason got,
                              const struct sluice_clumsy_refusal *expected)
{
    struct sluice_graph *graph = (struct sluice_graph *)(void *)clumsy;
    struct sluice_status status;
    const uint32_t turn = clumsy->turn++;
    bool good = got == expected->reason && clumsy->made.id == 0;
    const bool sticks = call_again(clumsy) == expected->reason && clumsy->made.id == 0;
    if (turn % OTHERWISE == 0) {
        sluice_builder_free(clumsy->builder);
    } else if (turn % OTHERWISE == 1) {
        good = sluice_builder_finish(clumsy->builder, &graph, NULL) == expected->reason &&
               graph == NULL && good;
    } else {
        good = sluice_builder_finish(clumsy->builder, &graph, &status) == expected->reason &&
               graph == NULL && is_said(&status, expected) &&
               (status.peak_heap == clumsy->heap.peak ||
                expected->reason == SLUICE_OUT_OF_MEMORY) &&
               status.allocations == clumsy->heap.calls && good;
    }
    return sluice_clumsy_note(clumsy, good, expected->what, expected->class_name,
                              expected->member) &&
           sluice_clumsy_note(clumsy, sticks, "a failure does not stick, behind a call",
                              expected->class_name, expected->member) &&
           sluice_clumsy_note(clumsy, clumsy->heap.live == 0, "a failure leaves memory behind",
                              expected->class_name, expected->member);
}

/* --- what was built ----------------------------------------------------------------------------- */

static bool keep_text(void *context, const char *text, size_t length)
{
    sluice_text_add(context, text, length);
    return true;
}

/* Written, and read under the same policy, it is the same. */
static bool reads_the_same(const struct sluice_clumsy *clumsy, const struct sluice_graph *graph)
{
    struct sluice_buffer bytes = {0};
    struct sluice_text before = {0};
    struct sluice_text after = {0};
    struct sluice_graph *again = NULL;
    const struct sluice_sink sink = sluice_sink_buffer(&bytes);
    bool good = sluice_write_graph(graph, &sink, NULL, NULL) == SLUICE_OK;
    const struct sluice_source source = sluice_source_memory(bytes.bytes, bytes.length);
    good = good && sluice_decode(&source, clumsy->policy, NULL, &again, NULL) == SLUICE_OK &&
           sluice_graph_json(graph, NULL, keep_text, &before) == SLUICE_OK &&
           sluice_graph_json(again, NULL, keep_text, &after) == SLUICE_OK &&
           sluice_text_same(sluice_text_get(&before), sluice_text_get(&after));
    sluice_graph_free(again);
    sluice_buffer_free(&bytes);
    sluice_text_free(&before);
    sluice_text_free(&after);
    return good;
}

bool sluice_clumsy_finish(struct sluice_clumsy *clumsy, const char *class_name,
                          struct sluice_graph **out)
{
    struct sluice_status status;
    const enum sluice_reason reason = sluice_builder_finish(clumsy->builder, out, &status);
    const bool good = reason == SLUICE_OK && *out != NULL && status.reason == SLUICE_OK &&
                      status.at != NULL && status.steps != 0 && status.offset == 0 &&
                      status.peak_heap == clumsy->heap.peak &&
                      status.allocations == clumsy->heap.calls;
    return sluice_clumsy_note(clumsy, good, "what was built is not finished", class_name, NULL) &&
           sluice_clumsy_note(clumsy, reads_the_same(clumsy, *out),
                              "what was built is read as something else", class_name, NULL);
}

bool sluice_clumsy_end(struct sluice_clumsy *clumsy, struct sluice_graph *graph)
{
    sluice_graph_free(graph);
    return sluice_clumsy_note(clumsy, clumsy->heap.live == 0, "a graph leaves memory behind", NULL,
                              NULL);
}

/* --- classes ------------------------------------------------------------------------------------ */

const struct sluice_class_model *sluice_clumsy_model(const struct sluice_clumsy *clumsy,
                                                     const char *name)
{
    for (size_t i = 0; name != NULL && i < clumsy->model_count; i++) {
        if (strcmp(clumsy->models[i].name, name) == 0) {
            return &clumsy->models[i];
        }
    }
    return NULL;
}

const struct sluice_class_model *sluice_clumsy_above(const struct sluice_clumsy *clumsy,
                                                     const struct sluice_class_model *model)
{
    return sluice_clumsy_model(clumsy, model->parent);
}

enum sluice_reason sluice_clumsy_refusal_of(const struct sluice_clumsy *clumsy,
                                            const struct sluice_class_model *model,
                                            const char **concerned)
{
    *concerned = model->name;
    switch (model->construct) {
    case SLUICE_CONSTRUCT_ATOMIC:
    case SLUICE_CONSTRUCT_STATELESS:
    case SLUICE_CONSTRUCT_PERMITTED:
        break;
    case SLUICE_CONSTRUCT_DENIED:
        return SLUICE_NOT_PERMITTED;
    case SLUICE_CONSTRUCT_NOT_SERIALIZABLE:
        return SLUICE_NOT_SERIALIZABLE;
    case SLUICE_CONSTRUCT_ABSENT:
        return SLUICE_CLASS_ABSENT;
    case SLUICE_CONSTRUCT_ENUM:
    case SLUICE_CONSTRUCT_INTERFACE:
    case SLUICE_CONSTRUCT_ABSTRACT:
        return SLUICE_KIND_MISMATCH;
    }
    /* The topmost that lacks a serialVersionUID. */
    bool has_all = true;
    for (; model != NULL; model = sluice_clumsy_above(clumsy, model)) {
        *concerned = model->has_suid ? *concerned : model->name;
        has_all = has_all && model->has_suid;
    }
    return has_all ? SLUICE_OK : SLUICE_NOT_SERIALIZABLE;
}

/* --- all ---------------------------------------------------------------------------------------- */

static bool try_classes(struct sluice_clumsy *clumsy, const struct sluice_policy *policy)
{
    clumsy->policy = policy;
    clumsy->models = sluice_policy_models(policy, &clumsy->model_count);
    const size_t most = clumsy->model_count < MOST_MODELS ? clumsy->model_count : MOST_MODELS;
    bool good = sluice_clumsy_calls(clumsy);
    for (size_t i = 0; good && i < most; i++) {
        const struct sluice_class_model *model = &clumsy->models[i];
        good = sluice_clumsy_names(clumsy, model) && sluice_clumsy_object(clumsy, model) &&
               sluice_clumsy_right(clumsy, model);
    }
    return good;
}

bool sluice_clumsy_program(const struct sluice_policy *policy, char fault[SLUICE_CLUMSY_FAULT])
{
    struct sluice_clumsy clumsy = {.fault = fault};
    struct sluice_policy *own = sluice_clumsy_own_policy();
    char *letters = malloc(SLUICE_CLUMSY_LONG + 1);
    fault[0] = '\0';
    clumsy.letters = letters;
    bool good = sluice_clumsy_note(&clumsy, own != NULL && letters != NULL, "no memory", NULL,
                                   NULL);
    if (good) {
        memset(letters, 'a', SLUICE_CLUMSY_LONG);
        letters[SLUICE_CLUMSY_LONG] = '\0';
        (void)sluice_policy_models(policy, &clumsy.model_count);
        good = clumsy.model_count > 0 ? try_classes(&clumsy, policy)
                                      : try_classes(&clumsy, own) && sluice_clumsy_own(&clumsy);
    }
    free(letters);
    sluice_policy_free(own);
    return good;
}
