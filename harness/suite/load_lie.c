#include "harness/suite/lie.h"

#include "harness/stream/program.h"
#include "harness/suite/load_words.h"
#include "harness/yaml/faults.h"

#include <stdlib.h>
#include <string.h>

static const char *const kind_names[] = {
#define X(member, key) key,
    SLUICE_LIES(X)
#undef X
        NULL};

static const char *const event_names[] = {
#define X(member, name) name,
    SLUICE_TRACE_TYPES(X)
#undef X
        NULL};

static const char *const outcome_names[] = {
#define X(member, name) name,
    SLUICE_OUTCOMES(X)
#undef X
        NULL};

/* --- which event -------------------------------------------------------------------------------- */

static bool load_type(const struct sluice_yaml_node *map, enum sluice_trace_type *out,
                      struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *node = sluice_yaml_require(map, "event", "published", error);
    size_t index;
    if (node == NULL || !sluice_yaml_choice(node, "event", event_names, &index, error)) {
        return false;
    }
    *out = (enum sluice_trace_type)index;
    return true;
}

static bool load_selection(const struct sluice_yaml_node *map, struct sluice_lie_event *out,
                           struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *handle = sluice_yaml_get(map, "handle");
    const struct sluice_yaml_node *nth = sluice_yaml_get(map, "nth");
    uint64_t number = 0;
    *out = (struct sluice_lie_event){.given = true, .nth = 1};
    if (!load_type(map, &out->type, error) ||
        (handle != NULL && !sluice_yaml_unsigned(handle, UINT32_MAX, &number, error)) ||
        (nth != NULL && !sluice_yaml_unsigned(nth, UINT32_MAX, &out->nth, error)) ||
        !sluice_suite_load_optional_text(map, "name", &out->name, error) ||
        !sluice_suite_load_optional_text(map, "reason", &out->reason, error)) {
        return false;
    }
    if (out->nth == 0) {
        return sluice_yaml_fail(error, nth, "events are counted from 1: write 1 for the first");
    }
    out->has_handle = handle != NULL;
    out->handle = (uint32_t)number;
    return true;
}

static bool load_event(const struct sluice_yaml_node *map, struct sluice_lie_event *out,
                       struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"event", "handle", "name", "reason", "nth", NULL};
    return sluice_yaml_expect(map, SLUICE_YAML_MAPPING, "an event such as {event: published}",
                              error) &&
           sluice_yaml_check_keys(map, keys, error) && load_selection(map, out, error);
}

static bool load_place(const struct sluice_yaml_node *map, struct sluice_lie *out,
                       struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *before = sluice_yaml_get(map, "before");
    const struct sluice_yaml_node *after = sluice_yaml_get(map, "after");
    if (before != NULL && after != NULL) {
        return sluice_yaml_fail(error, sluice_yaml_key(after),
                                "before and after exclude each other: keep one");
    }
    out->before = before != NULL;
    return (before == NULL && after == NULL) ||
           load_event(before != NULL ? before : after, &out->place, error);
}

/* --- new values --------------------------------------------------------------------------------- */

static bool load_number(const struct sluice_yaml_node *node, enum sluice_lie_type type,
                        uint64_t *out, struct sluice_yaml_error *error)
{
    size_t index = 0;
    bool truth = false;
    switch (type) {
    case SLUICE_LIE_U64:
        return sluice_yaml_size(node, UINT64_MAX, out, error);
    case SLUICE_LIE_U32:
        return sluice_yaml_unsigned(node, UINT32_MAX, out, error);
    case SLUICE_LIE_INT:
        return sluice_yaml_unsigned(node, INT32_MAX, out, error);
    case SLUICE_LIE_BOOL:
        if (!sluice_yaml_bool(node, &truth, error)) {
            return false;
        }
        *out = truth ? 1 : 0;
        return true;
    case SLUICE_LIE_OUTCOME:
        if (!sluice_yaml_choice(node, "verdict", outcome_names, &index, error)) {
            return false;
        }
        *out = index;
        return true;
    case SLUICE_LIE_TRACE_TYPE:
        if (!sluice_yaml_choice(node, "event", event_names, &index, error)) {
            return false;
        }
        *out = index;
        return true;
    case SLUICE_LIE_TEXT:
        break;
    }
    return false;
}

