/* sluice-interchange: writes streams again in every way that there is. scripts/interchange runs it. */
#include "harness/interchange/built.h"
#include "harness/interchange/models.h"
#include "harness/interchange/variants.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_GOOD, EXIT_FAILURES, EXIT_USAGE, MOST_PATH = 4096, PROGRESS = 100 };

static const char help[] =
    "usage: sluice-interchange STREAMS OUT\n"
    "       sluice-interchange --build FIRST LAST OUT\n"
    "\n"
    "Reads frames with streams from the file STREAMS (see harness/interchange/README.md), writes each\n"
    "again in every way, and checks what can be checked here. The results go to the folder OUT, a file\n"
    "for each way, frame by frame.\n"
    "\n"
    "With --build, makes graphs of its own from the seeds FIRST to LAST, and writes them to the file built\n"
    "of the folder OUT, and what each must be read as to the file digests.\n"
    "\n"
    "Prints one line for each thing that a driver should know, as words separated by tabs:\n"
    "  progress N                                     so many frames are done\n"
    "  failed VARIANT SEED WHAT                       something does not hold\n"
    "  none VARIANT SEED WHY                          there is no such stream, as it should be\n"
    "  total VARIANT STREAMS NONE FAILED RESETS REPLACED KEPT-BY-PLACE KEPT-IN-CYCLE KEPT-AS-READ\n"
    "\n"
    "exit: 0 all holds, 1 something does not, 2 wrong usage or a file failed\n"
    "\n"
    "example: sluice-interchange build/interchange/0/written build/interchange/0\n";

struct sheet {
    FILE *out;
    uint64_t counts[3]; /* by enum sluice_outcome */
    struct sluice_write_report report;
};

static FILE *open_in(const char *folder, const char *name)
{
    char path[MOST_PATH];
    const int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = length > 0 && length < MOST_PATH ? fopen(path, "wb") : NULL;
    if (out == NULL) {
        (void)fprintf(stderr,
                      "sluice-interchange: %s/%s cannot be written: does the folder exist?\n",
                      folder, name);
    }
    return out;
}

static bool open_sheets(struct sheet sheets[static SLUICE_VARIANT_COUNT], const char *folder)
{
    for (size_t i = 0; i < SLUICE_VARIANT_COUNT; i++) {
        sheets[i].out = open_in(folder, sluice_variant_at(i)->name);
        if (sheets[i].out == NULL) {
            return false;
        }
    }
    return true;
}

static bool close_sheets(struct sheet sheets[static SLUICE_VARIANT_COUNT])
{
    bool good = true;
    for (size_t i = 0; i < SLUICE_VARIANT_COUNT; i++) {
        if (sheets[i].out != NULL) {
            good = fclose(sheets[i].out) == 0 && good;
        }
    }
    return good;
}

static void count(struct sheet *sheet, const struct sluice_attempt *attempt,
                  enum sluice_outcome outcome)
{
    sheet->counts[outcome]++;
    sheet->report.resets += attempt->report.resets;
    sheet->report.replaced += attempt->report.replaced;
    sheet->report.kept_by_place += attempt->report.kept_by_place;
    sheet->report.kept_in_cycle += attempt->report.kept_in_cycle;
    sheet->report.kept_as_read += attempt->report.kept_as_read;
}

static bool make(struct sheet *sheet, const struct sluice_variant *variant,
                 struct sluice_attempt *attempt)
{
    const struct sluice_frame *frame = attempt->frame;
    const enum sluice_outcome outcome = sluice_variant_make(variant, attempt);
    count(sheet, attempt, outcome);
    if (outcome == SLUICE_OUTCOME_WRITTEN) {
        return sluice_frame_write(sheet->out, frame->seed, frame->state, attempt->written.bytes,
                                  attempt->written.length);
    }
    (void)printf("%s\t%s\t%" PRId64 "\t%s\n", outcome == SLUICE_OUTCOME_NONE ? "none" : "failed",
                 variant->name, frame->seed, attempt->note);
    return sluice_frame_write(sheet->out, frame->seed, SLUICE_FRAME_NONE, attempt->note,
                              strlen(attempt->note));
}

static bool visit(struct sheet sheets[static SLUICE_VARIANT_COUNT],
                  const struct sluice_policy *policy, const struct sluice_frame *frame)
{
    struct sluice_attempt attempt = {.frame = frame, .policy = policy};
    struct sluice_document *document = sluice_variant_inspect(frame, policy, attempt.note,
                                                              sizeof attempt.note);
    bool good = true;
    attempt.document = document;
    for (size_t i = 0; i < SLUICE_VARIANT_COUNT && good; i++) {
        const struct sluice_variant *variant = sluice_variant_at(i);
        if (document != NULL) {
            good = make(&sheets[i], variant, &attempt);
            continue;
        }
        (void)printf("failed\t%s\t%" PRId64 "\t%s\n", variant->name, frame->seed, attempt.note);
        sheets[i].counts[SLUICE_OUTCOME_FAILED]++;
        good = sluice_frame_write(sheets[i].out, frame->seed, SLUICE_FRAME_NONE, attempt.note,
                                  strlen(attempt.note));
    }
    sluice_document_free(document);
    sluice_buffer_free(&attempt.written);
    return good;
}

