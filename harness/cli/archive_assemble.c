#define _POSIX_C_SOURCE 200809L

#include "harness/archive/suite/archive_case.h"
#include "harness/cli/archive_cases.h"
#include "harness/cli/cases.h"
#include "harness/cli/output.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

static const struct sluice_option options[] = {
    {"--output", "DIR", 'o'}, {"--cases", "FOLDER", '\0'}, {NULL, NULL, '\0'}};

enum { OUTPUT, CASES };

/* One file in the folder, and a line about it. */
static int write_one(const char *folder, const char *name, const void *data, size_t length)
{
    struct sluice_text path = {0};
    sluice_text_format(&path, "%s/%s", folder, name);
    const int status = sluice_output_replace(sluice_text_get(&path), data, length);
    if (status == SLUICE_EXIT_ACCEPTED) {
        sluice_output_text(sluice_text_get(&path));
        sluice_output_text("\n");
    }
    sluice_text_free(&path);
    return status;
}

/* The policy as the case has it, line by line, with its clock. */
static void add_policy(const struct sluice_case *item, struct sluice_text *out)
{
    const struct sluice_archive_case *own = item->own;
    sluice_text_format(out, "# The policy of %s; see also %s\nnow: %" PRId64 "\n", item->id,
                       item->file, own->policy.policy.now);
    sluice_archive_policy_write(&own->policy.policy, out);
}

static int write_stores(const struct sluice_archive_case *own, const char *folder)
{
    struct sluice_archive_case other = *own;
    int status = SLUICE_EXIT_ACCEPTED;
    for (int i = 0; i < 2 && status == SLUICE_EXIT_ACCEPTED; i++) {
        struct sluice_text store = {0};
        struct sluice_yaml_error error = {0};
        other.pkcs12 = i == 1;
        if (!sluice_archive_store_make(&other, &store, &error)) {
            status = sluice_complain("%s", error.message);
        } else {
            status = write_one(folder, other.pkcs12 ? "trust.p12" : "trust.pem",
                               sluice_text_get(&store), store.length);
        }
        sluice_text_free(&store);
    }
    return status;
}

/* Who tells the time, if anybody does. */
static int write_timestampers(const struct sluice_archive_case *own, const char *folder)
{
    struct sluice_text pem = {0};
    for (size_t i = 0; i < own->timestamper_count; i++) {
        sluice_identity_pem(sluice_keyring_get(&own->keys, own->timestampers[i]), &pem);
    }
    const int status = own->timestamper_count == 0 ? SLUICE_EXIT_ACCEPTED
                                                   : write_one(folder, "timestampers.pem",
                                                               sluice_text_get(&pem), pem.length);
    sluice_text_free(&pem);
    return status;
}

static int write_all(const struct sluice_case *item, const struct sluice_archive_scene *scene,
                     const char *folder)
{
    struct sluice_text policy = {0};
    int status = SLUICE_EXIT_ACCEPTED;
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        return sluice_complain("%s cannot be made: %s", folder, strerror(errno));
    }
    for (size_t i = 0; i < scene->count && status == SLUICE_EXIT_ACCEPTED; i++) {
        struct sluice_text name = {0};
        sluice_archive_scene_file(item->own, i, &name);
        status = write_one(folder, sluice_text_get(&name), scene->inputs[i].bytes,
                           scene->inputs[i].length);
        sluice_text_free(&name);
    }
    add_policy(item, &policy);
    if (status == SLUICE_EXIT_ACCEPTED) {
        status = write_stores(item->own, folder);
    }
    if (status == SLUICE_EXIT_ACCEPTED) {
        status = write_timestampers(item->own, folder);
    }
    if (status == SLUICE_EXIT_ACCEPTED) {
        status = write_one(folder, "policy.yaml", sluice_text_get(&policy), policy.length);
    }
    sluice_text_free(&policy);
    return status;
}

static int assemble(const char *id, const char *folder, const char *cases)
{
    struct sluice_suite suite = {.kind = NULL};
    struct sluice_archive_scene scene = {.count = 0};
    struct sluice_yaml_error error = {0};
    int status = SLUICE_EXIT_USAGE;
    const struct sluice_case *item = sluice_archive_case_find(&suite, cases, id);
    if (item != NULL && sluice_archive_scene_make(item->own, &scene, &error)) {
        status = write_all(item, &scene, folder);
        const int finished = sluice_output_finish();
        status = finished != SLUICE_EXIT_ACCEPTED ? finished : status;
    } else if (item != NULL) {
        status = sluice_complain_about(&error);
    }
    sluice_archive_scene_free(&scene);
    sluice_archive_cases_free(&suite);
    return status;
}

int sluice_archive_assemble(const struct sluice_command *command, int count, char **words)
{
    struct sluice_arguments arguments = {
        .command = command, .options = options, .count = count, .words = words};
    const char *value = NULL;
    const char *id = NULL;
    const char *folder = NULL;
    const char *cases = NULL;
    int found = SLUICE_ARGUMENT_END;
    while ((found = sluice_arguments_next(&arguments, &value)) >= SLUICE_ARGUMENT_OPERAND) {
        *(found == OUTPUT ? &folder : found == CASES ? &cases : &id) = value;
    }
    if (found != SLUICE_ARGUMENT_END) {
        return sluice_arguments_status(found);
    }
    if (id == NULL || folder == NULL) {
        return sluice_complain("archive assemble needs a case and --output DIR, as in: sluice "
                               "archive assemble zip-framing/appended-bytes -o build/try");
    }
    return assemble(id, folder, cases);
}