/* `null` takes a text, or a measurement, away. */
static bool load_value(const struct sluice_yaml_node *node, const struct sluice_lie_member *member,
                       struct sluice_lie_value *out, struct sluice_yaml_error *error)
{
    if (sluice_yaml_is_null(node) &&
        (member->type == SLUICE_LIE_TEXT || member->type == SLUICE_LIE_U64)) {
        out->number = SLUICE_NOT_MEASURED;
        return true;
    }
    return member->type == SLUICE_LIE_TEXT ? sluice_yaml_string(node, &out->text, error)
                                           : load_number(node, member->type, &out->number, error);
}

/* The keys of `map` that are members of what is changed; the others are left to whoever asks. */
static bool load_values(const struct sluice_yaml_node *map, struct sluice_lie *out,
                        struct sluice_yaml_error *error)
{
    const struct sluice_lie_member *members = sluice_lie_members(out->kind);
    for (size_t i = 0; members[i].key != NULL; i++) {
        const struct sluice_yaml_node *node = sluice_yaml_get(map, members[i].key);
        if (node == NULL) {
            continue;
        }
        struct sluice_lie_value *value = &out->values[out->value_count++];
        value->member = i;
        if (!load_value(node, &members[i], value, error)) {
            return false;
        }
    }
    return out->value_count > 0 ||
           sluice_yaml_fail(error, map, "the lie changes nothing: name what, as in %s",
                            members[0].key);
}

/* --- one lie ------------------------------------------------------------------------------------ */

static bool check_members(const struct sluice_yaml_node *map, enum sluice_lie_kind kind,
                          const char *const *others, struct sluice_yaml_error *error)
{
    const char *keys[SLUICE_LIE_VALUES + 4] = {NULL};
    const struct sluice_lie_member *members = sluice_lie_members(kind);
    size_t count = 0;
    while (members[count].key != NULL) {
        keys[count] = members[count].key;
        count++;
    }
    for (size_t i = 0; others[i] != NULL; i++) {
        keys[count++] = others[i];
    }
    return sluice_yaml_check_keys(map, keys, error);
}

static bool load_add(const struct sluice_yaml_node *map, struct sluice_lie *out,
                     struct sluice_yaml_error *error)
{
    static const char *const others[] = {"before", "after", NULL};
    return check_members(map, out->kind, others, error) &&
           load_type(map, &out->event.type, error) && load_place(map, out, error) &&
           load_values(map, out, error);
}

static bool load_move(const struct sluice_yaml_node *map, struct sluice_lie *out,
                      struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"event", "handle", "name",  "reason",
                                       "nth",   "before", "after", NULL};
    return sluice_yaml_check_keys(map, keys, error) && load_selection(map, &out->event, error) &&
           load_place(map, out, error);
}

static bool load_change(const struct sluice_yaml_node *map, struct sluice_lie *out,
                        struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"event", "handle", "name", "reason", "nth", "to", NULL};
    static const char *const none[] = {NULL};
    if (!sluice_yaml_check_keys(map, keys, error) || !load_selection(map, &out->event, error)) {
        return false;
    }
    const struct sluice_yaml_node *to = sluice_yaml_require(map, "to", "{handle: 7}", error);
    return to != NULL &&
           sluice_yaml_expect(to, SLUICE_YAML_MAPPING, "what it becomes, as in {handle: 7}",
                              error) &&
           check_members(to, out->kind, none, error) && load_values(to, out, error);
}

