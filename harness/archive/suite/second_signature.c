/* A signature that somebody adds to an archive that is signed: the step `{sign: attacker, ..}`. */
#include "harness/archive/suite/build.h"

#include <stdlib.h>

/* What such a step needs, loaded. */
struct second {
    const struct sluice_identity *by;
    const char *base;
    struct sluice_bytes file;
    struct sluice_bytes block;
};

/* Signature file and block, over the manifest as it is now. */
static bool make(struct sluice_archive_build *build, const struct sluice_yaml_node *step,
                 struct second *second, struct sluice_jar_program *jar)
{
    const struct sluice_block_plan plan = {.digest = NULL};
    sluice_text_add(&jar->manifest, sluice_text_get(&build->jar->manifest),
                    build->jar->manifest.length);
    jar->digest = build->jar->digest;
    return (sluice_jar_make_signature_file(jar) ||
            sluice_yaml_fail(build->error, step, "out of memory")) &&
           sluice_archive_edit(build, sluice_yaml_get(step, "edit"), &jar->signature_file) &&
           (sluice_jar_make_block(jar, second->by, &plan) ||
            sluice_yaml_fail(build->error, step, "the block cannot be made")) &&
           sluice_archive_keep(build, &jar->signature_file, step, &second->file) &&
           sluice_archive_keep(build, &jar->block, step, &second->block);
}

static bool name_item(struct sluice_archive_build *build, const struct sluice_yaml_node *step,
                      const struct second *second, const char *extension, struct sluice_bytes *out)
{
    struct sluice_text name = {0};
    sluice_text_format(&name, "META-INF/%s.%s", second->base, extension);
    const bool kept = sluice_archive_keep(build, &name, step, out);
    sluice_text_free(&name);
    return kept;
}

bool sluice_archive_sign_too(struct sluice_archive_build *build,
                             const struct sluice_yaml_node *step, struct sluice_zip_item items[2])
{
    static const char *const keys[] = {"sign", "base", "edit", "to", NULL};
    struct second second = {.base = "SECOND"};
    const struct sluice_yaml_node *base = sluice_yaml_get(step, "base");
    struct sluice_jar_program *jar = calloc(1, sizeof *jar);
    if (jar == NULL) {
        return sluice_yaml_fail(build->error, step, "out of memory");
    }
    const bool made = sluice_yaml_check_keys(step, keys, build->error) &&
                      (second.by = sluice_keyring_find(build->keys, sluice_yaml_get(step, "sign"),
                                                       build->error)) != NULL &&
                      (base == NULL || sluice_yaml_string(base, &second.base, build->error)) &&
                      make(build, step, &second, jar);
    sluice_jar_free(jar);
    free(jar);
    items[0] = (struct sluice_zip_item){.data = second.file};
    items[1] = (struct sluice_zip_item){.data = second.block};
    return made && name_item(build, step, &second, "SF", &items[0].name) &&
           name_item(build, step, &second, sluice_identity_kind(second.by), &items[1].name);
}
