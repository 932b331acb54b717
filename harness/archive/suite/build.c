/* The stages in which an archive is made. */
#include "harness/archive/suite/build.h"
#include "harness/yaml/faults.h"

#include <stdlib.h>
#include <string.h>

static bool no_memory(struct sluice_archive_build *build, const struct sluice_yaml_node *node)
{
    return sluice_yaml_fail(build->error, node, "out of memory");
}

/* --- entries --------------------------------------------------------------------------------------------- */

static bool add_usual(struct sluice_archive_build *build, const struct sluice_yaml_node *node)
{
    static const char *const classes[] = {"trusted/Main.class", "trusted/Helper.class",
                                          "other/Util.class"};
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        struct sluice_zip_item *item = sluice_jar_add(build->jar, classes[i],
                                                      (struct sluice_bytes){NULL, 0});
        if (!sluice_archive_class_of(build, item->name, "Code", node, &item->data)) {
            return false;
        }
    }
    (void)sluice_jar_add(build->jar, "data.txt", sluice_bytes_of("some data\n"));
    return true;
}

static bool add_entries(struct sluice_archive_build *build, const struct sluice_yaml_node *list)
{
    struct sluice_jar_program *jar = build->jar;
    if (list != NULL &&
        !sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE,
                            "a list of entries, as in [{name: data.txt}]", build->error)) {
        return false;
    }
    for (const struct sluice_yaml_node *node = sluice_yaml_first(list); node != NULL;
         node = sluice_yaml_next(node)) {
        if (jar->count == SLUICE_JAR_ITEMS - 3) {
            return sluice_yaml_fail(build->error, node, "at most %d entries", SLUICE_JAR_ITEMS - 3);
        }
        bool *unlisted = &jar->unlisted[jar->count];
        if (!sluice_archive_entry_load(build, node, "name", &jar->entries[jar->count++],
                                       unlisted)) {
            return false;
        }
    }
    return true;
}

static bool change_entries(struct sluice_archive_build *build, const struct sluice_yaml_node *list)
{
    static const char *const keys[] = {"entry", "nth", "data", "unlisted", NULL};
    for (const struct sluice_yaml_node *node = sluice_yaml_first(list); node != NULL;
         node = sluice_yaml_next(node)) {
        struct sluice_zip_item *item = NULL;
        const struct sluice_yaml_node *hidden = sluice_yaml_get(node, "unlisted");
        if (!sluice_yaml_check_keys(node, keys, build->error) ||
            (item = sluice_archive_item_named(build, node, "entry")) == NULL ||
            !sluice_archive_bytes_at(build, node, "data", &item->data) ||
            (hidden != NULL &&
             !sluice_yaml_bool(hidden, &build->jar->unlisted[item - build->jar->entries],
                               build->error))) {
            return false;
        }
    }
    return true;
}

static bool make_entries(struct sluice_archive_build *build, const struct sluice_yaml_node *program)
{
    const struct sluice_yaml_node *own = sluice_yaml_get(program, "entries");
    return (own != NULL ? add_entries(build, own) : add_usual(build, program)) &&
           add_entries(build, sluice_yaml_get(program, "add")) &&
           change_entries(build, sluice_yaml_get(program, "change"));
}

/* --- manifest ------------------------------------------------------------------------------------------------ */

static bool add_attributes(struct sluice_archive_build *build, const struct sluice_yaml_node *map,
                           struct sluice_text *out)
{
    if (map != NULL &&
        !sluice_yaml_expect(map, SLUICE_YAML_MAPPING, "a map of attributes, as in {Sealed: true}",
                            build->error)) {
        return false;
    }
    for (const struct sluice_yaml_node *node = sluice_yaml_first(map); node != NULL;
         node = sluice_yaml_next(node)) {
        struct sluice_bytes value = {0};
        if (!sluice_archive_bytes(build, node, &value)) {
            return false;
        }
        sluice_jar_add_attribute(out, sluice_yaml_key_text(node), value);
    }
    return true;
}

