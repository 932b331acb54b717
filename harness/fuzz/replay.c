/* The plain program of a fuzz target: runs files, and says what it finds. */
#define _POSIX_C_SOURCE 200809L /* scandir */

#include "harness/base/text.h"
#include "harness/fuzz/checks.h"
#include "harness/fuzz/mutate/mutate.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE, LARGEST = 64 * 1024 * 1024 };

static struct {
    bool json;
    uint64_t files;
    uint64_t findings;
    bool failed; /* something could not be read or written */
} replay;

static const char help_text[] =
    "fuzz-%s runs files as inputs of the fuzz target %s, which\n"
    "%s.\n"
    "\n"
    "usage: fuzz-%s [OPTION...] FILE...\n"
    "\n"
    "FILE is an input, or a folder: then all files in it, by name. `-` is the standard input: on each line\n"
    "the name of an input, a tab, and the input as hexadecimal digits.\n"
    "\n"
    "  --json      one line of JSON for each file, on standard output\n"
    "  --thorough  make each run that fuzzers make of a few inputs only: each cut of the stream,\n"
    "              each allocation refused, each limit\n"
    "\n"
    "exit: 0 nothing was found, 1 findings, 2 a file could not be read\n"
    "\n"
    "example: fuzz-%s --json corpora/fuzz/streams\n";

static void print_help(void)
{
    const char *name = sluice_fuzz_target.name;
    (void)printf(help_text, name, name, sluice_fuzz_target.text, name, name);
}

static void complain(const char *path, const char *what)
{
    (void)fprintf(stderr, "fuzz-%s: %s: %s\n", sluice_fuzz_target.name, path, what);
    replay.failed = true;
}

/* --- what is said of a file ---------------------------------------------------------------------- */

static void print_json(const char *path, const struct sluice_fuzz_answer *answer,
                       const struct sluice_finding *finding)
{
    struct sluice_text line = {0};
    sluice_text_string(&line, "{\"file\":");
    sluice_text_json_string(&line, path);
    sluice_text_format(&line, ",\"target\":\"%s\",\"verdict\":\"%s\"", sluice_fuzz_target.name,
                       answer->verdict != NULL ? answer->verdict : "none");
    if (answer->reason != NULL) {
        sluice_text_format(&line, ",\"reason\":\"%s\"", answer->reason);
    }
    if (answer->verdict != NULL && answer->offset != UINT64_MAX) {
        sluice_text_format(&line, ",\"offset\":%llu", (unsigned long long)answer->offset);
    }
    if (finding->rule != NULL) {
        sluice_text_format(&line, ",\"rule\":\"%s\",\"detail\":", finding->rule);
        sluice_text_json_string(&line, finding->detail);
    }
    sluice_text_string(&line, "}");
    if (puts(sluice_text_get(&line)) == EOF) {
        replay.failed = true;
    }
    sluice_text_free(&line);
}

static void run_bytes(const char *path, struct sluice_bytes bytes)
{
    struct sluice_fuzz_answer answer = {.offset = UINT64_MAX};
    struct sluice_finding finding = {0};
    replay.files++;
    if (!sluice_fuzz_target.run(bytes, &answer, &finding)) {
        replay.findings++;
        (void)fprintf(stderr, "SLUICE-FINDING target=%s rule=%s: %s: %s\n", sluice_fuzz_target.name,
                      finding.rule, finding.detail, path);
    }
    if (replay.json) {
        print_json(path, &answer, &finding);
    }
}

/* --- files ---------------------------------------------------------------------------------------- */

static uint8_t *read_file(FILE *file, size_t size)
{
    uint8_t *bytes = malloc(size > 0 ? size : 1);
    if (bytes != NULL && fread(bytes, 1, size, file) != size) {
        free(bytes);
        bytes = NULL;
    }
    return bytes;
}

