/* From bytes to nodes, by way of libyaml's events.
 *
 * Its own document builder is not used: it forgets where anchors stood, and builds whole what is to
 * be refused at a bound. */
#define _POSIX_C_SOURCE 200809L

#include <yaml.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/yaml/node.h"
#include "harness/yaml/syntax.h"

/* What is under construction. */
struct builder {
    struct sluice_yaml *document;
    struct sluice_yaml_source source;
    struct sluice_yaml_error *error;
    struct sluice_yaml_node *open; /* innermost list or map that is not closed */
    struct sluice_yaml_node *key;  /* of a map: the key whose value comes next */
    unsigned depth;                /* open lists and maps */
    bool done;                     /* the first document has ended */
};

static unsigned clamp(size_t number)
{
    return number < UINT32_MAX ? (unsigned)number : UINT32_MAX;
}

static bool fail_mark(const struct builder *builder, yaml_mark_t mark, const char *message)
{
    return sluice_yaml_fail_at(builder->error, builder->document->file, clamp(mark.line + 1),
                               clamp(mark.column + 1), "%s", message);
}

static bool fail_memory(const struct builder *builder)
{
    return sluice_yaml_fail_at(builder->error, builder->document->file, 0, 0, "out of memory");
}

/* --- nodes ------------------------------------------------------------------------------------ */

static struct sluice_yaml_node *new_node(struct builder *builder, enum sluice_yaml_kind kind,
                                         yaml_mark_t mark)
{
    struct sluice_yaml *document = builder->document;
    if (document->nodes == SLUICE_YAML_NODES_MAX) {
        fail_mark(builder, mark, "the file holds more than 4,000,000 values; split it");
        return NULL;
    }
    struct sluice_yaml_node *node = sluice_arena_get(&document->arena, 1, sizeof(*node));
    if (node == NULL) {
        fail_memory(builder);
        return NULL;
    }
    document->nodes++;
    node->document = document;
    node->kind = (uint8_t)kind;
    node->line = clamp(mark.line + 1);
    node->column = clamp(mark.column + 1);
    return node;
}

/* Puts a finished scalar, or a list or map that begins, where it belongs. */
static void attach(struct builder *builder, struct sluice_yaml_node *node)
{
    struct sluice_yaml_node *parent = builder->open;
    if (parent == NULL) {
        builder->document->root = node;
        return;
    }
    node->parent = parent;
    node->key = builder->key;
    builder->key = NULL;
    if (parent->last == NULL) {
        parent->first = node;
    } else {
        parent->last->next = node;
    }
    parent->last = node;
    parent->count++;
}

static bool key_is_due(const struct builder *builder)
{
    return builder->open != NULL && builder->open->kind == SLUICE_YAML_MAPPING &&
           builder->key == NULL;
}

static bool take_key(struct builder *builder, struct sluice_yaml_node *node, yaml_mark_t mark)
{
    if (node->plain && node->length == 0) {
        return fail_mark(builder, mark, "a key is missing before the colon: write key: value");
    }
    if (strlen(node->text) != node->length) {
        return fail_mark(builder, mark, "a key contains a NUL character: take it away");
    }
    builder->key = node;
    return true;
}

static bool on_scalar(struct builder *builder, const yaml_event_t *event)
{
    struct sluice_yaml_node *node = new_node(builder, SLUICE_YAML_SCALAR, event->start_mark);
    if (node == NULL) {
        return false;
    }
    /* libyaml's bytes are unsigned; the text is the same. */
    const void *value = event->data.scalar.value;
    node->length = event->data.scalar.length;
    node->text = sluice_arena_text(&builder->document->arena, value, node->length);
    if (node->text == NULL) {
        return fail_memory(builder);
    }
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (key_is_due(builder)) {
        return take_key(builder, node, event->start_mark);
    }
    attach(builder, node);
    return true;
}

static bool on_start(struct builder *builder, enum sluice_yaml_kind kind, yaml_mark_t mark)
{
    if (key_is_due(builder)) {
        return fail_mark(builder, mark,
                         "a list or map stands where a key is due: write a word as the key");
    }
    if (builder->depth == SLUICE_YAML_DEPTH_MAX) {
        return fail_mark(builder, mark,
                         "lists and maps are nested more than 1,000 deep: take some away");
    }
    struct sluice_yaml_node *node = new_node(builder, kind, mark);
    if (node == NULL) {
        return false;
    }
    attach(builder, node);
    builder->open = node;
    builder->depth++;
    return true;
}