static bool load_other(const struct sluice_yaml_node *map, struct sluice_lie *out,
                       struct sluice_yaml_error *error)
{
    static const char *const none[] = {NULL};
    static const char *const indexed[] = {"index", NULL};
    const bool is_indexed = out->kind == SLUICE_LIE_PIECES || out->kind == SLUICE_LIE_REFUSED ||
                            out->kind == SLUICE_LIE_GROWN;
    const struct sluice_yaml_node *index = sluice_yaml_get(map, "index");
    return check_members(map, out->kind, is_indexed ? indexed : none, error) &&
           (index == NULL || sluice_yaml_unsigned(index, UINT32_MAX, &out->index, error)) &&
           load_values(map, out, error);
}

static bool load_lie(const struct sluice_yaml_node *node, struct sluice_lie *out,
                     struct sluice_yaml_error *error)
{
    if (!sluice_yaml_expect(node, SLUICE_YAML_MAPPING,
                            "a lie such as drop: {event: check-began, handle: 3}", error) ||
        !sluice_yaml_check_keys(node, kind_names, error)) {
        return false;
    }
    const struct sluice_yaml_node *map = sluice_yaml_first(node);
    if (map == NULL || sluice_yaml_count(node) != 1) {
        return sluice_yaml_fail(error, node,
                                "one lie, one key; write the next as an item of its own");
    }
    size_t kind = 0;
    while (strcmp(kind_names[kind], sluice_yaml_key_text(map)) != 0) {
        kind++;
    }
    *out = (struct sluice_lie){.kind = (enum sluice_lie_kind)kind, .node = node};
    if (out->kind == SLUICE_LIE_WRITTEN || out->kind == SLUICE_LIE_BACK_WRITTEN) {
        return sluice_program_load(map, &out->program, error);
    }
    if (!sluice_yaml_expect(map, SLUICE_YAML_MAPPING, "a map of what the lie is about", error)) {
        return false;
    }
    switch (out->kind) {
    case SLUICE_LIE_DROP:
    case SLUICE_LIE_REPEAT:
    case SLUICE_LIE_HIDE:
        return load_event(map, &out->event, error);
    case SLUICE_LIE_MOVE:
        return load_move(map, out, error);
    case SLUICE_LIE_ADD:
        return load_add(map, out, error);
    case SLUICE_LIE_CHANGE:
        return load_change(map, out, error);
    case SLUICE_LIE_ANSWER:
    case SLUICE_LIE_MEASURED:
    case SLUICE_LIE_PIECES:
    case SLUICE_LIE_REFUSED:
    case SLUICE_LIE_GROWN:
    case SLUICE_LIE_REREAD:
    case SLUICE_LIE_BACK:
    case SLUICE_LIE_CONTROL:
    case SLUICE_LIE_PROCESS:
    case SLUICE_LIE_WRITTEN:
    case SLUICE_LIE_BACK_WRITTEN:
        break;
    }
    return load_other(map, out, error);
}

void sluice_lies_free(struct sluice_lie *lies, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sluice_program_free(lies[i].program);
    }
    free(lies);
}

bool sluice_lies_load(const struct sluice_yaml_node *value, struct sluice_lie **out, size_t *count,
                      struct sluice_yaml_error *error)
{
    if (!sluice_yaml_expect(value, SLUICE_YAML_SEQUENCE,
                            "a list of lies, as in [{drop: {event: published}}]", error)) {
        return false;
    }
    const struct sluice_yaml_node *node = sluice_yaml_first(value);
    if (node == NULL) {
        return sluice_yaml_fail(error, value, "expected at least one lie; leave lie out for none");
    }
    *out = calloc(sluice_yaml_count(value), sizeof **out);
    if (*out == NULL) {
        return sluice_yaml_fail(error, value, "out of memory");
    }
    bool good = true;
    bool more = true;
    for (; more && node != NULL; node = sluice_yaml_next(node)) {
        more = sluice_yaml_tried(load_lie(node, &(*out)[(*count)++], error), &good, error);
    }
    return good;
}
