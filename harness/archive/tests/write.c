/* Writes archives for the tests of the command: archive-write FOLDER. */
#include "fixture.h"
#include "harness/archive/stamping.h"

#include <stdio.h>
#include <string.h>

static bool write_file(const char *folder, const char *name, const struct sluice_text *text)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    const bool written = file != NULL && fwrite(text->data, 1, text->length, file) == text->length;
    return file != NULL && fclose(file) == 0 && written;
}

static void replace_class(struct work *work)
{
    work->jar.zip.items[ITEM_MAIN].data = sluice_bytes_of("evil");
}

static void add_prefix(struct work *work)
{
    work->jar.zip.prefix = sluice_bytes_of("#!/bin/sh\n");
}

static void evil_manifest(struct work *work)
{
    replace(&work->jar.manifest, "trusted.Main", "trusted.Evil");
}

static const struct {
    const char *name;
    struct attack attack;
} archives[] = {
    {"good.jar", {.id = "A01"}},
    {"evil.jar", {.id = "A05", .items = replace_class}},
    {"prefix.jar", {.id = "B12a", .items = add_prefix}},
    {"manifest.jar", {.id = "A06", .late = evil_manifest}},
    {"unsealed.jar", {.id = "unsealed", .main = "Manifest-Version: 1.0\r\n"}},
};

int main(int count, char **words)
{
    void *state = NULL;
    if (count != 2 || fixture_setup(&state) != 0) {
        (void)fprintf(stderr, "usage: archive-write FOLDER\n");
        return 2;
    }
    struct fixture *fixture = state;
    struct sluice_text pem = {0};
    sluice_identity_pem(&fixture->signer, &pem);
    bool written = write_file(words[1], "signer.pem", &pem);
    sluice_text_clear(&pem);
    sluice_identity_pem(&fixture->attacker, &pem);
    written = written && write_file(words[1], "attacker.pem", &pem);
    /* Its certificate outlives the signer's by far. */
    const struct sluice_certificate_plan plan = {.key = "EC-256",
                                                 .name = "Stamper",
                                                 .extended = "critical,timeStamping",
                                                 .not_after = INT64_C(5000000000)};
    struct sluice_identity stamper;
    written = written && sluice_identity_make(&stamper, &plan);
    sluice_text_clear(&pem);
    sluice_identity_pem(&stamper, &pem);
    written = written && write_file(words[1], "stamper.pem", &pem);
    const struct sluice_timestamp_plan timestamp = {.by = &stamper, .at = NOW};
    static struct work stamped;
    work_make(&stamped, fixture,
              &(const struct attack){.id = "T1", .block = {.timestamp = &timestamp}},
              &fixture->signer);
    written = written && write_file(words[1], "stamped.jar", &stamped.out);
    work_free(&stamped);
    sluice_identity_free(&stamper);
    sluice_text_free(&pem);
    for (size_t i = 0; i < sizeof archives / sizeof archives[0]; i++) {
        static struct work work;
        work_make(&work, fixture, &archives[i].attack, &fixture->signer);
        written = written && write_file(words[1], archives[i].name, &work.out);
        work_free(&work);
    }
    (void)fixture_teardown(&state);
    return written ? 0 : 1;
}
