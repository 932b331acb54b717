#include "harness/suite/scaffold.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* --- the pattern ------------------------------------------------------------------------------ */

/* Each key has a line of its own, so that lines can be copied. */
static bool is_in_block_style(const struct sluice_case *item)
{
    unsigned line = 0;
    const struct sluice_yaml_node *value = sluice_yaml_first(item->node);
    for (; value != NULL; value = sluice_yaml_next(value)) {
        unsigned here = sluice_yaml_line(sluice_yaml_key(value));
        if (here <= line) {
            return false;
        }
        line = here;
    }
    return true;
}

/* Lines up to its expectation, which stands behind the stream, and those before all cases of its file,
 * which may have to be copied too. */
static unsigned length_of(const struct sluice_case *item)
{
    unsigned head = sluice_yaml_get(item->node, "classes") != NULL
                        ? 0
                        : sluice_yaml_line(sluice_yaml_parent(item->node));
    return sluice_yaml_line(sluice_yaml_get(item->node, "expect")) - sluice_yaml_line(item->node) +
           head;
}

/* Better ones cost less. */
static unsigned cost_of(const struct sluice_suite *suite, const struct sluice_case *item,
                        const char *rule, const char *family)
{
    enum { OTHER_FAMILY = 1000000, NOT_FIRST = 10000 };
    /* A lie about what was seen tests the judge; nobody begins with that. */
    if (!sluice_case_names(item, rule) || item->twin == SLUICE_NO_CASE || item->lie_count > 0 ||
        !is_in_block_style(item) || !is_in_block_style(&suite->cases[item->twin])) {
        return UINT32_MAX;
    }
    unsigned cost = length_of(item) + length_of(&suite->cases[item->twin]);
    cost += strcmp(item->rules[0], rule) != 0 ? NOT_FIRST : 0;
    return cost + (family != NULL && strcmp(item->family, family) != 0 ? OTHER_FAMILY : 0);
}

size_t sluice_scaffold_pattern(const struct sluice_suite *suite, const char *rule,
                               const char *family)
{
    size_t best = SLUICE_NO_CASE;
    unsigned least = UINT32_MAX;
    for (size_t i = 0; i < suite->case_count; i++) {
        unsigned cost = cost_of(suite, &suite->cases[i], rule, family);
        if (cost < least) {
            least = cost;
            best = i;
        }
    }
    return best;
}

/* --- copying lines ---------------------------------------------------------------------------- */

bool sluice_scaffold_read(const char *path, struct sluice_text *out,
                          struct sluice_yaml_error *error)
{
    char buffer[8192];
    size_t got;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return sluice_yaml_fail_at(error, path, 0, 0, "cannot be read: %s", strerror(errno));
    }
    while ((got = fread(buffer, 1, sizeof buffer, file)) > 0) {
        sluice_text_add(out, buffer, got);
    }
    bool good = ferror(file) == 0 && !out->failed;
    (void)fclose(file);
    return good || sluice_yaml_fail_at(error, path, 0, 0, "cannot be read");
}

static const char *line_at(const char *text, unsigned line)
{
    for (unsigned i = 1; i < line && *text != '\0'; i++) {
        text += strcspn(text, "\n");
        text += *text == '\n' ? 1 : 0;
    }
    return text;
}

/* True for lines that belong to what stands around a key in that column, not to the key. */
static bool is_outside(const char *line, size_t length, unsigned column)
{
    size_t blanks = strspn(line, " ");
    return blanks < length && blanks < column;
}

void sluice_scaffold_copy_key(const char *text, const struct sluice_yaml_node *value,
                              struct sluice_text *out)
{
    const struct sluice_yaml_node *key = sluice_yaml_key(value);
    const struct sluice_yaml_node *next = sluice_yaml_next(value);
    unsigned column = sluice_yaml_column(key);
    unsigned end = next != NULL ? sluice_yaml_line(sluice_yaml_key(next)) : UINT32_MAX;
    const char *line = line_at(text, sluice_yaml_line(key));
    sluice_text_format(out, "    %.*s\n", (int)(strcspn(line, "\n") - (column - 1)),
                       line + column - 1);
    for (unsigned i = sluice_yaml_line(key) + 1; i < end; i++) {
        line += strcspn(line, "\n");
        line += *line == '\n' ? 1 : 0;
        size_t length = strcspn(line, "\n");
        bool is_list_here = strspn(line, " ") == column - 1 && line[column - 1] == '-';
        if (*line == '\0' || (is_outside(line, length, column) && !is_list_here)) {
            break;
        }
        if (strspn(line, " ") < length) {
            sluice_text_format(out, "    %.*s\n", (int)(length - (column - 1)), line + column - 1);
        }
    }
}

/* --- an entry --------------------------------------------------------------------------------- */

struct entry {
    const struct sluice_scaffold_request *request;
    const struct sluice_scaffold_entry *given; /* NULL: the pattern's */
    const struct sluice_case *pattern;
    const char *text; /* of the pattern's file */
    struct sluice_text *out;
};

static void copy(struct entry *entry, const char *key)
{
    const struct sluice_yaml_node *value = sluice_yaml_get(entry->pattern->node, key);
    if (value != NULL) {
        sluice_scaffold_copy_key(entry->text, value, entry->out);
    }
}