static bool make_main(struct sluice_archive_build *build, const struct sluice_yaml_node *map)
{
    static const char usual[] = "Manifest-Version: 1.0\r\n"
                                "Main-Class: trusted.Main\r\n"
                                "Sealed: true\r\n";
    const struct sluice_yaml_node *main = sluice_yaml_get(map, "main");
    struct sluice_text text = {0};
    struct sluice_bytes kept = {0};
    if (main == NULL) {
        sluice_text_string(&text, usual);
    }
    const bool good = add_attributes(build, main, &text) &&
                      add_attributes(build, sluice_yaml_get(map, "also"), &text) &&
                      sluice_archive_keep(build, &text, map, &kept);
    build->jar->main = (const char *)kept.data;
    sluice_text_free(&text);
    return good;
}

/* Names whose sections are left out. */
static bool leave_out(struct sluice_archive_build *build, const struct sluice_yaml_node *list)
{
    if (list != NULL &&
        !sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, "a list of names", build->error)) {
        return false;
    }
    for (const struct sluice_yaml_node *node = sluice_yaml_first(list); node != NULL;
         node = sluice_yaml_next(node)) {
        const char *name = NULL;
        size_t i = 0;
        if (!sluice_yaml_string(node, &name, build->error)) {
            return false;
        }
        while (i < build->jar->count &&
               (build->jar->entries[i].name.length != strlen(name) ||
                memcmp(build->jar->entries[i].name.data, name, strlen(name)) != 0)) {
            i++;
        }
        if (i == build->jar->count) {
            return sluice_yaml_fail(build->error, node, "there is no entry %s", name);
        }
        build->jar->unlisted[i] = true;
    }
    return true;
}

static bool add_sections(struct sluice_archive_build *build, const struct sluice_yaml_node *list)
{
    struct sluice_text *manifest = &build->jar->manifest;
    if (list != NULL &&
        !sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE,
                            "a list of sections, as in [{Name: trusted/, Sealed: true}]",
                            build->error)) {
        return false;
    }
    for (const struct sluice_yaml_node *map = sluice_yaml_first(list); map != NULL;
         map = sluice_yaml_next(map)) {
        if (!add_attributes(build, map, manifest)) {
            return false;
        }
        sluice_text_string(manifest, "\r\n");
    }
    return true;
}

static bool load_digest(struct sluice_archive_build *build, const struct sluice_yaml_node *map)
{
    static const char *const names[] = {"MD5",     "SHA1",    "SHA-1",    "SHA-224", "SHA-256",
                                        "SHA-384", "SHA-512", "SHA3-256", NULL};
    const struct sluice_yaml_node *node = sluice_yaml_get(map, "digest");
    size_t chosen = 0;
    if (node == NULL) {
        return true;
    }
    if (!sluice_yaml_choice(node, "digest", names, &chosen, build->error)) {
        return false;
    }
    build->jar->digest = names[chosen];
    return true;
}

static bool make_manifest(struct sluice_archive_build *build,
                          const struct sluice_yaml_node *program)
{
    static const char *const keys[] = {"main",   "also", "sections", "without",
                                       "digest", "edit", NULL};
    const struct sluice_yaml_node *map = sluice_yaml_get(program, "manifest");
    if (map != NULL && !sluice_yaml_check_keys(map, keys, build->error)) {
        return false;
    }
    if (!make_main(build, map) || !leave_out(build, sluice_yaml_get(map, "without")) ||
        !load_digest(build, map)) {
        return false;
    }
    if (!sluice_jar_make_manifest(build->jar)) {
        return no_memory(build, map);
    }
    return add_sections(build, sluice_yaml_get(map, "sections")) &&
           sluice_archive_edit(build, sluice_yaml_get(map, "edit"), &build->jar->manifest) &&
           sluice_archive_keep(build, &build->jar->manifest, map, &build->manifest);
}

/* --- signature file and block ------------------------------------------------------------------------------------ */

