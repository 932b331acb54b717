/* The archive that attacks are made of: two classes in `trusted`, one in `other`, a file, and their
 * signature. An attack is a row that changes one of the stages in which it is made. */
#ifndef SLUICE_ARCHIVE_TESTS_FIXTURE_H
#define SLUICE_ARCHIVE_TESTS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/archive/jar_program.h"
#include "sluice/archive.h"

/* 2026-01-01: the clock of all tests. */
enum { NOW = 1767225600 };

struct fixture {
    struct sluice_identity signer;
    struct sluice_identity attacker; /* of the same name, with another serial number */
    struct sluice_trust *trust;      /* holds the signer */
};

/* The archive that is being made. */
struct work {
    const struct fixture *fixture;
    struct sluice_jar_program jar;
    struct sluice_text classes[8];
    size_t class_count;
    struct sluice_text spare[4]; /* for what a change makes */
    struct sluice_text out;
};

/* One step. */
typedef void change(struct work *work);

/* One row. Changes are made in this order; what comes later is made from what is there then. */
struct attack {
    const char *id;
    enum sluice_archive_reason reasons[3]; /* any of them; the first OK ends them */
    const char *main;                      /* instead of the usual main section */
    const char *digest;                    /* instead of SHA-256 */
    change *entries;                       /* before the manifest is made */
    change *manifest;                      /* before the signature file is made */
    change *signature_file;                /* before the block is made */
    change *late;                          /* before the archive is made */
    change *items;                         /* of the archive, before its bytes are made */
    change *bytes;                         /* at last */
    struct sluice_block_plan block;
    void (*policy)(struct sluice_archive_policy *policy);
};

int fixture_setup(void **state);
int fixture_teardown(void **state);

/* Makes the bytes of an attack in work->out. */
void work_make(struct work *work, const struct fixture *fixture, const struct attack *attack,
               const struct sluice_identity *identity);
void work_free(struct work *work);

/* A class file of that name ("trusted/Main"); it lives as long as the work. */
struct sluice_bytes work_class(struct work *work, const char *name);
/* The same that mentions another name in its constants. */
struct sluice_bytes work_class_with(struct work *work, const char *name, const char *mention);

/* Makes each attack with the fixture's signer, verifies it, and compares the reason. */
void check_attacks(const struct fixture *fixture, const struct attack *attacks, size_t count);

/* Adds an entry after the archive's items were made, so that no signature knows of it. */
struct sluice_zip_item *add_item(struct work *work, const char *name, struct sluice_bytes data);

/* Takes an item out. */
void remove_item(struct work *work, size_t index);

/* A change that must work. */
void replace(struct sluice_text *text, const char *from, const char *to);

struct sluice_archive_policy policy_now(void);

/* Items by number: manifest, signature file, block, then the payload. */
enum { ITEM_MANIFEST, ITEM_SF, ITEM_BLOCK, ITEM_MAIN, ITEM_HELPER, ITEM_UTIL, ITEM_DATA };
enum { ENTRY_MAIN, ENTRY_HELPER, ENTRY_UTIL, ENTRY_DATA };

#endif
