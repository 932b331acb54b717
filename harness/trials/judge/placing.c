#include "harness/trials/judge/placing.h"

#include "rules/memory.h"
#include "rules/stream_map.h"

#include <string.h>

/* A path of the decoder's is cut in the middle when it has many steps, or long ones. */
enum { MOST_STEPS = 96, MOST_NAME = 64, HEADER_BYTES = 4 };

/* The edges from the top level to the place that is concerned, the last one first. */
struct way {
    const struct sluice_map_edge *steps[MOST_STEPS];
    size_t count;
};

static bool is_one_of(const char *word, const char *const *words)
{
    for (size_t i = 0; word != NULL && words[i] != NULL; i++) {
        if (strcmp(word, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Refused as a whole, where it begins; a step into it may follow. */
static bool is_of_object(const struct sluice_answer *answer)
{
    static const char *const elements[] = {"object.check", "object.resolve", "object.custom",
                                           "field.value",  "array.elements", NULL};
    return is_one_of(answer->at, elements);
}

static bool is_of_reference(const struct sluice_answer *answer)
{
    static const char *const reasons[] = {"reference-under-construction", "reference-not-built",
                                          NULL};
    return is_one_of(answer->reason, reasons);
}

/* The place whose item begins at an offset; NULL if the map does not know it. */
static const struct sluice_map_edge *place_at(const struct sluice_stream_map *map, uint64_t offset)
{
    for (uint32_t i = 0; i < map->edge_count; i++) {
        if (map->edges[i].start == offset && map->edges[i].value != SLUICE_MAP_NONE) {
            return &map->edges[i];
        }
    }
    return NULL;
}

/* False if it is not known as a whole, or too long. */
static bool find_way(const struct sluice_stream_map *map, uint64_t offset, struct way *way)
{
    const struct sluice_map_edge *edge = place_at(map, offset);
    while (edge != NULL && way->count < MOST_STEPS) {
        way->steps[way->count++] = edge;
        if (edge->place == SLUICE_MAP_AT_TOP) {
            return true;
        }
        if (edge->owner == SLUICE_MAP_NONE) {
            return false;
        }
        edge = place_at(map, map->entries[edge->owner].start);
    }
    return false;
}

static void put_name(const struct sluice_map_field *field, struct sluice_text *text)
{
    const size_t length = field->name_length < MOST_NAME ? field->name_length : MOST_NAME;
    sluice_text_string(text, ".");
    for (size_t i = 0; i < length; i++) {
        const bool is_shown = field->name[i] > 0x20 && field->name[i] < 0x7F;
        sluice_text_add(text, is_shown ? (const char *)&field->name[i] : "?", 1);
    }
}

/* The way as a path, numbers left out: "root.entries[].value". The first item at the top level is "root" itself. */
static void put_way(const struct sluice_stream_map *map, const struct way *way,
                    struct sluice_text *text)
{
    for (size_t i = way->count; i > 0; i--) {
        const struct sluice_map_edge *edge = way->steps[i - 1];
        if (edge->place == SLUICE_MAP_AT_TOP) {
            sluice_text_string(text, edge->start == HEADER_BYTES ? "root" : "root[]");
        } else if (edge->place == SLUICE_MAP_AT_ELEMENT) {
            sluice_text_string(text, "[]");
        } else if (edge->place == SLUICE_MAP_AT_DATA) {
            sluice_text_string(text, ".custom[]");
        } else {
            put_name(&map->fields[edge->place], text);
        }
    }
}

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

/* A path without its numbers. What is external is data as well. */
static void put_path(const char *path, struct sluice_text *text)
{
    static const char external[] = ".external[";
    while (*path != '\0') {
        if (strncmp(path, external, sizeof external - 1) == 0) {
            path += sizeof external - 2;
            sluice_text_string(text, ".custom");
        } else {
            const char *behind = path + 1 + strspn(path + 1, "0123456789");
            sluice_text_add(text, path, 1);
            path = *path == '[' && is_digit(path[1]) && *behind == ']' ? behind : path + 1;
        }
    }
}

/* True if the path is the way, or the way and more. */
static bool leads_there(const struct sluice_text *path, const struct sluice_text *way,
                        bool and_more)
{
    const char *text = sluice_text_get(path);
    return strncmp(text, sluice_text_get(way), way->length) == 0 &&
           (text[way->length] == '\0' ||
            (and_more && (text[way->length] == '.' || text[way->length] == '[')));
}

/* --- paths that are cut --------------------------------------------------------------------------- */

static const char cut[] = "...";

static bool begins_step(char letter)
{
    return letter == '.' || letter == '[' || letter == '\0';
}

/* The first letter of `text` that begins a step. */
static const char *next_step(const char *text)
{
    while (!begins_step(*text)) {
        text++;
    }
    return text;
}

/* Without the step that the cut goes through: nobody knows whether that one is whole. */
static bool begins_with(const char *way, const char *path)
{
    struct sluice_text part = {0};
    struct sluice_text head = {0};
    sluice_text_add(&part, path, (size_t)(strstr(path, cut) - path));
    put_path(sluice_text_get(&part), &head);
    const char *text = sluice_text_get(&head);
    size_t length = head.length;
    while (length > 0 && !begins_step(text[--length])) {
    }
    const bool good = strncmp(way, text, length) == 0;
    sluice_text_free(&part);
    sluice_text_free(&head);
    return good;
}

static bool ends_so(const char *way, const char *end, size_t length)
{
    const size_t whole = strlen(way);
    return length <= whole && memcmp(way + whole - length, end, length) == 0;
}

/* The same behind the last cut; with `and_more`, what remains behind any of its steps may be more. */
static bool ends_with(const char *way, const char *path, bool and_more)
{
    const char *at = path;
    for (const char *found = strstr(path, cut); found != NULL; found = strstr(found + 1, cut)) {
        at = found + sizeof cut - 1;
    }
    struct sluice_text tail = {0};
    put_path(next_step(at), &tail);
    const char *text = sluice_text_get(&tail);
    bool good = ends_so(way, text, tail.length);
    for (size_t length = tail.length; !good && and_more && length > 0; length--) {
        good = begins_step(text[length]) && ends_so(way, text, length);
    }
    good = good || (and_more && tail.length == 0);
    sluice_text_free(&tail);
    return good;
}

static bool leads_there_in_parts(const char *way, const char *path, bool and_more)
{
    return begins_with(way, path) && ends_with(way, path, and_more);
}

/* --- both ----------------------------------------------------------------------------------------- */

static bool compare(const struct sluice_stream_map *map, const struct sluice_answer *answer,
                    struct sluice_text *why)
{
    struct way way = {.count = 0};
    struct sluice_text path = {0};
    struct sluice_text expected = {0};
    bool good = true;
    if (find_way(map, answer->offset, &way)) {
        struct sluice_text names = {0};
        put_way(map, &way, &names);
        put_path(sluice_text_get(&names), &expected); /* a name may look like a number */
        sluice_text_free(&names);
        put_path(answer->path, &path);
        good = !path.failed && !expected.failed &&
               (strstr(answer->path, cut) != NULL
                    ? leads_there_in_parts(sluice_text_get(&expected), answer->path,
                                           is_of_object(answer))
                    : leads_there(&path, &expected, is_of_object(answer)));
    }
    if (!good) {
        sluice_text_format(why, "%s is at %s, and not at %s",
                           answer->reason != NULL ? answer->reason : "the refusal",
                           sluice_text_get(&expected), answer->path);
    }
    sluice_text_free(&path);
    sluice_text_free(&expected);
    return good;
}

bool sluice_placing_check(const struct sluice_judge_context *context,
                          const struct sluice_answer *answer, struct sluice_text *why)
{
    struct sluice_stream_map map;
    const bool is_told = answer->path != NULL && answer->offset != SLUICE_NOT_MEASURED;
    if (!is_told || (!is_of_object(answer) && !is_of_reference(answer))) {
        return true;
    }
    if (!sluice_stream_map_make(context, &map)) {
        sluice_text_string(why, "out of memory for the map of a refusal");
        return false;
    }
    const bool good = map.has_exception || compare(&map, answer, why);
    sluice_stream_map_free(&map);
    return good;
}
