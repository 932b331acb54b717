/* Edits of a manifest, a signature file, a block, or a whole archive. */
#include "harness/archive/der_edit.h"
#include "harness/archive/suite/build.h"
#include "harness/yaml/faults.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* What an edit is about: the key that it has, and what may stand beside it. */
typedef bool edit_fn(struct sluice_archive_build *build, const struct sluice_yaml_node *edit,
                     const struct sluice_yaml_node *value, struct sluice_text *text);

static const char *find(const char *text, size_t length, struct sluice_bytes wanted)
{
    for (size_t i = 0; wanted.length > 0 && i + wanted.length <= length; i++) {
        if (memcmp(text + i, wanted.data, wanted.length) == 0) {
            return text + i;
        }
    }
    return NULL;
}

static void take_over(struct sluice_text *text, struct sluice_text *changed)
{
    changed->failed = changed->failed || text->failed;
    sluice_text_free(text);
    *text = *changed;
}

static bool replace(struct sluice_archive_build *build, const struct sluice_yaml_node *edit,
                    const struct sluice_yaml_node *value, struct sluice_text *text)
{
    const struct sluice_yaml_node *with = sluice_yaml_require(edit, "with", "another text",
                                                              build->error);
    const struct sluice_yaml_node *all_node = sluice_yaml_get(edit, "all");
    struct sluice_bytes from = {0};
    struct sluice_bytes to = {0};
    bool all = false;
    if (with == NULL || !sluice_archive_bytes(build, value, &from) ||
        !sluice_archive_bytes(build, with, &to) ||
        (all_node != NULL && !sluice_yaml_bool(all_node, &all, build->error))) {
        return false;
    }
    const char *at = sluice_text_get(text);
    const char *end = at + text->length;
    const char *found = find(at, text->length, from);
    struct sluice_text changed = {0};
    if (found == NULL) {
        return sluice_yaml_fail(build->error, value,
                                "what is to be replaced is not there: `sluice archive explain` "
                                "shows the text");
    }
    for (; found != NULL; found = all ? find(at, (size_t)(end - at), from) : NULL) {
        sluice_text_add(&changed, at, (size_t)(found - at));
        sluice_text_add(&changed, to.data, to.length);
        at = found + from.length;
    }
    sluice_text_add(&changed, at, (size_t)(end - at));
    take_over(text, &changed);
    return true;
}

/* The bytes at `value`, with those that are there before them, behind them, or not at all. */
static bool put_together(struct sluice_archive_build *build, const struct sluice_yaml_node *value,
                         struct sluice_text *text, bool before, bool behind)
{
    struct sluice_bytes bytes = {0};
    struct sluice_text changed = {0};
    if (!sluice_archive_bytes(build, value, &bytes)) {
        return false;
    }
    sluice_text_add(&changed, sluice_text_get(text), before ? text->length : 0);
    sluice_text_add(&changed, bytes.data, bytes.length);
    sluice_text_add(&changed, sluice_text_get(text), behind ? text->length : 0);
    take_over(text, &changed);
    return true;
}

static bool append(struct sluice_archive_build *build, const struct sluice_yaml_node *edit,
                   const struct sluice_yaml_node *value, struct sluice_text *text)
{
    (void)edit;
    return put_together(build, value, text, true, false);
}

static bool prepend(struct sluice_archive_build *build, const struct sluice_yaml_node *edit,
                    const struct sluice_yaml_node *value, struct sluice_text *text)
{
    (void)edit;
    return put_together(build, value, text, false, true);
}

static bool set(struct sluice_archive_build *build, const struct sluice_yaml_node *edit,
                const struct sluice_yaml_node *value, struct sluice_text *text)
{
    (void)edit;
    return put_together(build, value, text, false, false);
}

static void shorten(struct sluice_text *text, size_t length)
{
    if (text->data != NULL) {
        text->length = length;
        text->data[length] = '\0';
    }
}

static bool cut(struct sluice_archive_build *build, const struct sluice_yaml_node *edit,
                const struct sluice_yaml_node *value, struct sluice_text *text)
{
    uint64_t count = 0;
    (void)edit;
    if (!sluice_yaml_unsigned(value, text->length, &count, build->error)) {
        return false;
    }
    shorten(text, text->length - count);
    return true;
}

