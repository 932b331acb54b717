/* Nodes: moving among them, and errors about them. */
#include "harness/yaml/yaml.h"

#include <stdio.h>
#include <string.h>

#include "harness/yaml/faults.h"
#include "harness/yaml/node.h"

/* --- errors ----------------------------------------------------------------------------------- */

const char *sluice_yaml_error_text(const struct sluice_yaml_error *error,
                                   char text[SLUICE_YAML_ERROR_TEXT])
{
    if (error->file[0] == '\0') {
        (void)snprintf(text, SLUICE_YAML_ERROR_TEXT, "%s", error->message);
    } else if (error->line == 0) {
        (void)snprintf(text, SLUICE_YAML_ERROR_TEXT, "%s: %s", error->file, error->message);
    } else {
        (void)snprintf(text, SLUICE_YAML_ERROR_TEXT, "%s:%u:%u: %s", error->file, error->line,
                       error->column, error->message);
    }
    return text;
}

/* Keeps the end of a name that is too long: that is where the file name stands. */
static void set_file(struct sluice_yaml_error *error, const char *file)
{
    size_t length = strlen(file);
    if (length < sizeof(error->file)) {
        memcpy(error->file, file, length + 1);
    } else {
        (void)snprintf(error->file, sizeof(error->file), "...%s",
                       file + length - (sizeof(error->file) - 4));
    }
}

__attribute__((format(printf, 5, 0))) static void
set_error(struct sluice_yaml_error *error, const char *file, unsigned line, unsigned column,
          const char *format, va_list arguments)
{
    if (error == NULL || error->set) {
        return;
    }
    error->set = true;
    error->line = line;
    error->column = column;
    set_file(error, file);
    (void)vsnprintf(error->message, sizeof(error->message), format, arguments);
}

bool sluice_yaml_fail_at(struct sluice_yaml_error *error, const char *file, unsigned line,
                         unsigned column, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set_error(error, file, line, column, format, arguments);
    va_end(arguments);
    return false;
}

bool sluice_yaml_fail(struct sluice_yaml_error *error, const struct sluice_yaml_node *node,
                      const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set_error(error, sluice_yaml_node_file(node), sluice_yaml_line(node), sluice_yaml_column(node),
              format, arguments);
    va_end(arguments);
    return false;
}