static bool make_signature_file(struct sluice_archive_build *build,
                                const struct sluice_yaml_node *program)
{
    static const char *const keys[] = {"digest", "edit", NULL};
    const struct sluice_yaml_node *map = sluice_yaml_get(program, "signature-file");
    struct sluice_text *text = &build->jar->signature_file;
    if (map != NULL &&
        (!sluice_yaml_check_keys(map, keys, build->error) || !load_digest(build, map))) {
        return false;
    }
    if (!sluice_jar_make_signature_file(build->jar)) {
        return no_memory(build, map);
    }
    return sluice_archive_edit(build, sluice_yaml_get(map, "edit"), text) &&
           sluice_archive_keep(build, text, map, &build->signature_file);
}

static bool load_signing_flags(struct sluice_archive_build *build,
                               const struct sluice_yaml_node *map)
{
    static const char *const parts[] = {"attributes", "certificate", NULL};
    struct sluice_block_plan *plan = &build->block;
    const struct {
        const char *key;
        bool *out;
    } flags[] = {{"embedded", &plan->embedded},
                 {"indefinite", &plan->indefinite},
                 {"pss", &plan->pss},
                 {"key-identifier", &plan->key_identifier},
                 {"two-values", &plan->two_values},
                 {"protects-other", &plan->protects_other}};
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        const struct sluice_yaml_node *node = sluice_yaml_get(map, flags[i].key);
        if (node != NULL && !sluice_yaml_bool(node, flags[i].out, build->error)) {
            return false;
        }
    }
    const struct sluice_yaml_node *without = sluice_yaml_get(map, "without");
    if (without != NULL && !sluice_yaml_expect(without, SLUICE_YAML_SEQUENCE,
                                               "a list, as in [attributes]", build->error)) {
        return false;
    }
    for (const struct sluice_yaml_node *node = sluice_yaml_first(without); node != NULL;
         node = sluice_yaml_next(node)) {
        size_t chosen = 0;
        if (!sluice_yaml_choice(node, "part of a block", parts, &chosen, build->error)) {
            return false;
        }
        *(chosen == 0 ? &plan->no_attributes : &plan->no_certificate) = true;
    }
    return true;
}

/* The name of a digest as libcrypto has it; what `out` was, without a node. */
static bool load_hash(struct sluice_archive_build *build, const struct sluice_yaml_node *node,
                      const char **out)
{
    static const char *const names[] = {"SHA-256", "SHA-384", "SHA-512", "SHA-1", "MD5", NULL};
    static const char *const known[] = {"SHA256", "SHA384", "SHA512", "SHA1", "MD5"};
    size_t chosen = 0;
    if (node == NULL) {
        return true;
    }
    if (!sluice_yaml_choice(node, "digest", names, &chosen, build->error)) {
        return false;
    }
    *out = known[chosen];
    return true;
}

static bool load_signers(struct sluice_archive_build *build, const struct sluice_yaml_node *map)
{
    const struct {
        const char *key;
        const struct sluice_identity **out;
    } keys[] = {
        {"by", &build->signer}, {"second", &build->block.second}, {"other", &build->block.other}};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const struct sluice_yaml_node *node = sluice_yaml_get(map, keys[i].key);
        if (node != NULL) {
            *keys[i].out = sluice_keyring_find(build->keys, node, build->error);
        }
        if (node != NULL && *keys[i].out == NULL) {
            return false;
        }
    }
    return true;
}

static bool load_signing(struct sluice_archive_build *build, const struct sluice_yaml_node *node)
{
    static const char *const keys[] = {
        "by",       "digest",     "base",           "extension",  "without",        "embedded",
        "pss",      "second",     "other",          "indefinite", "key-identifier", "timestamp",
        "protects", "two-values", "protects-other", NULL};
    build->signer = sluice_keyring_get(build->keys, "signer");
    if (sluice_yaml_kind(node) == SLUICE_YAML_SCALAR) {
        build->signer = sluice_keyring_find(build->keys, node, build->error);
        return build->signer != NULL;
    }
    const struct sluice_yaml_node *base = sluice_yaml_get(node, "base");
    const struct sluice_yaml_node *extension = sluice_yaml_get(node, "extension");
    return node == NULL ||
           (sluice_yaml_check_keys(node, keys, build->error) && load_signers(build, node) &&
            load_hash(build, sluice_yaml_get(node, "digest"), &build->block.digest) &&
            load_hash(build, sluice_yaml_get(node, "protects"), &build->block.protects) &&
            load_signing_flags(build, node) &&
            sluice_archive_timestamp(build, sluice_yaml_get(node, "timestamp")) &&
            (base == NULL || sluice_yaml_string(base, &build->jar->base, build->error)) &&
            (extension == NULL ||
             sluice_yaml_string(extension, &build->jar->extension, build->error)));
}