/* The same, or what the pattern's file says for all cases. */
static void copy_shared(struct entry *entry, const char *key)
{
    const struct sluice_yaml_node *own = sluice_yaml_get(entry->pattern->node, key);
    const struct sluice_yaml_node *root = sluice_yaml_parent(
        sluice_yaml_parent(entry->pattern->node));
    bool moves = strcmp(entry->pattern->family, entry->request->family) != 0;
    const struct sluice_yaml_node *value = own != NULL || !moves ? own : sluice_yaml_get(root, key);
    if (value != NULL && strcmp(key, "classes") == 0) {
        sluice_text_format(entry->out,
                           "    # TODO classes: those of %s; keep the ones that the stream needs\n",
                           entry->pattern->id);
    }
    if (value != NULL) {
        sluice_scaffold_copy_key(entry->text, value, entry->out);
    }
}

static void add_rules(struct entry *entry)
{
    const struct sluice_scaffold_request *request = entry->request;
    if (entry->given != NULL) {
        sluice_text_format(entry->out, "    rules: [%s]\n",
                           request->rules != NULL ? request->rules : request->rule);
    } else if (entry->pattern->expect.violate_count > 0) {
        copy(entry, "rules");
    } else {
        sluice_text_format(entry->out, "    rules: [%s]\n", entry->request->rule);
    }
}

/* A stream as it is printed, "stream:" and its items, four columns further in. */
static void add_program(struct entry *entry, const struct sluice_program *program)
{
    struct sluice_text text = {0};
    entry->out->failed = !sluice_program_print(program, &text) || entry->out->failed;
    for (const char *line = sluice_text_get(&text); *line != '\0';) {
        const size_t length = strcspn(line, "\n") + 1;
        sluice_text_string(entry->out, "    ");
        sluice_text_add(entry->out, line, length);
        line += length;
    }
    sluice_text_free(&text);
}

static void add_given(struct entry *entry)
{
    const struct sluice_scaffold_entry *given = entry->given;
    sluice_text_string(entry->out, entry->request->setting);
    if (given->remark != NULL) {
        sluice_text_format(entry->out, "    # %s\n", given->remark);
    }
    add_program(entry, given->program);
    if (given->doubt != NULL) {
        sluice_text_format(entry->out, "    # TODO expect: %s\n", given->doubt);
    }
    sluice_text_format(entry->out, "    expect: %s\n", given->expect);
}

static void add_stream(struct entry *entry, const char *what)
{
    if (entry->given != NULL) {
        add_given(entry);
        return;
    }
    copy_shared(entry, "mode");
    copy_shared(entry, "use");
    copy_shared(entry, "classes");
    copy_shared(entry, "limits");
    copy(entry, "safe");
    copy(entry, "growth");
    sluice_text_format(entry->out, "    # TODO stream: that of %s; %s\n", entry->pattern->id, what);
    copy(entry, "stream");
    copy(entry, "lie");
    sluice_text_format(entry->out, "    # TODO expect: that of %s\n", entry->pattern->id);
    copy(entry, "expect");
    copy(entry, "budget");
}

static void add_source(struct entry *entry)
{
    const char *source = entry->request->source;
    sluice_text_format(entry->out, "    source: %s\n",
                       source != NULL ? source
                                      : "{kind: own, ref: \"TODO where the case comes from\"}");
}

static void add_attack(struct entry *entry)
{
    const struct sluice_scaffold_request *request = entry->request;
    sluice_text_format(entry->out, "  - id: %s\n", request->id);
    sluice_text_format(entry->out, "    title: %s\n",
                       request->title != NULL ? request->title
                                              : "TODO one line that says what the stream is");
    add_rules(entry);
    sluice_text_format(entry->out, "    severity: %s\n",
                       sluice_severity_name(entry->pattern->severity));
    sluice_text_string(entry->out, "    effect: TODO what happens to a reader that falls for it\n");
    add_source(entry);
    add_stream(entry, "make it break the rule in your way");
    if (!request->alone) {
        sluice_text_format(entry->out, "    twin: %s-twin\n", request->id);
    }
    if (request->note != NULL) {
        sluice_text_format(entry->out, "    note: %s\n", request->note);
    }
}

static void add_twin(struct entry *entry)
{
    const struct sluice_scaffold_request *request = entry->request;
    sluice_text_format(entry->out, "\n  - id: %s-twin\n", request->id);
    if (request->title != NULL && request->twin != NULL) {
        sluice_text_string(entry->out, "    title: The valid stream that is closest to it\n");
    } else {
        sluice_text_string(entry->out, "    title: TODO one line that says what the stream is\n");
    }
    sluice_text_format(entry->out, "    rules: [%s]\n", request->rule);
    add_source(entry);
    add_stream(entry, "make it the valid stream that is closest to the attack");
}

bool sluice_scaffold_write(const struct sluice_scaffold_request *request, struct sluice_text *out,
                           struct sluice_yaml_error *error)
{
    const struct sluice_case *attack = &request->suite->cases[request->pattern];
    const struct sluice_case *twin = &request->suite->cases[attack->twin];
    struct sluice_text attack_file = {0};
    struct sluice_text twin_file = {0};
    bool good = sluice_scaffold_read(attack->file, &attack_file, error) &&
                sluice_scaffold_read(twin->file, &twin_file, error);
    if (good) {
        struct entry entry = {request, request->attack, attack, sluice_text_get(&attack_file), out};
        add_attack(&entry);
        entry.given = request->twin;
        entry.pattern = twin;
        entry.text = sluice_text_get(&twin_file);
        if (!request->alone) {
            add_twin(&entry);
        }
        good = !out->failed || sluice_yaml_fail_at(error, attack->file, 0, 0, "out of memory");
    }
    sluice_text_free(&attack_file);
    sluice_text_free(&twin_file);
    return good;
}