/* Bytes of the well-formed UTF-8 character that stands here; 0 if none does. */
static size_t character_bytes(const char *text, size_t length)
{
    const unsigned char *byte = (const unsigned char *)text;
    const size_t bytes = byte[0] < 0x80 ? 1 : byte[0] < 0xE0 ? 2 : byte[0] < 0xF0 ? 3 : 4;
    if (bytes == 1) {
        return 1;
    }
    if (byte[0] < 0xC2 || byte[0] > 0xF4 || bytes > length) {
        return 0;
    }
    for (size_t i = 1; i < bytes; i++) {
        if ((byte[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    /* Longer than it need be, a surrogate, or behind the last character that there is. */
    const bool is_none = (byte[0] == 0xE0 && byte[1] < 0xA0) ||
                         (byte[0] == 0xED && byte[1] > 0x9F) ||
                         (byte[0] == 0xF0 && byte[1] < 0x90) || (byte[0] == 0xF4 && byte[1] > 0x8F);
    return is_none ? 0 : bytes;
}

/* Control characters, U+0080..U+009F among them, could move a terminal's cursor. */
static bool is_control(const char *character)
{
    unsigned char byte = (unsigned char)character[0];
    return byte < 0x20 || byte == 0x7F || (byte == 0xC2 && (unsigned char)character[1] < 0xA0);
}

const char *sluice_yaml_quote(const char *text, size_t length, char out[SLUICE_YAML_QUOTE])
{
    static const char more[] = "...\"";
    const size_t room = SLUICE_YAML_QUOTE - sizeof(more);
    size_t used = 0;
    out[used++] = '"';
    size_t at = 0;
    while (at < length) {
        size_t bytes = character_bytes(text + at, length - at);
        if (used + bytes + (bytes == 0) > room) {
            break;
        }
        if (bytes == 0 || is_control(text + at)) {
            out[used++] = '?';
        } else {
            memcpy(out + used, text + at, bytes);
            used += bytes;
        }
        at += bytes + (bytes == 0);
    }
    if (at < length) {
        memcpy(out + used, more, sizeof(more));
    } else {
        memcpy(out + used, "\"", 2);
    }
    return out;
}

const char *sluice_yaml_describe(const struct sluice_yaml_node *node,
                                 char out[SLUICE_YAML_QUOTE + 24])
{
    char quoted[SLUICE_YAML_QUOTE];
    switch (sluice_yaml_kind(node)) {
    case SLUICE_YAML_NONE:
        return "nothing";
    case SLUICE_YAML_SEQUENCE:
        return "a list";
    case SLUICE_YAML_MAPPING:
        return "a map";
    case SLUICE_YAML_SCALAR:
        break;
    }
    if (sluice_yaml_is_null(node)) {
        return node->length == 0 ? "nothing" : "null";
    }
    (void)snprintf(out, SLUICE_YAML_QUOTE + 24, "%s%s", node->plain ? "" : "the quoted text ",
                   sluice_yaml_quote(node->text, node->length, quoted));
    return out;
}

/* --- moving ----------------------------------------------------------------------------------- */

const struct sluice_yaml_node *sluice_yaml_root(const struct sluice_yaml *document)
{
    return document->root;
}

const char *sluice_yaml_file(const struct sluice_yaml *document)
{
    return document->file;
}

enum sluice_yaml_kind sluice_yaml_kind(const struct sluice_yaml_node *node)
{
    return node == NULL ? SLUICE_YAML_NONE : (enum sluice_yaml_kind)node->kind;
}

unsigned sluice_yaml_line(const struct sluice_yaml_node *node)
{
    return node == NULL ? 0 : node->line;
}

unsigned sluice_yaml_column(const struct sluice_yaml_node *node)
{
    return node == NULL ? 0 : node->column;
}

const char *sluice_yaml_node_file(const struct sluice_yaml_node *node)
{
    return node == NULL ? "" : node->document->file;
}

static bool is_container(const struct sluice_yaml_node *node)
{
    return node != NULL && node->kind != SLUICE_YAML_SCALAR;
}

size_t sluice_yaml_count(const struct sluice_yaml_node *node)
{
    return is_container(node) ? node->count : 0;
}

const struct sluice_yaml_node *sluice_yaml_first(const struct sluice_yaml_node *node)
{
    return is_container(node) ? node->first : NULL;
}

const struct sluice_yaml_node *sluice_yaml_next(const struct sluice_yaml_node *node)
{
    return node == NULL ? NULL : node->next;
}

const struct sluice_yaml_node *sluice_yaml_parent(const struct sluice_yaml_node *node)
{
    return node == NULL ? NULL : node->parent;
}

const struct sluice_yaml_node *sluice_yaml_key(const struct sluice_yaml_node *node)
{
    return node == NULL ? NULL : node->key;
}

const char *sluice_yaml_key_text(const struct sluice_yaml_node *node)
{
    return node == NULL || node->key == NULL ? NULL : node->key->text;
}

const struct sluice_yaml_node *sluice_yaml_get(const struct sluice_yaml_node *map, const char *key)
{
    if (sluice_yaml_kind(map) != SLUICE_YAML_MAPPING) {
        return NULL;
    }
    for (const struct sluice_yaml_node *value = map->first; value != NULL; value = value->next) {
        if (strcmp(value->key->text, key) == 0) {
            return value;
        }
    }
    return NULL;
}

void sluice_yaml_join(const char *const *names, char *out, size_t size)
{
    static const char more[] = "...";
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; names[i] != NULL; i++) {
        const char *comma = i == 0 ? "" : ", ";
        /* Room for the ellipsis stays unless this is the last name. */
        size_t reserve = names[i + 1] == NULL ? 0 : sizeof(more) + 1;
        if (strlen(names[i]) + strlen(comma) + reserve >= size - used) {
            (void)snprintf(out + used, size - used, "%s%s", comma, more);
            return;
        }
        used += (size_t)snprintf(out + used, size - used, "%s%s", comma, names[i]);
    }
}

/* --- what must be so -------------------------------------------------------------------------- */

/* Beside the name that is meant, a longer list of names would only be in the way. */
enum { LISTED_MAX = 12 };

static bool is_short(const char *const *names)
{
    size_t count = 0;
    while (names[count] != NULL && count <= LISTED_MAX) {
        count++;
    }
    return count <= LISTED_MAX;
}

/* "unknown <what> "x"; did you mean y? Allowed: ..." */
static bool fail_unknown(struct sluice_yaml_error *error, const struct sluice_yaml_node *node,
                         const char *what, const char *const *names)
{
    char quoted[SLUICE_YAML_QUOTE];
    char list[300];
    sluice_yaml_join(names, list, sizeof(list));
    (void)sluice_yaml_quote(node->text, node->length, quoted);
    const char *nearest = sluice_yaml_nearest(node->text, names);
    if (nearest != NULL) {
        return sluice_yaml_fail(error, node, "unknown %s %s; did you mean %s?%s%s", what, quoted,
                                nearest, is_short(names) ? " Allowed: " : "",
                                is_short(names) ? list : "");
    }
    return sluice_yaml_fail(error, node, "unknown %s %s; allowed: %s", what, quoted, list);
}

static bool fail_unexpected(struct sluice_yaml_error *error, const struct sluice_yaml_node *node,
                            const char *what)
{
    char found[SLUICE_YAML_QUOTE + 24];
    return sluice_yaml_fail(error, node, "expected %s, found %s", what,
                            sluice_yaml_describe(node, found));
}

bool sluice_yaml_expect(const struct sluice_yaml_node *node, enum sluice_yaml_kind kind,
                        const char *what, struct sluice_yaml_error *error)
{
    return sluice_yaml_kind(node) == kind || fail_unexpected(error, node, what);
}

static bool is_one_of(const char *word, const char *const *names, size_t *index)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        if (strcmp(word, names[i]) == 0) {
            *index = i;
            return true;
        }
    }
    return false;
}

static bool fail_key(struct sluice_yaml_error *error, const struct sluice_yaml_node *key,
                     const char *const *allowed, const struct sluice_yaml_home *homes)
{
    for (size_t i = 0; homes != NULL && homes[i].key != NULL; i++) {
        if (strcmp(homes[i].key, key->text) == 0) {
            return sluice_yaml_fail(error, key, "the key \"%s\" does not stand here, but %s",
                                    key->text, homes[i].home);
        }
    }
    return fail_unknown(error, key, "key", allowed);
}

bool sluice_yaml_check_keys_at(const struct sluice_yaml_node *map, const char *const *allowed,
                               const struct sluice_yaml_home *homes,
                               struct sluice_yaml_error *error)
{
    if (sluice_yaml_kind(map) != SLUICE_YAML_MAPPING) {
        char what[230];
        char list[200];
        sluice_yaml_join(allowed, list, sizeof(list));
        (void)snprintf(what, sizeof what, "a map with the keys %s", list);
        return fail_unexpected(error, map, what);
    }
    size_t index = 0;
    bool good = true;
    bool more = true;
    for (const struct sluice_yaml_node *value = map->first; more && value != NULL;
         value = value->next) {
        const struct sluice_yaml_node *key = value->key;
        more = sluice_yaml_tried(is_one_of(key->text, allowed, &index) ||
                                     fail_key(error, key, allowed, homes),
                                 &good, error);
    }
    return good;
}

bool sluice_yaml_check_keys(const struct sluice_yaml_node *map, const char *const *allowed,
                            struct sluice_yaml_error *error)
{
    return sluice_yaml_check_keys_at(map, allowed, NULL, error);
}

const struct sluice_yaml_node *sluice_yaml_require(const struct sluice_yaml_node *map,
                                                   const char *key, const char *example,
                                                   struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *value = sluice_yaml_get(map, key);
    if (value == NULL) {
        char what[200];
        (void)snprintf(what, sizeof what, "a map with %s: %s", key, example);
        (void)(sluice_yaml_expect(map, SLUICE_YAML_MAPPING, what, error) &&
               sluice_yaml_fail(error, map, "the key \"%s\" is missing here; add it, as in %s: %s",
                                key, key, example));
    }
    return value;
}

bool sluice_yaml_choice(const struct sluice_yaml_node *node, const char *what,
                        const char *const *names, size_t *out, struct sluice_yaml_error *error)
{
    if (sluice_yaml_kind(node) != SLUICE_YAML_SCALAR || sluice_yaml_is_null(node)) {
        char list[250];
        char one[SLUICE_YAML_QUOTE + sizeof list];
        sluice_yaml_join(names, list, sizeof(list));
        (void)snprintf(one, sizeof one, "one %s of: %s", what, list);
        return fail_unexpected(error, node, one);
    }
    return (strlen(node->text) == node->length && is_one_of(node->text, names, out)) ||
           fail_unknown(error, node, what, names);
}