static int compare_keys(const void *left, const void *right)
{
    const struct sluice_yaml_node *a = *(const struct sluice_yaml_node *const *)left;
    const struct sluice_yaml_node *b = *(const struct sluice_yaml_node *const *)right;
    int order = strcmp(a->text, b->text);
    if (order != 0) {
        return order;
    }
    if (a->line != b->line) {
        return a->line < b->line ? -1 : 1;
    }
    return a->column < b->column ? -1 : 1;
}

static bool check_duplicates(const struct builder *builder, const struct sluice_yaml_node *map)
{
    if (map->count < 2) {
        return true;
    }
    const struct sluice_yaml_node **keys = calloc(map->count, sizeof(struct sluice_yaml_node *));
    if (keys == NULL) {
        return fail_memory(builder);
    }
    size_t count = 0;
    for (const struct sluice_yaml_node *value = map->first; value != NULL; value = value->next) {
        keys[count++] = value->key;
    }
    qsort(keys, count, sizeof(*keys), compare_keys);
    bool unique = true;
    for (size_t i = 1; unique && i < count; i++) {
        if (strcmp(keys[i - 1]->text, keys[i]->text) == 0) {
            char quoted[SLUICE_YAML_QUOTE];
            unique = sluice_yaml_fail(
                builder->error, keys[i], "the key %s is given twice, first in line %u; keep one",
                sluice_yaml_quote(keys[i]->text, keys[i]->length, quoted), keys[i - 1]->line);
        }
    }
    free(keys);
    return unique;
}

static bool on_end(struct builder *builder)
{
    struct sluice_yaml_node *node = builder->open;
    if (node == NULL) {
        return true; /* does not happen: libyaml closes only what it opened */
    }
    if (node->kind == SLUICE_YAML_MAPPING && !check_duplicates(builder, node)) {
        return false;
    }
    builder->open = node->parent;
    builder->depth--;
    return true;
}

/* --- events ----------------------------------------------------------------------------------- */

static bool refuse_properties(const struct builder *builder, const yaml_event_t *event,
                              const yaml_char_t *anchor, const yaml_char_t *tag)
{
    if (anchor != NULL) {
        return fail_mark(builder, event->start_mark,
                         "anchors (&name) are not supported; write the value out where it is used");
    }
    if (tag != NULL) {
        return fail_mark(builder, event->start_mark,
                         "tags (!name) are not supported; write the value without one");
    }
    return true;
}

static bool on_event(struct builder *builder, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return !builder->done ||
               fail_mark(
                   builder, event->start_mark,
                   "a second document begins here: take the line away, or put what follows into a file of its own");
    case YAML_DOCUMENT_END_EVENT:
        builder->done = true;
        return true;
    case YAML_ALIAS_EVENT:
        return fail_mark(builder, event->start_mark,
                         "aliases (*name) are not supported; write the value out, or quote a text "
                         "that begins with *");
    case YAML_SCALAR_EVENT:
        return refuse_properties(builder, event, event->data.scalar.anchor,
                                 event->data.scalar.tag) &&
               on_scalar(builder, event);
    case YAML_SEQUENCE_START_EVENT:
        return refuse_properties(builder, event, event->data.sequence_start.anchor,
                                 event->data.sequence_start.tag) &&
               on_start(builder, SLUICE_YAML_SEQUENCE, event->start_mark);
    case YAML_MAPPING_START_EVENT:
        return refuse_properties(builder, event, event->data.mapping_start.anchor,
                                 event->data.mapping_start.tag) &&
               on_start(builder, SLUICE_YAML_MAPPING, event->start_mark);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return on_end(builder);
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
        break;
    }
    return true;
}

static bool report_parser(const struct builder *builder, const yaml_parser_t *parser)
{
    if (parser->error == YAML_MEMORY_ERROR || parser->problem == NULL) {
        return fail_memory(builder);
    }
    struct sluice_yaml_source source = builder->source;
    source.open_line = sluice_yaml_line(builder->open);
    source.open_column = sluice_yaml_column(builder->open);
    return sluice_yaml_syntax_fail(&source, parser, builder->error);
}

static bool build(struct builder *builder, yaml_parser_t *parser)
{
    bool more = true;
    while (more) {
        yaml_event_t event;
        if (yaml_parser_parse(parser, &event) == 0) {
            return report_parser(builder, parser);
        }
        more = event.type != YAML_STREAM_END_EVENT;
        bool good = on_event(builder, &event);
        yaml_event_delete(&event);
        if (!good) {
            return false;
        }
    }
    if (builder->document->root == NULL) {
        return sluice_yaml_fail_at(builder->error, builder->document->file, 1, 1,
                                   "the file is empty: write its keys, each as key: value");
    }
    return true;
}