static bool keep(struct sluice_archive_build *build, const struct sluice_yaml_node *edit,
                 const struct sluice_yaml_node *value, struct sluice_text *text)
{
    uint64_t count = 0;
    (void)edit;
    if (!sluice_yaml_unsigned(value, text->length, &count, build->error)) {
        return false;
    }
    shorten(text, count);
    return true;
}

static bool flip(struct sluice_archive_build *build, const struct sluice_yaml_node *edit,
                 const struct sluice_yaml_node *value, struct sluice_text *text)
{
    const int64_t length = (int64_t)text->length;
    int64_t at = 0;
    (void)edit;
    if (!sluice_yaml_integer(value, -length, length - 1, &at, build->error)) {
        return false;
    }
    text->data[at < 0 ? length + at : at] ^= 1;
    return true;
}

static bool junk(struct sluice_archive_build *build, const struct sluice_yaml_node *edit,
                 const struct sluice_yaml_node *value, struct sluice_text *text)
{
    uint64_t seed = 0;
    (void)edit;
    if (!sluice_yaml_unsigned(value, UINT32_MAX, &seed, build->error)) {
        return false;
    }
    uint32_t state = (uint32_t)seed;
    for (size_t i = 0; i < text->length; i++) {
        state = state * 1664525 + 1013904223;
        text->data[i] = (char)(state >> 24);
    }
    return true;
}

/* From "Name: X" to behind the empty line. */
static bool remove_section(struct sluice_archive_build *build, const struct sluice_yaml_node *edit,
                           const struct sluice_yaml_node *value, struct sluice_text *text)
{
    struct sluice_bytes name = {0};
    (void)edit;
    if (!sluice_archive_bytes(build, value, &name)) {
        return false;
    }
    struct sluice_text line = {0};
    sluice_text_string(&line, "Name: ");
    sluice_text_add(&line, name.data, name.length);
    sluice_text_string(&line, "\r\n");
    const struct sluice_bytes wanted = {(const uint8_t *)sluice_text_get(&line), line.length};
    static const struct sluice_bytes empty_line = {(const uint8_t *)"\r\n\r\n", 4};
    const char *start = find(sluice_text_get(text), text->length, wanted);
    const char *end = start == NULL
                          ? NULL
                          : find(start, text->length - (size_t)(start - text->data), empty_line);
    sluice_text_free(&line);
    if (end == NULL) {
        return sluice_yaml_fail(build->error, value, "there is no section of this name");
    }
    struct sluice_text changed = {0};
    sluice_text_add(&changed, text->data, (size_t)(start - text->data));
    sluice_text_add(&changed, end + 4, text->length - (size_t)(end + 4 - text->data));
    take_over(text, &changed);
    return true;
}

static bool line_ends(struct sluice_archive_build *build, const struct sluice_yaml_node *edit,
                      const struct sluice_yaml_node *value, struct sluice_text *text)
{
    static const char *const names[] = {"LF", "CR", NULL};
    size_t chosen = 0;
    size_t used = 0;
    (void)edit;
    if (!sluice_yaml_choice(value, "line end", names, &chosen, build->error)) {
        return false;
    }
    const char dropped = chosen == 0 ? '\r' : '\n';
    for (size_t i = 0; i < text->length; i++) {
        if (text->data[i] != dropped) {
            text->data[used++] = text->data[i];
        }
    }
    shorten(text, used);
    return true;
}

static bool load_path(struct sluice_archive_build *build, const struct sluice_yaml_node *list,
                      int64_t path[SLUICE_DER_DEPTH], size_t *depth)
{
    if (!sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, "a list of numbers, as in [1, 0, 1]",
                            build->error)) {
        return false;
    }
    for (const struct sluice_yaml_node *item = sluice_yaml_first(list); item != NULL;
         item = sluice_yaml_next(item)) {
        if (*depth == SLUICE_DER_DEPTH) {
            return sluice_yaml_fail(build->error, item, "at most %d levels", SLUICE_DER_DEPTH);
        }
        if (!sluice_yaml_integer(item, -1000, 1000, &path[(*depth)++], build->error)) {
            return false;
        }
    }
    return true;
}

