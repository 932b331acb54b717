/* Neighbors: what is broken on purpose is refused, and for one of the reasons that are claimed, whenever what it
 * was made from is accepted. A claim that does not hold would be a false alarm of the fuzzers. */
#define _POSIX_C_SOURCE 200809L

#include "harness/fuzz/input.h"
#include "harness/fuzz/mutate/breaks.h"
#include "harness/fuzz/mutate/mutate.h"
#include "harness/fuzz/mutate/random.h"
#include "harness/fuzz/policies.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sluice/decode.h>

enum { MOST_NAMES = 128 };

/* How often each operator was held against a base that is accepted. */
static struct {
    const char *name;
    const char *rule;
    uint32_t judged;
} seen[MOST_NAMES];

static uint32_t wrong;

static enum sluice_reason read_input(struct sluice_bytes bytes, bool decode)
{
    const struct sluice_fuzz_input input = sluice_fuzz_input_read(bytes);
    const struct sluice_policy *policy = sluice_models_policy(
        sluice_fuzz_policy(input.settings.policy));
    const struct sluice_limits limits = sluice_fuzz_limits(&input.settings);
    const bool layouts = !decode && (input.settings.flags & SLUICE_FUZZ_NO_LAYOUTS) == 0;
    const struct sluice_options options = {.limits = &limits, .layouts = layouts ? policy : NULL};
    struct sluice_source source = sluice_source_memory(input.stream.data, input.stream.length);
    struct sluice_graph *graph = NULL;
    struct sluice_document *document = NULL;
    const enum sluice_reason reason = decode
                                          ? sluice_decode(&source, policy, &options, &graph, NULL)
                                          : sluice_inspect(&source, &options, &document, NULL);
    sluice_graph_free(graph);
    sluice_document_free(document);
    return reason;
}

static void note(const struct sluice_mutate_neighbor *neighbor)
{
    size_t i = 0;
    while (
        i < MOST_NAMES && seen[i].name != NULL &&
        (strcmp(seen[i].name, neighbor->name) != 0 || strcmp(seen[i].rule, neighbor->rule) != 0)) {
        i++;
    }
    assert_true(i < MOST_NAMES);
    seen[i].name = neighbor->name;
    seen[i].rule = neighbor->rule;
    seen[i].judged++;
}

static void judge(const struct sluice_mutate_neighbor *neighbor, bool decode)
{
    if (read_input(neighbor->base, decode) != SLUICE_OK) {
        return;
    }
    const char *reason = sluice_reason_name(read_input(neighbor->made, decode));
    const char *const *claimed = neighbor->reasons;
    note(neighbor);
    while (*claimed != NULL && strcmp(*claimed, reason) != 0) {
        claimed++;
    }
    if (*claimed == NULL) {
        wrong++;
        if (wrong < 40) {
            print_error("%s %s: %s says %s\n", neighbor->rule, neighbor->name,
                        decode ? "decode" : "inspect", reason);
        }
    }
}

static void break_input(const uint8_t *data, size_t size, uint32_t from, uint32_t to)
{
    uint8_t made[SLUICE_FUZZ_MAX_INPUT];
    for (uint32_t seed = from; seed < to; seed++) {
        const size_t length = sluice_breaks_make((struct sluice_bytes){data, size}, made,
                                                 sizeof made, seed);
        const struct sluice_mutate_neighbor *neighbor = sluice_mutate_last_neighbor();
        if (length == 0) {
            continue;
        }
        assert_non_null(neighbor->rule);
        assert_int_equal(neighbor->made.length, length);
        assert_memory_equal(neighbor->made.data, made, length);
        if (neighbor->decode) {
            judge(neighbor, true);
        }
        if (neighbor->inspect) {
            judge(neighbor, false);
        }
    }
}

/* Inputs that grew from nothing and were mutated on, accepted or not. */
static void holds_for_what_grows(void **state)
{
    uint8_t data[SLUICE_FUZZ_MAX_INPUT];
    size_t size = 0;
    (void)state;
    for (uint32_t seed = 0; seed < 1500; seed++) {
        size = sluice_mutate(data, seed % 8 == 0 ? 0 : size, sizeof data, seed, NULL);
        break_input(data, size, seed * 24, seed * 24 + 24);
    }
    assert_int_equal(wrong, 0);
}

