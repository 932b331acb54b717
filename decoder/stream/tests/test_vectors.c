/* Every vector: the decoder agrees with JDK 25 on well-formedness, or decoder/DIVERGENCES.md says
 * why not. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPECTED "../../../corpora/vectors/expected.jsonl"
#define STREAMS "../../../corpora/vectors/streams/"
#define DIVERGENCES "../../DIVERGENCES.md"

enum { MOST_LISTED = 512, FEWEST_VECTORS = 313 };

struct listed {
    char id[64];
    char how[16];
    char reason[40];
    bool seen;
};

struct list {
    struct listed entries[MOST_LISTED];
    size_t count;
    unsigned wrong;
    unsigned compared;
};

/* "| `id` | how | reason |" */
static bool parse_row(const char *line, struct listed *entry)
{
    *entry = (struct listed){0};
    return sscanf(line, "| `%63[^`]` | %15[a-z] | %39[a-z-] |", entry->id, entry->how,
                  entry->reason) == 3;
}

static struct listed *find(struct list *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->entries[i].id, id) == 0) {
            return &list->entries[i];
        }
    }
    return NULL;
}

/* Each line of a text file, without its end. */
static void for_each_line(const char *path, void (*visit)(char *line, void *context), void *context)
{
    struct stream file = stream_of_file(path);
    put_u8(&file, 0);
    char *line = (char *)file.bytes;
    while (*line != '\0') {
        char *end = strchr(line, '\n');
        assert_non_null(end);
        *end = '\0';
        visit(line, context);
        line = end + 1;
    }
    stream_free(&file);
}

static void read_row(char *line, void *context)
{
    struct list *list = context;
    struct listed entry;
    if (strncmp(line, "| `", 3) != 0) {
        return;
    }
    if (!parse_row(line, &entry)) {
        fail_msg("%s: this row cannot be read: %s", DIVERGENCES, line);
    }
    if (find(list, entry.id) != NULL) {
        fail_msg("%s lists %s twice", DIVERGENCES, entry.id);
    }
    assert_true(list->count < MOST_LISTED);
    list->entries[list->count++] = entry;
}

/* How the decoder differs from the JDK's result; "" when it does not. */
static const char *difference(const char *expected, const struct sluice_status *status)
{
    char well_formed[8];
    char read[24];
    char error[64];
    assert_true(line_value(expected, "well_formed", well_formed, sizeof well_formed));
    assert_true(line_value(expected, "read", read, sizeof read));
    assert_true(line_value(expected, "error", error, sizeof error));
    const uint64_t read_by_jdk = strtoull(read, NULL, 10);
    if (strcmp(well_formed, "true") == 0) {
        /* What lies behind the bytes that the JDK read is nothing it has spoken of. */
        return status->reason == SLUICE_OK || status->offset >= read_by_jdk ? "" : "refuses";
    }
    if (status->reason == SLUICE_OK) {
        return "accepts";
    }
    if (status->offset > read_by_jdk) {
        return "later";
    }
    const char *named = sluice_java_class_name(sluice_reason_java_class(status->reason));
    return strcmp(named, error) == 0 ? "" : "names";
}

static void compare(char *line, void *context)
{
    struct list *list = context;
    char id[64];
    char file[64];
    char path[256];
    assert_true(line_value(line, "id", id, sizeof id));
    assert_true(line_value(line, "file", file, sizeof file));
    (void)snprintf(path, sizeof path, STREAMS "%s", file);
    struct stream stream = stream_of_file(path);
    struct outcome outcome = inspect(&stream, NULL);
    list->compared++;
    const char *how = difference(line, &outcome.status);
    const char *reason = sluice_reason_name(outcome.reason);
    struct listed *listed = find(list, id);
    if (listed != NULL) {
        listed->seen = true;
    }
    if (listed == NULL && how[0] != '\0') {
        print_error("%s: not listed: %s, %s at %llu (%s)\n", id, how, reason,
                    (unsigned long long)outcome.status.offset, outcome.status.at);
        list->wrong++;
    } else if (listed != NULL && how[0] == '\0') {
        print_error("%s: stale: it agrees with the JDK now\n", id);
        list->wrong++;
    } else if (listed != NULL &&
               (strcmp(how, listed->how) != 0 || strcmp(reason, listed->reason) != 0)) {
        print_error("%s: listed as %s (%s), but it is %s (%s)\n", id, listed->how, listed->reason,
                    how, reason);
        list->wrong++;
    }
    outcome_free(&outcome);
    stream_free(&stream);
}

static void test_vectors(void **state)
{
    (void)state;
    static struct list list;
    for_each_line(DIVERGENCES, read_row, &list);
    for_each_line(EXPECTED, compare, &list);
    assert_true(list.compared >= FEWEST_VECTORS);
    for (size_t i = 0; i < list.count; i++) {
        if (!list.entries[i].seen) {
            print_error("%s: stale: there is no such vector\n", list.entries[i].id);
            list.wrong++;
        }
    }
    assert_int_equal(list.wrong, 0);
}

static void test_rows(void **state)
{
    (void)state;
    struct listed entry;
    assert_true(parse_row("| `a-b` | refuses | negative-length |", &entry));
    assert_string_equal(entry.id, "a-b");
    assert_string_equal(entry.how, "refuses");
    assert_string_equal(entry.reason, "negative-length");
    assert_false(parse_row("| `a-b` | refuses |", &entry));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_vectors),
    };
    return cmocka_run_group_tests_name("vectors", tests, NULL, NULL);
}