static void run_file(const char *path, const struct stat *status)
{
    FILE *file = status->st_size <= LARGEST ? fopen(path, "rb") : NULL;
    if (file == NULL) {
        complain(path, status->st_size <= LARGEST ? strerror(errno) : "more than 64 MiB");
        return;
    }
    const size_t size = (size_t)status->st_size;
    uint8_t *bytes = read_file(file, size);
    (void)fclose(file);
    if (bytes == NULL) {
        complain(path, "cannot be read");
        return;
    }
    run_bytes(path, (struct sluice_bytes){bytes, size});
    free(bytes);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void run_folder(const char *path)
{
    struct dirent **entries;
    const int count = scandir(path, &entries, is_visible, alphasort);
    if (count < 0) {
        complain(path, strerror(errno));
        return;
    }
    for (int i = 0; i < count; i++) {
        struct sluice_text inside = {0};
        struct stat status;
        sluice_text_format(&inside, "%s/%s", path, entries[i]->d_name);
        const char *name = sluice_text_get(&inside);
        if (stat(name, &status) != 0) {
            complain(name, strerror(errno));
        } else if (S_ISREG(status.st_mode)) {
            run_file(name, &status);
        }
        sluice_text_free(&inside);
        free(entries[i]);
    }
    free(entries);
}

static int digit_of(char letter)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = letter == '\0' ? NULL : strchr(digits, letter);
    return found == NULL ? -1 : (int)(found - digits);
}

/* The number of bytes, which take the place of their digits; SIZE_MAX if they are none. */
static size_t read_digits(char *text)
{
    size_t length = 0;
    for (const char *at = text; *at != '\0'; at += 2) {
        const int high = digit_of(at[0]);
        const int low = high < 0 ? -1 : digit_of(at[1]);
        if (low < 0) {
            return SIZE_MAX;
        }
        text[length++] = (char)(high << 4 | low);
    }
    return length;
}

static void run_line(char *line)
{
    line[strcspn(line, "\n")] = '\0';
    char *tab = strchr(line, '\t');
    const size_t length = tab == NULL ? SIZE_MAX : read_digits(tab + 1);
    if (length == SIZE_MAX) {
        complain("standard input", "a line is no name, a tab, and hexadecimal digits");
        return;
    }
    *tab = '\0';
    uint8_t *bytes = malloc(length > 0 ? length : 1); /* of exactly that size */
    if (bytes == NULL) {
        complain(line, "there is no memory for it");
        return;
    }
    memcpy(bytes, tab + 1, length);
    run_bytes(line, (struct sluice_bytes){bytes, length});
    free(bytes);
}

static void run_lines(void)
{
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, stdin) >= 0) {
        run_line(line);
    }
    free(line);
}

static void run_path(const char *path)
{
    struct stat status;
    if (strcmp(path, "-") == 0) {
        run_lines();
    } else if (stat(path, &status) != 0) {
        complain(path, strerror(errno));
    } else if (S_ISDIR(status.st_mode)) {
        run_folder(path);
    } else {
        run_file(path, &status);
    }
}

static bool take_option(const char *word)
{
    if (strcmp(word, "--json") == 0) {
        replay.json = true;
    } else if (strcmp(word, "--thorough") == 0) {
        sluice_fuzz_thorough = true;
    } else {
        (void)fprintf(stderr, "fuzz-%s: unknown option '%s': see fuzz-%s --help\n",
                      sluice_fuzz_target.name, word, sluice_fuzz_target.name);
        return false;
    }
    return true;
}

int main(int count, char **words)
{
    int first = 1;
    sluice_fuzz_mutator = &sluice_mutate_neighbors;
    for (; first < count && strncmp(words[first], "--", 2) == 0; first++) {
        if (strcmp(words[first], "--help") == 0) {
            print_help();
            return EXIT_CLEAN;
        }
        if (!take_option(words[first])) {
            return EXIT_USAGE;
        }
    }
    if (first == count) {
        (void)fprintf(stderr, "fuzz-%s: no file is named: see fuzz-%s --help\n",
                      sluice_fuzz_target.name, sluice_fuzz_target.name);
        return EXIT_USAGE;
    }
    for (int i = first; i < count; i++) {
        run_path(words[i]);
    }
    if (fflush(stdout) != 0) {
        complain("standard output", strerror(errno));
    }
    if (!replay.json) {
        (void)printf("%llu files, %llu findings\n", (unsigned long long)replay.files,
                     (unsigned long long)replay.findings);
    }
    return replay.failed ? EXIT_USAGE : replay.findings > 0 ? EXIT_FINDINGS : EXIT_CLEAN;
}
