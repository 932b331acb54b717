/* Neighbors: what is broken on purpose is refused, and for one of the reasons that are claimed, whenever what it
 * was made from is accepted. A claim that does not hold would be a false alarm of the fuzzers. */
#define _POSIX_C_SOURCE 200809L

#include "harness/base/sanitized.h"
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
    const bool accepted = strcmp(reason, sluice_reason_name(SLUICE_OK)) == 0;
    if (neighbor->harmless ? *claimed == NULL && !accepted : *claimed == NULL) {
        wrong++;
        if (wrong < 40) {
            print_error("%s %s: %s says %s\n", neighbor->rule, neighbor->name,
                        decode ? "decode" : "inspect", reason);
        }
    }
}

/* What follows the settings. */
static struct sluice_bytes stream_of(struct sluice_bytes bytes)
{
    return sluice_fuzz_input_read(bytes).stream;
}

static void assert_same(struct sluice_bytes a, struct sluice_bytes b)
{
    assert_int_equal(a.length, b.length);
    assert_memory_equal(a.data, b.data, a.length);
}

/* There is an input from which the same neighbor is made again; its settings are written in any case. */
static void tells_of_itself(const struct sluice_mutate_neighbor *neighbor)
{
    const struct sluice_mutate_neighbor *again = sluice_mutate_neighbor_again(neighbor->again);
    assert_non_null(again);
    assert_ptr_not_equal(again, neighbor);
    assert_string_equal(again->rule, neighbor->rule);
    assert_string_equal(again->name, neighbor->name);
    assert_same(stream_of(again->base), stream_of(neighbor->base));
    assert_same(stream_of(again->made), stream_of(neighbor->made));
    const struct sluice_fuzz_settings one = sluice_fuzz_input_read(again->made).settings;
    const struct sluice_fuzz_settings other = sluice_fuzz_input_read(neighbor->made).settings;
    assert_int_equal(one.policy, other.policy);
    assert_int_equal(one.flags, other.flags);
    assert_memory_equal(one.limits, other.limits, sizeof one.limits);
    for (size_t i = 0; again->reasons[i] != NULL || neighbor->reasons[i] != NULL; i++) {
        assert_string_equal(again->reasons[i], neighbor->reasons[i]);
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
        tells_of_itself(neighbor);
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
    enum { INPUTS = SLUICE_SANITIZED ? 400 : 1500 };
    uint8_t data[SLUICE_FUZZ_MAX_INPUT];
    size_t size = 0;
    (void)state;
    for (uint32_t seed = 0; seed < INPUTS; seed++) {
        size = sluice_mutate(data, seed % 8 == 0 ? 0 : size, sizeof data, seed, NULL);
        break_input(data, size, seed * 24, seed * 24 + 24);
    }
    assert_int_equal(wrong, 0);
}

/* Under every policy there is, with little else in the stream. */
static void holds_under_each_policy(void **state)
{
    enum { TRIES = SLUICE_SANITIZED ? 150 : 800 };
    static const uint8_t stream[] = {0xAC, 0xED, 0, 5, 0x70, 0x70};
    uint8_t data[SLUICE_FUZZ_SETTINGS + sizeof stream];
    (void)state;
    for (size_t i = 0; i < sluice_fuzz_policy_count(); i++) {
        const struct sluice_fuzz_settings settings = {.policy = (uint16_t)i};
        sluice_fuzz_settings_write(&settings, data);
        memcpy(data + SLUICE_FUZZ_SETTINGS, stream, sizeof stream);
        break_input(data, sizeof data, (uint32_t)i * 1000, (uint32_t)i * 1000 + TRIES);
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
        &sluice_breaks_of_protocol, &sluice_breaks_of_limits,    &sluice_breaks_of_classes,
        &sluice_breaks_of_checks,   &sluice_breaks_of_data,      &sluice_breaks_of_demands,
        &sluice_breaks_of_roles,    &sluice_breaks_that_are_none};
    (void)state;
    for (const char *const *rule = sluice_mutate_rules(true, true); *rule != NULL; rule++) {
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

/* By the number that an input names it with, each is another one. */
static void each_has_its_own_number(void **state)
{
    static const struct sluice_breaks *const groups[] = {
        &sluice_breaks_of_protocol, &sluice_breaks_of_limits,    &sluice_breaks_of_classes,
        &sluice_breaks_of_checks,   &sluice_breaks_of_data,      &sluice_breaks_of_demands,
        &sluice_breaks_of_roles,    &sluice_breaks_that_are_none};
    uint32_t numbers[MOST_NAMES];
    size_t count = 0;
    (void)state;
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        for (size_t k = 0; k < groups[i]->count; k++) {
            assert_in_range(count, 0, MOST_NAMES - 1);
            numbers[count] = sluice_break_choice(&groups[i]->list[k], 0);
            for (size_t other = 0; other < count; other++) {
                assert_int_not_equal(numbers[other], numbers[count]);
            }
            count++;
        }
    }
    assert_true(count > 50);
}

/* An input that tells of nothing, or of what is not there. */
static void makes_nothing_of_others(void **state)
{
    static const uint8_t stream[] = {0xAC, 0xED, 0, 5, 0x70, 0x70};
    uint8_t data[SLUICE_FUZZ_SETTINGS + sizeof stream];
    const struct sluice_bytes input = {data, sizeof data};
    struct sluice_fuzz_settings settings = {
        .choice = sluice_break_choice(&sluice_breaks_of_protocol.list[0], 1)};
    (void)state;
    sluice_fuzz_settings_write(&settings, data);
    memcpy(data + SLUICE_FUZZ_SETTINGS, stream, sizeof stream);
    assert_null(sluice_mutate_neighbor_again(input));
    assert_null(sluice_mutate_neighbor_again((struct sluice_bytes){stream, sizeof stream}));
    settings.flags = SLUICE_FUZZ_NEIGHBOR;
    settings.choice ^= UINT32_C(0xFFFF0000);
    sluice_fuzz_settings_write(&settings, data);
    assert_null(sluice_mutate_neighbor_again(input));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_for_what_grows),    cmocka_unit_test(holds_under_each_policy),
        cmocka_unit_test(holds_for_real_streams),  cmocka_unit_test(holds_for_vectors),
        cmocka_unit_test(each_has_been_judged),    cmocka_unit_test(each_has_its_own_number),
        cmocka_unit_test(makes_nothing_of_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