static bool too_large(const char *file, struct sluice_yaml_error *error)
{
    return sluice_yaml_fail_at(error, file, 0, 0, "more than 16 MiB; split the file");
}

bool sluice_yaml_parse(const char *bytes, size_t length, const char *file, struct sluice_yaml **out,
                       struct sluice_yaml_error *error)
{
    *out = NULL;
    if (length > SLUICE_YAML_BYTES_MAX) {
        return too_large(file, error);
    }
    struct sluice_yaml *document = calloc(1, sizeof(*document));
    if (document == NULL) {
        return sluice_yaml_fail_at(error, file, 0, 0, "out of memory");
    }
    yaml_parser_t parser;
    document->file = sluice_arena_text(&document->arena, file, strlen(file));
    if (document->file == NULL || yaml_parser_initialize(&parser) == 0) {
        sluice_yaml_free(document);
        return sluice_yaml_fail_at(error, file, 0, 0, "out of memory");
    }
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3; /* the mark that some editors begin a text with */
        length -= 3;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)bytes, length);
    struct builder builder = {.document = document,
                              .source = {.file = document->file, .bytes = bytes, .length = length},
                              .error = error};
    bool good = build(&builder, &parser);
    yaml_parser_delete(&parser);
    if (!good) {
        sluice_yaml_free(document);
        return false;
    }
    *out = document;
    return true;
}

void sluice_yaml_free(struct sluice_yaml *document)
{
    if (document != NULL) {
        sluice_arena_free(&document->arena);
        free(document);
    }
}

/* --- files ------------------------------------------------------------------------------------ */

/* Reads to the end, but no more than one byte over the bound. */
static bool read_all(int descriptor, const char *file, char **out, size_t *length,
                     struct sluice_yaml_error *error)
{
    const size_t bound = SLUICE_YAML_BYTES_MAX + 1;
    size_t size = (size_t)64 * 1024;
    size_t used = 0;
    char *bytes = malloc(size);
    while (bytes != NULL) {
        ssize_t got = read(descriptor, bytes + used, size - used);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            free(bytes);
            return sluice_yaml_fail_at(error, file, 0, 0, "cannot be read (system error %d)",
                                       errno);
        }
        used += (size_t)got;
        if (used == bound) {
            free(bytes);
            return too_large(file, error);
        }
        if (got == 0) {
            *out = bytes;
            *length = used;
            return true;
        }
        if (used == size) {
            size = size * 2 < bound ? size * 2 : bound;
            char *larger = realloc(bytes, size);
            if (larger == NULL) {
                free(bytes);
            }
            bytes = larger;
        }
    }
    return sluice_yaml_fail_at(error, file, 0, 0, "out of memory");
}

/* -1 with an error when the path does not name a regular file that can be read. */
static int open_regular(const char *path, struct sluice_yaml_error *error)
{
    /* Not blocking: a pipe without a writer is to be refused, not waited for. */
    int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) {
        const char *what = "cannot be opened";
        if (errno == ENOENT || errno == ENOTDIR) {
            what = "no such file";
        } else if (errno == EACCES) {
            what = "cannot be opened: permission denied";
        }
        sluice_yaml_fail_at(error, path, 0, 0, "%s", what);
        return -1;
    }
    struct stat status;
    const char *problem = NULL;
    if (fstat(descriptor, &status) != 0) {
        problem = "cannot be examined";
    } else if (S_ISDIR(status.st_mode)) {
        problem = "is a directory; name a YAML file in it";
    } else if (!S_ISREG(status.st_mode)) {
        problem = "not a regular file; to read from a pipe, give - and redirect it";
    }
    if (problem != NULL) {
        close(descriptor);
        sluice_yaml_fail_at(error, path, 0, 0, "%s", problem);
        return -1;
    }
    return descriptor;
}

bool sluice_yaml_load(const char *path, struct sluice_yaml **out, struct sluice_yaml_error *error)
{
    *out = NULL;
    bool standard_input = strcmp(path, "-") == 0;
    const char *file = standard_input ? "standard input" : path;
    int descriptor = standard_input ? STDIN_FILENO : open_regular(path, error);
    if (descriptor < 0) {
        return false;
    }
    char *bytes = NULL;
    size_t length = 0;
    bool good = read_all(descriptor, file, &bytes, &length, error);
    if (!standard_input) {
        close(descriptor);
    }
    if (good) {
        good = sluice_yaml_parse(bytes, length, file, out, error);
        free(bytes);
    }
    return good;
}
