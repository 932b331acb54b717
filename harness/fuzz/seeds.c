/* sluice-fuzz-seeds: the streams of the attack suite as inputs of the fuzzers. */
#include "harness/base/sha256.h"
#include "harness/base/text.h"
#include "harness/fuzz/input.h"
#include "harness/suite/case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_DONE, EXIT_USAGE = 2, MOST_PATHS = 256, MOST_ROWS = 100000, MOST_VARIANTS = 1000 };

static const char help[] =
    "usage: sluice-fuzz-seeds [--variants N] [PATH...]\n"
    "\n"
    "Prints the streams of cases as inputs of the fuzzers (harness/fuzz/input.h), each with the limits\n"
    "of its case and with policy 0: a line of JSON for each, {\"case\",\"variant\",\"input\"}, the input\n"
    "as hexadecimal digits. Inputs that are longer than engines may make them are left out.\n"
    "\n"
    "PATH is a file of cases or a folder of such files; without one, corpora/attacks.\n"
    "\n"
    "  --variants N  also about N streams by each rule of variants from each case (0)\n"
    "  --long        also those that are longer\n"
    "\n"
    "exit: 0 done, 2 wrong usage, or a file failed\n"
    "\n"
    "example: sluice-fuzz-seeds --variants 2 corpora/attacks/huge-arrays.yaml\n";

/* The case whose streams are printed. */
struct seeding {
    bool with_long;
    const struct sluice_case *item;
    struct sluice_text line;
};

static struct sluice_fuzz_settings settings_of(const struct sluice_case *item,
                                               struct sluice_bytes stream)
{
    struct sluice_fuzz_settings settings = {.flags = item->safe ? SLUICE_FUZZ_SAFE : 0};
    char digest[SLUICE_SHA256_TEXT];
    size_t at = 0;
#define X(member, upper, text)                                                                     \
    settings.limits[at++] = sluice_fuzz_code_of_limit(item->limits.member);
    SLUICE_LIMIT_LIST(X)
#undef X
    /* Whatever a target chooses by it: of another stream it is to choose something else. */
    sluice_sha256_of(stream.data, stream.length, digest);
    digest[8] = '\0';
    settings.choice = (uint32_t)strtoul(digest, NULL, 16);
    return settings;
}

static void print_input(struct seeding *seeding, const char *variant, struct sluice_bytes stream)
{
    if (stream.length > SLUICE_FUZZ_MAX_INPUT - SLUICE_FUZZ_SETTINGS && !seeding->with_long) {
        return;
    }
    const struct sluice_fuzz_settings settings = settings_of(seeding->item, stream);
    uint8_t header[SLUICE_FUZZ_SETTINGS];
    sluice_fuzz_settings_write(&settings, header);
    struct sluice_text *line = &seeding->line;
    sluice_text_clear(line);
    sluice_text_string(line, "{\"case\":");
    sluice_text_json_string(line, seeding->item->id);
    sluice_text_string(line, ",\"variant\":");
    sluice_text_json_string(line, variant);
    sluice_text_string(line, ",\"input\":\"");
    sluice_text_hex(line, header, sizeof header);
    sluice_text_hex(line, stream.data, stream.length);
    sluice_text_string(line, "\"}");
    (void)puts(sluice_text_get(line));
}

static bool print_variant(void *context, const struct sluice_variant *variant)
{
    print_input(context, variant->name, variant->bytes);
    return true;
}

static bool print_case(struct seeding *seeding, size_t variants, struct sluice_yaml_error *error)
{
    const struct sluice_assembly_options options = {.max_rows = variants > 0 ? MOST_ROWS : 0};
    const struct sluice_variant_choice choice = {.rules = SLUICE_VARIANT_ALL,
                                                 .most = variants,
                                                 .containers = (1U << SLUICE_WRAP_COUNT) - 1U};
    struct sluice_assembly assembly;
    if (!sluice_assemble(seeding->item->program, &options, &assembly, error)) {
        return false;
    }
    const struct sluice_bytes stream = {assembly.bytes, assembly.length};
    bool good = true;
    print_input(seeding, NULL, stream);
    if (variants > 0 && stream.length <= SLUICE_FUZZ_MAX_INPUT &&
        !sluice_variants_each(seeding->item->program, &assembly, &choice, print_variant, seeding)) {
        good = sluice_yaml_fail(error, seeding->item->node, "out of memory");
    }
    sluice_assembly_free(&assembly);
    return good;
}

static bool print_suite(const struct sluice_suite *suite, size_t variants, bool with_long,
                        struct sluice_yaml_error *error)
{
    struct seeding seeding = {.with_long = with_long};
    bool good = true;
    for (size_t i = 0; good && i < suite->named_case_count; i++) {
        seeding.item = &suite->cases[i];
        good = print_case(&seeding, variants, error);
    }
    if (good && (seeding.line.failed || fflush(stdout) != 0)) {
        good = sluice_yaml_fail_at(error, "standard output", 0, 0, "cannot be written");
    }
    sluice_text_free(&seeding.line);
    return good;
}

static int run(const char *const *paths, size_t path_count, size_t variants, bool with_long)
{
    static const char *const all[] = {"corpora/attacks"};
    struct sluice_suite suite = {0};
    struct sluice_yaml_error error = {0};
    const bool good = sluice_suite_load(&suite, path_count > 0 ? paths : all,
                                        path_count > 0 ? path_count : 1, &error) &&
                      print_suite(&suite, variants, with_long, &error);
    if (!good) {
        char text[SLUICE_YAML_ERROR_TEXT];
        (void)fprintf(stderr, "sluice-fuzz-seeds: %s\n", sluice_yaml_error_text(&error, text));
    }
    sluice_suite_free(&suite);
    return good ? EXIT_DONE : EXIT_USAGE;
}

static int complain(const char *what, const char *word)
{
    (void)fprintf(stderr, "sluice-fuzz-seeds: %s%s: see sluice-fuzz-seeds --help\n", what, word);
    return EXIT_USAGE;
}

/* A number up to MOST_VARIANTS; false if it is none. */
static bool read_number(const char *word, size_t *out)
{
    char *end;
    const unsigned long value = strtoul(word, &end, 10);
    *out = value;
    return end != word && *end == '\0' && value <= MOST_VARIANTS;
}

int main(int count, char **words)
{
    const char *paths[MOST_PATHS];
    size_t path_count = 0;
    size_t variants = 0;
    bool with_long = false;
    for (int i = 1; i < count; i++) {
        const char *word = words[i];
        if (strcmp(word, "--help") == 0) {
            return fputs(help, stdout) == EOF ? EXIT_USAGE : EXIT_DONE;
        }
        if (strcmp(word, "--variants") == 0) {
            if (++i >= count || !read_number(words[i], &variants)) {
                return complain("--variants needs a number up to 1000", "");
            }
        } else if (strcmp(word, "--long") == 0) {
            with_long = true;
        } else if (word[0] == '-') {
            return complain("unknown option ", word);
        } else if (path_count == MOST_PATHS) {
            return complain("too many files", "");
        } else {
            paths[path_count++] = word;
        }
    }
    return run(paths, path_count, variants, with_long);
}
