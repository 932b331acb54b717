#define _POSIX_C_SOURCE 200809L

#include "harness/cli/chosen.h"

#include "harness/cli/cases.h"
#include "harness/cli/command.h"
#include "harness/suite/run.h"
#include "harness/targets/process_target.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- manifests -------------------------------------------------------------------------------- */

const char *sluice_build_folder(void)
{
    static char path[4096];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    path[length > 0 ? length : 0] = '\0';
    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(path, '/');
        if (slash == NULL || slash == path) {
            return "build";
        }
        *slash = '\0';
    }
    return path;
}

/* Two manifests of one name would be filed under one name. */
static bool is_single(const struct sluice_manifests *manifests,
                      const struct sluice_manifest *manifest)
{
    for (size_t i = 0; i < manifests->count; i++) {
        if (strcmp(manifests->items[i].name, manifest->name) == 0) {
            (void)sluice_complain("%s and %s are both called %s: give one another name",
                                  manifests->items[i].path, manifest->path, manifest->name);
            return false;
        }
    }
    return true;
}

int sluice_manifests_load(const char *folder, struct sluice_manifests *out)
{
    struct sluice_manifest_paths paths;
    bool good = sluice_manifest_find(folder, &paths);
    *out = (struct sluice_manifests){calloc(paths.count + 1, sizeof *out->items), 0};
    int status = SLUICE_EXIT_ACCEPTED;
    if (!good || out->items == NULL) {
        status = sluice_complain("out of memory");
    }
    for (size_t i = 0; out->items != NULL && status == SLUICE_EXIT_ACCEPTED && i < paths.count;
         i++) {
        struct sluice_yaml_error error = {0};
        struct sluice_manifest manifest;
        if (!sluice_manifest_load(paths.paths[i], sluice_build_folder(), &manifest, &error)) {
            status = sluice_complain_about(&error);
        } else if (!is_single(out, &manifest)) {
            sluice_manifest_free(&manifest);
            status = SLUICE_EXIT_USAGE;
        } else {
            out->items[out->count++] = manifest;
        }
    }
    sluice_manifest_paths_free(&paths);
    return status;
}

void sluice_manifests_free(struct sluice_manifests *manifests)
{
    for (size_t i = 0; i < manifests->count; i++) {
        sluice_manifest_free(&manifests->items[i]);
    }
    free(manifests->items);
    *manifests = (struct sluice_manifests){0};
}

/* --- choosing --------------------------------------------------------------------------------- */

static int unknown_target(const char *name, const struct sluice_manifests *manifests)
{
    const char **names = calloc(manifests->count + 2, sizeof *names);
    const char *nearest = NULL;
    if (names != NULL) {
        names[0] = sluice_target_names()[0];
        for (size_t i = 0; i < manifests->count; i++) {
            names[i + 1] = manifests->items[i].name;
        }
        nearest = sluice_yaml_nearest(name, names);
    }
    free(names);
    return nearest != NULL
               ? sluice_complain("unknown target %s; did you mean %s?", name, nearest)
               : sluice_complain("unknown target %s; `sluice targets` lists them", name);
}

/* The manifest that a name stands for, or NULL: a complaint was written. */
static const struct sluice_manifest *find(struct sluice_chosen *chosen, const char *name)
{
    const size_t length = strlen(name);
    if (strchr(name, '/') != NULL || (length > 5 && strcmp(name + length - 5, ".yaml") == 0)) {
        struct sluice_yaml_error error = {0};
        struct sluice_manifest *one = &chosen->single[chosen->single_count];
        if (!sluice_manifest_load(name, sluice_build_folder(), one, &error)) {
            (void)sluice_complain_about(&error);
            return NULL;
        }
        chosen->single_count++;
        return one;
    }
    for (size_t i = 0; i < chosen->manifests.count; i++) {
        if (strcmp(chosen->manifests.items[i].name, name) == 0) {
            return &chosen->manifests.items[i];
        }
    }
    (void)unknown_target(name, &chosen->manifests);
    return NULL;
}