static bool make_block(struct sluice_archive_build *build, const struct sluice_yaml_node *program)
{
    const struct sluice_yaml_node *node = sluice_yaml_get(program, "sign");
    if (!load_signing(build, node)) {
        return false;
    }
    if (build->jar->extension == NULL) {
        build->jar->extension = sluice_identity_kind(build->signer);
    }
    if (!sluice_jar_make_block(build->jar, build->signer, &build->block)) {
        return sluice_yaml_fail(build->error, node != NULL ? node : program,
                                "the block cannot be made: the key does not take this digest");
    }
    return sluice_archive_keep(build, &build->jar->block, node, &build->made_block);
}

/* --- what comes after --------------------------------------------------------------------------------------------- */

static bool change_signed(struct sluice_archive_build *build,
                          const struct sluice_yaml_node *program)
{
    static const char *const keys[] = {"manifest", "signature-file", "block", "entries", NULL};
    const struct sluice_yaml_node *map = sluice_yaml_get(program, "after-signing");
    if ((map != NULL && !sluice_yaml_check_keys(map, keys, build->error)) ||
        !sluice_archive_edit(build, sluice_yaml_get(map, "manifest"), &build->jar->manifest) ||
        !sluice_archive_edit(build, sluice_yaml_get(map, "signature-file"),
                             &build->jar->signature_file) ||
        !sluice_archive_edit(build, sluice_yaml_get(map, "block"), &build->jar->block)) {
        return false;
    }
    if (!sluice_jar_make_items(build->jar)) {
        return no_memory(build, program);
    }
    build->has_items = true;
    return sluice_archive_steps(build, sluice_yaml_get(map, "entries"));
}

static bool make_bytes(struct sluice_archive_build *build, const struct sluice_yaml_node *program)
{
    sluice_zip_assemble(&build->jar->zip, &build->out);
    return !build->out.failed
               ? sluice_archive_edit(build, sluice_yaml_get(program, "bytes"), &build->out)
               : no_memory(build, program);
}

static bool load_codebase(struct sluice_archive_build *build,
                          const struct sluice_yaml_node *program)
{
    struct sluice_bytes text = {0};
    if (!sluice_archive_bytes_at(build, program, "codebase", &text)) {
        return false;
    }
    build->codebase = (const char *)text.data;
    return true;
}

bool sluice_archive_build(struct sluice_archive_build *build,
                          const struct sluice_yaml_node *program)
{
    static const char *const keys[] = {"file",          "codebase", "entries",        "add",
                                       "change",        "manifest", "signature-file", "sign",
                                       "after-signing", "zip",      "bytes",          NULL};
    build->nested = sluice_archive_bytes;
    build->plain = sluice_archive_plain;
    build->jar = calloc(1, sizeof *build->jar);
    if (build->jar == NULL) {
        return no_memory(build, program);
    }
    return sluice_yaml_check_keys(program, keys, build->error) && make_entries(build, program) &&
           make_manifest(build, program) && make_signature_file(build, program) &&
           make_block(build, program) && change_signed(build, program) &&
           sluice_archive_framing(build, sluice_yaml_get(program, "zip")) &&
           make_bytes(build, program) && load_codebase(build, program);
}

void sluice_archive_build_free(struct sluice_archive_build *build)
{
    if (build->jar != NULL) {
        sluice_jar_free(build->jar);
    }
    free(build->jar);
    sluice_text_free(&build->out);
    sluice_arena_free(&build->arena);
    build->jar = NULL;
}