/* Under every policy there is, with little else in the stream. */
static void holds_under_each_policy(void **state)
{
    static const uint8_t stream[] = {0xAC, 0xED, 0, 5, 0x70, 0x70};
    uint8_t data[SLUICE_FUZZ_SETTINGS + sizeof stream];
    (void)state;
    for (size_t i = 0; i < sluice_fuzz_policy_count(); i++) {
        const struct sluice_fuzz_settings settings = {.policy = (uint16_t)i};
        sluice_fuzz_settings_write(&settings, data);
        memcpy(data + SLUICE_FUZZ_SETTINGS, stream, sizeof stream);
        break_input(data, sizeof data, (uint32_t)i * 1000, (uint32_t)i * 1000 + 800);
    }
    assert_int_equal(wrong, 0);
}

/* Files of a folder, each as it is and under another policy and limits. */
static void break_folder(const char *folder, const char *end)
{
    DIR *directory = opendir(folder);
    uint8_t data[SLUICE_FUZZ_MAX_INPUT];
    uint32_t files = 0;
    assert_non_null(directory);
    for (const struct dirent *entry = readdir(directory); entry != NULL;
         entry = readdir(directory)) {
        char path[512];
        const size_t length = strlen(entry->d_name);
        if (length < strlen(end) || strcmp(entry->d_name + length - strlen(end), end) != 0) {
            continue;
        }
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        const size_t size = fread(data + SLUICE_FUZZ_SETTINGS, 1,
                                  sizeof data - SLUICE_FUZZ_SETTINGS, file);
        (void)fclose(file);
        const struct sluice_fuzz_settings settings = {
            .policy = (uint16_t)files, .limits = {files % 2 == 0 ? 0 : 160, 0, 0, 150}};
        sluice_fuzz_settings_write(&settings, data);
        break_input(data + SLUICE_FUZZ_SETTINGS, size, files * 16, files * 16 + 8);
        break_input(data, size + SLUICE_FUZZ_SETTINGS, files * 16 + 8, files * 16 + 16);
        files++;
    }
    (void)closedir(directory);
    assert_true(files > 100);
}

static void holds_for_real_streams(void **state)
{
    (void)state;
    break_folder("../../../corpora/valid/streams", ".ser");
    assert_int_equal(wrong, 0);
}

static void holds_for_vectors(void **state)
{
    (void)state;
    break_folder("../../../corpora/vectors/streams", ".bin");
    assert_int_equal(wrong, 0);
}

static uint32_t count_judged(const char *rule, const char *name)
{
    uint32_t judged = 0;
    for (size_t i = 0; i < MOST_NAMES && seen[i].name != NULL; i++) {
        if (strcmp(seen[i].rule, rule) == 0 && (name == NULL || strcmp(seen[i].name, name) == 0)) {
            judged += seen[i].judged;
        }
    }
    return judged;
}

/* Every rule that is listed, in every way, has met bases that are accepted. */
static void each_has_been_judged(void **state)
{
    static const struct sluice_breaks *const groups[] = {
        &sluice_breaks_of_protocol, &sluice_breaks_of_limits, &sluice_breaks_of_classes,
        &sluice_breaks_of_checks, &sluice_breaks_of_data};
    (void)state;
    for (const char *const *rule = sluice_mutate_rules(); *rule != NULL; rule++) {
        assert_in_range(count_judged(*rule, NULL), 10, UINT32_MAX);
    }
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        for (size_t k = 0; k < groups[i]->count; k++) {
            const struct sluice_break *one = &groups[i]->list[k];
            if (count_judged(one->rule, one->name) < 5) {
                fail_msg("%s %s has hardly been judged", one->rule, one->name);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_for_what_grows),   cmocka_unit_test(holds_under_each_policy),
        cmocka_unit_test(holds_for_real_streams), cmocka_unit_test(holds_for_vectors),
        cmocka_unit_test(each_has_been_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