static bool make_program(const struct sluice_choice *choice, const struct sluice_manifest *manifest,
                         struct sluice_target *out, struct sluice_text *why)
{
    const struct sluice_process_target_settings settings = {
        .command = manifest->command,
        .tier = manifest->tier,
        .deadline = choice->deadline != 0 ? choice->deadline : manifest->deadline,
        .name = manifest->tier == 0 ? manifest->name : NULL,
        .archives = manifest->archives,
    };
    if (manifest->archives != choice->archives) {
        sluice_text_format(why, "it is asked about %s: `sluice %s --target %s`",
                           manifest->archives ? "archives, not about streams"
                                              : "streams, not about archives",
                           manifest->archives ? "archive run" : "run", manifest->name);
        return false;
    }
    if (!sluice_manifest_can_run(manifest, why) ||
        !sluice_process_target_create(&settings, out, why)) {
        return false;
    }
    bool good = strcmp(out->name, manifest->name) == 0;
    if (!good) {
        sluice_text_format(why, "it calls itself %s", out->name);
    }
    good = good && sluice_process_target_smoke(out, why);
    if (!good) {
        out->destroy(out->context);
    }
    return good;
}

/* What chooses the same target on a command line. */
static void add_arguments(const struct sluice_choice *choice, const char *name,
                          struct sluice_text *out)
{
    if (choice->folder != NULL) {
        sluice_text_string(out, "--adapters ");
        sluice_run_shell_word(choice->folder, out);
        sluice_text_string(out, " ");
    }
    sluice_text_string(out, "--target ");
    sluice_run_shell_word(name, out);
}

static int choose_one(const struct sluice_choice *choice, const char *name,
                      struct sluice_chosen *out)
{
    struct sluice_target *target = &out->targets[out->count];
    struct sluice_text *arguments = &out->arguments[out->count];
    struct sluice_text why = {0};
    if (strcmp(name, sluice_target_names()[0]) == 0) {
        if (!sluice_target_create(name, target)) {
            return sluice_complain("out of memory for the target %s", name);
        }
        out->count++;
        return SLUICE_EXIT_ACCEPTED;
    }
    const struct sluice_manifest *manifest = find(out, name);
    if (manifest == NULL) {
        return SLUICE_EXIT_USAGE;
    }
    int status = SLUICE_EXIT_ACCEPTED;
    if (!make_program(choice, manifest, target, &why)) {
        status = sluice_complain("the target %s cannot be run: %s", manifest->name,
                                 sluice_text_get(&why));
    } else {
        add_arguments(choice, name, arguments);
        target->arguments = sluice_text_get(arguments);
        out->count++;
    }
    sluice_text_free(&why);
    return status;
}

/* A manifest that is wrong is no matter to the reference. */
static bool needs_manifests(const struct sluice_choice *choice)
{
    for (size_t i = 0; i < choice->count; i++) {
        if (strcmp(choice->names[i], sluice_target_names()[0]) != 0) {
            return true;
        }
    }
    return false;
}

int sluice_choose(const struct sluice_choice *choice, struct sluice_chosen *out)
{
    *out = (struct sluice_chosen){
        .targets = calloc(choice->count + 1, sizeof *out->targets),
        .single = calloc(choice->count + 1, sizeof *out->single),
        .arguments = calloc(choice->count + 1, sizeof *out->arguments),
    };
    if (out->targets == NULL || out->single == NULL || out->arguments == NULL) {
        return sluice_complain("out of memory");
    }
    int status = SLUICE_EXIT_ACCEPTED;
    if (needs_manifests(choice)) {
        status = sluice_manifests_load(choice->folder != NULL ? choice->folder : SLUICE_ADAPTERS,
                                       &out->manifests);
    }
    for (size_t i = 0; status == SLUICE_EXIT_ACCEPTED && i < choice->count; i++) {
        for (size_t before = 0; before < i; before++) {
            if (strcmp(choice->names[before], choice->names[i]) == 0) {
                return sluice_complain("the target %s is given twice", choice->names[i]);
            }
        }
        status = choose_one(choice, choice->names[i], out);
    }
    return status;
}

void sluice_chosen_free(struct sluice_chosen *chosen)
{
    for (size_t i = 0; i < chosen->count; i++) {
        chosen->targets[i].destroy(chosen->targets[i].context);
        sluice_text_free(&chosen->arguments[i]);
    }
    for (size_t i = 0; i < chosen->single_count; i++) {
        sluice_manifest_free(&chosen->single[i]);
    }
    sluice_manifests_free(&chosen->manifests);
    free(chosen->targets);
    free(chosen->single);
    free(chosen->arguments);
    *chosen = (struct sluice_chosen){0};
}