static bool der(struct sluice_archive_build *build, const struct sluice_yaml_node *edit,
                const struct sluice_yaml_node *value, struct sluice_text *text)
{
    int64_t path[SLUICE_DER_DEPTH];
    size_t depth = 0;
    struct sluice_bytes bytes = {(const uint8_t *)"", 0};
    enum sluice_der_change change = SLUICE_DER_LONG_LENGTH;
    if (!load_path(build, value, path, &depth)) {
        return false;
    }
    if (sluice_yaml_get(edit, "becomes") != NULL) {
        change = SLUICE_DER_BECOMES;
    } else if (sluice_yaml_get(edit, "append") != NULL) {
        change = SLUICE_DER_APPEND;
    } else if (sluice_yaml_get(edit, "long-length") == NULL) {
        return sluice_yaml_fail(build->error, edit,
                                "der needs becomes: BYTES, append: BYTES or long-length: true");
    }
    if (!sluice_archive_bytes_at(build, edit, "becomes", &bytes) ||
        !sluice_archive_bytes_at(build, edit, "append", &bytes)) {
        return false;
    }
    const char *why = sluice_der_edit(text, path, depth, change, bytes);
    return why == NULL || sluice_yaml_fail(build->error, value, "%s", why);
}

static bool pem(struct sluice_archive_build *build, const struct sluice_yaml_node *edit,
                const struct sluice_yaml_node *value, struct sluice_text *text)
{
    const char *label = NULL;
    (void)edit;
    if (!sluice_yaml_string(value, &label, build->error)) {
        return false;
    }
    unsigned char *encoded = malloc(text->length / 3 * 4 + 8);
    if (encoded == NULL) {
        return sluice_yaml_fail(build->error, value, "out of memory");
    }
    const int length = EVP_EncodeBlock(encoded, (const unsigned char *)sluice_text_get(text),
                                       (int)text->length);
    struct sluice_text changed = {0};
    sluice_text_format(&changed, "-----BEGIN %s-----\n", label);
    sluice_text_add(&changed, encoded, (size_t)length);
    sluice_text_format(&changed, "\n-----END %s-----\n", label);
    free(encoded);
    take_over(text, &changed);
    return true;
}

static const struct {
    const char *key;
    edit_fn *apply;
    const char *others[4]; /* keys beside it */
} edits[] = {
    {"der", der, {"becomes", "append", "long-length"}},
    {"replace", replace, {"with", "all"}},
    {"append", append, {NULL}},
    {"prepend", prepend, {NULL}},
    {"set", set, {NULL}},
    {"cut", cut, {NULL}},
    {"keep", keep, {NULL}},
    {"flip", flip, {NULL}},
    {"junk", junk, {NULL}},
    {"remove-section", remove_section, {NULL}},
    {"line-ends", line_ends, {NULL}},
    {"pem", pem, {NULL}},
};

enum { EDITS = sizeof edits / sizeof edits[0] };

static bool apply(struct sluice_archive_build *build, const struct sluice_yaml_node *edit,
                  struct sluice_text *text)
{
    for (size_t i = 0; i < EDITS; i++) {
        const struct sluice_yaml_node *value = sluice_yaml_get(edit, edits[i].key);
        const char *keys[6] = {edits[i].key};
        for (size_t j = 0; j < 4; j++) {
            keys[1 + j] = edits[i].others[j];
        }
        if (value != NULL) {
            return sluice_yaml_check_keys(edit, keys, build->error) &&
                   edits[i].apply(build, edit, value, text);
        }
    }
    return sluice_yaml_fail(build->error, edit,
                            "expected an edit, as in {replace: a, with: b}: replace, append, "
                            "prepend, set, cut, keep, flip, junk, remove-section, line-ends, der "
                            "or pem");
}

bool sluice_archive_edit(struct sluice_archive_build *build, const struct sluice_yaml_node *list,
                         struct sluice_text *text)
{
    if (list == NULL) {
        return true;
    }
    if (!sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, "a list of edits", build->error)) {
        return false;
    }
    for (const struct sluice_yaml_node *edit = sluice_yaml_first(list); edit != NULL;
         edit = sluice_yaml_next(edit)) {
        if (!apply(build, edit, text)) {
            return false;
        }
    }
    return !text->failed || sluice_yaml_fail(build->error, list, "out of memory");
}