static int summarize(const struct sheet sheets[static SLUICE_VARIANT_COUNT])
{
    uint64_t failed = 0;
    for (size_t i = 0; i < SLUICE_VARIANT_COUNT; i++) {
        const struct sheet *sheet = &sheets[i];
        const struct sluice_write_report *report = &sheet->report;
        (void)printf("total\t%s\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64
                     "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\n",
                     sluice_variant_at(i)->name, sheet->counts[SLUICE_OUTCOME_WRITTEN],
                     sheet->counts[SLUICE_OUTCOME_NONE], sheet->counts[SLUICE_OUTCOME_FAILED],
                     report->resets, report->replaced, report->kept_by_place, report->kept_in_cycle,
                     report->kept_as_read);
        failed += sheet->counts[SLUICE_OUTCOME_FAILED];
    }
    return failed == 0 ? EXIT_GOOD : EXIT_FAILURES;
}

static int run(FILE *in, const char *folder, const struct sluice_policy *policy)
{
    struct sheet sheets[SLUICE_VARIANT_COUNT] = {{0}};
    struct sluice_frame frame = {0};
    enum sluice_frame_read read = SLUICE_FRAME_READ;
    uint64_t done = 0;
    bool good = open_sheets(sheets, folder);
    while (good && (read = sluice_frame_read(in, &frame)) == SLUICE_FRAME_READ) {
        good = visit(sheets, policy, &frame);
        if (++done % PROGRESS == 0) {
            (void)printf("progress\t%" PRIu64 "\n", done);
            (void)fflush(stdout);
        }
    }
    sluice_frame_free(&frame);
    if (good && read == SLUICE_FRAME_BROKEN) {
        (void)fprintf(
            stderr, "sluice-interchange: frame %" PRIu64 " is broken: write STREAMS anew\n", done);
        good = false;
    }
    if (!close_sheets(sheets) || !good) {
        return EXIT_USAGE;
    }
    return summarize(sheets);
}

/* One seed; false when a file takes no more. */
static bool build_one(FILE *files[static 2], const struct sluice_policy *policy, int64_t seed,
                      uint64_t counts[static 2])
{
    struct sluice_buffer written = {0};
    struct sluice_text digest = {0};
    char note[512] = "";
    const bool made = sluice_built_make(policy, (uint64_t)seed, &written, &digest, note,
                                        sizeof note);
    counts[made ? 0 : 1]++;
    if (!made) {
        (void)printf("failed\tbuilt\t%" PRId64 "\t%s\n", seed, note);
    }
    const bool kept = !made || (sluice_frame_write(files[0], seed, SLUICE_FRAME_STREAM,
                                                   written.bytes, written.length) &&
                                sluice_frame_write(files[1], seed, SLUICE_FRAME_STREAM, digest.data,
                                                   digest.length));
    sluice_buffer_free(&written);
    sluice_text_free(&digest);
    return kept;
}

static int build(char **words, const struct sluice_policy *policy)
{
    const int64_t first = strtoll(words[0], NULL, 10);
    const int64_t last = strtoll(words[1], NULL, 10);
    FILE *files[] = {open_in(words[2], "built"), open_in(words[2], "digests")};
    uint64_t counts[2] = {0};
    bool good = files[0] != NULL && files[1] != NULL;
    for (int64_t seed = first; good && seed <= last; seed++) {
        good = build_one(files, policy, seed, counts);
        if ((seed - first + 1) % PROGRESS == 0) {
            (void)printf("progress\t%" PRId64 "\n", seed - first + 1);
            (void)fflush(stdout);
        }
    }
    for (size_t i = 0; i < 2; i++) {
        good = files[i] != NULL && fclose(files[i]) == 0 && good;
    }
    (void)printf("total\tbuilt\t%" PRIu64 "\t0\t%" PRIu64 "\t0\t0\t0\t0\t0\n", counts[0],
                 counts[1]);
    return !good ? EXIT_USAGE : counts[1] == 0 ? EXIT_GOOD : EXIT_FAILURES;
}

static int read_streams(char **words, const struct sluice_policy *policy)
{
    FILE *in = fopen(words[0], "rb");
    if (in == NULL) {
        (void)fprintf(stderr, "sluice-interchange: %s cannot be read\n", words[0]);
        return EXIT_USAGE;
    }
    const int status = run(in, words[1], policy);
    (void)fclose(in);
    return status;
}

int main(int argc, char **argv)
{
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        (void)fputs(help, stdout);
        return EXIT_GOOD;
    }
    const bool builds = argc == 5 && strcmp(argv[1], "--build") == 0;
    if (!builds && argc != 3) {
        (void)fputs(
            "sluice-interchange: STREAMS and OUT are needed: see sluice-interchange --help\n",
            stderr);
        return EXIT_USAGE;
    }
    struct sluice_policy *policy = sluice_interchange_policy();
    int status = EXIT_USAGE;
    if (policy != NULL) {
        status = builds ? build(argv + 2, policy) : read_streams(argv + 1, policy);
    }
    sluice_policy_free(policy);
    return status;
}
