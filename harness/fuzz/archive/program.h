/* Programs of archives as fuzz inputs: any bytes are one.
 *
 * An input is a head, whose members are all natural when they are 0, and steps. Each step belongs to a stage of
 * making a signed archive: the entries, the manifest, the signature file, what an attacker does to any of them
 * after they were signed, the records of the ZIP file, its bytes. Steps are done stage by stage, in their order
 * within one; keys are those of this process, so the archive is signed anew each time.
 *
 *     0   1  signer: taken modulo their count (keys.h)
 *     1   1  how the block is made, enum sluice_plan_bit; the two highest bits choose its digest
 *     2   3  switches of the policy, SLUICE_PROGRAM_SWITCHES, little-endian
 *     5   1  policy: which must be sealed (2 bits), groups (2 bits), pinned aliases (2 bits), instead
 *              of the groups one that is in two archives (1 bit)
 *     6   1  clock: taken modulo the number of clocks
 *     7   1  set: alone, or before or behind another archive (modulo 3)
 *     8   1  digest of entries and sections: modulo their count
 *     9   1  choice: what a target wants to choose of its own
 *     10     steps: kind, item, field, value (4, little-endian), length, and so many bytes of text
 *
 * What is cut off is 0, or empty. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_PROGRAM_H
#define SLUICE_FUZZ_PROGRAM_H

#include <sluice/base.h>

enum { SLUICE_PROGRAM_HEAD = 10, SLUICE_PROGRAM_STEP = 8, SLUICE_PROGRAM_STEPS = 64 };
/* Of the payload, before others are added. */
enum { SLUICE_PROGRAM_ENTRIES = 24 };

/* X(member, name, what it does): the kinds of steps, in the order of their stages. */
#define SLUICE_STEPS(X)                                                                            \
    X(ENTRY, "entry", "an entry: name; field: flags; value: what its bytes are")                   \
    X(DATA, "data", "bytes of an entry before it is signed")                                       \
    X(MAIN, "main", "a line of the main section")                                                  \
    X(SECTION, "section", "a section at the end of the manifest: lines")                           \
    X(MANIFEST, "manifest", "a change of the manifest before it is signed")                        \
    X(SIGNED, "signed", "a change of the signature file before it is signed")                      \
    X(BLOCK, "block", "a change of the block")                                                     \
    X(LATE, "late", "a change of manifest or signature file after it was signed")                  \
    X(CLAIM, "claim",                                                                              \
      "digests of an entry in the manifest, once more; after it was signed or not")                \
    X(REPLACE, "replace", "bytes of an entry after it was signed")                                 \
    X(ITEM, "item", "adds, removes, moves, copies, renames an entry after it was signed")          \
    X(LOC, "loc", "a field of a local header")                                                     \
    X(CEN, "cen", "a field of a directory record")                                                 \
    X(BOTH, "both", "a field of both")                                                             \
    X(DD, "dd", "a field of a data descriptor")                                                    \
    X(EOCD, "eocd", "a field of the end record")                                                   \
    X(PIECE, "piece", "bytes between, before, behind or instead of others")                        \
    X(MARK, "mark", "no local header, no record, stored, with a descriptor")                       \
    X(ORDER, "order", "two records change places in the directory")                                \
    X(BYTES, "bytes", "bytes of the archive")                                                      \
    X(SETTING, "setting", "more of the policy: switches, sizes of keys, digests")                  \
    X(SIGNING, "signing", "more of how the block is made: RSASSA-PSS, protected algorithms")       \
    X(DER, "der", "an element of the block, with the lengths around it")                           \
    X(CODEBASE, "codebase", "where the archive came from; item: what is granted")                  \
    X(OTHER, "other", "of the other archive of the set: an entry, a line, its signer")

enum sluice_step_kind {
#define X(member, name, text) SLUICE_STEP_##member,
    SLUICE_STEPS(X)
#undef X
        SLUICE_STEP_COUNT
};

/* Switches of the policy by bit; what the decoder's list gains or loses does not change kept inputs. */
#define SLUICE_PROGRAM_SWITCHES(X)                                                                 \
    X(allow_comment)                                                                               \
    X(allow_time_fields)                                                                           \
    X(allow_metadata_case)                                                                         \
    X(allow_metadata_anywhere)                                                                     \
    X(allow_long_lines)                                                                            \
    X(allow_open_section)                                                                          \
    X(allow_name_case)                                                                             \
    X(allow_no_version)                                                                            \
    X(allow_unknown_digests)                                                                       \
    X(allow_block_name)                                                                            \
    X(allow_key_identifier)                                                                        \
    X(allow_no_certificate)                                                                        \
    X(allow_other_certificates)                                                                    \
    X(allow_class_path)                                                                            \
    X(allow_index_list)                                                                            \
    X(allow_multi_release)                                                                         \
    X(allow_agent)                                                                                 \
    X(allow_module_attributes)                                                                     \
    X(allow_unseal_override)                                                                       \
    X(allow_split_packages)                                                                        \
    X(allow_mixed_signers)                                                                         \
    X(demand_crlf)                                                                                 \
    X(demand_usage)                                                                                \
    X(demand_signed_attributes)

/* Those that found no room in the head: bits of a setting. The next bit takes those away who may stamp. */
#define SLUICE_PROGRAM_MORE_SWITCHES(X)                                                            \
    X(allow_sections_only)                                                                         \
    X(allow_case_twins)                                                                            \
    X(allow_old_timestamps)

enum sluice_program_more_switch {
#define X(member) SLUICE_MORE_SWITCH_##member,
    SLUICE_PROGRAM_MORE_SWITCHES(X)
#undef X
        SLUICE_MORE_SWITCHES
};

/* What a setting is about: its field, taken modulo their count. */
enum sluice_program_setting {
    SLUICE_SETTING_SWITCHES, /* `value`: bits of SLUICE_PROGRAM_MORE_SWITCHES, which are turned */
    SLUICE_SETTING_BITS,     /* `value`: how short keys may be, in digits of base 3 */
    SLUICE_SETTING_DIGESTS,  /* `value`: which digests are approved */
    SLUICE_SETTINGS
};

/* What the signer does beyond the head: the field of a step, taken modulo their count. */
enum sluice_program_signing {
    SLUICE_SIGNING_PSS,      /* with a mask of the digest, or by `value` of another one */
    SLUICE_SIGNING_PROTECTS, /* algorithms among the attributes: by `value` of the digest, or not */
    SLUICE_SIGNING_TYPE,     /* says that something else was signed */
    SLUICE_SIGNING_OTHER,    /* as SLUICE_SIGNING_PROTECTS, but of another kind of signature */
    SLUICE_SIGNING_VALUES,   /* with an attribute of two values */
    SLUICE_SIGNING_STAMP,    /* with a timestamp, by `value` of whom, of when and on what */
    SLUICE_SIGNINGS
};

/* Of the other archive: the field of a step, taken modulo their count. */
enum sluice_program_other {
    SLUICE_OTHER_ENTRY,  /* `text`: its name; `value`: what its bytes are */
    SLUICE_OTHER_MAIN,   /* `text`: a line of the main section */
    SLUICE_OTHER_ONLY,   /* the same, and nothing else in the main section */
    SLUICE_OTHER_SIGNER, /* `value` */
    SLUICE_OTHERS
};

enum sluice_program_switch {
#define X(member) SLUICE_SWITCH_##member,
    SLUICE_PROGRAM_SWITCHES(X)
#undef X
};

/* How the block is made. */
enum sluice_plan_bit {
    SLUICE_PLAN_NO_ATTRIBUTES = 1,
    SLUICE_PLAN_EMBEDDED = 2,
    SLUICE_PLAN_NO_CERTIFICATE = 4,
    SLUICE_PLAN_KEY_IDENTIFIER = 8,
    SLUICE_PLAN_SECOND = 16,
    SLUICE_PLAN_OTHER = 32
};

/* In the byte of the policy. */
enum { SLUICE_POLICY_SPREAD = 64 };

/* An entry's flags. */
enum { SLUICE_ENTRY_STORED = 1, SLUICE_ENTRY_DESCRIPTOR = 2, SLUICE_ENTRY_UNLISTED = 4 };

struct sluice_program_step {
    enum sluice_step_kind kind;
    uint8_t item;
    uint8_t field;
    uint32_t value;
    struct sluice_bytes text; /* in the input */
};

struct sluice_archive_program_input {
    uint8_t signer;
    uint8_t plan;
    uint32_t switches;
    uint8_t policy;
    uint8_t clock;
    uint8_t set;
    uint8_t digest;
    uint8_t choice;
    struct sluice_program_step steps[SLUICE_PROGRAM_STEPS];
    size_t count;
    /* Not of the input: texts that are signed instead of those that are made; data NULL: none. */
    struct sluice_bytes manifest;
    struct sluice_bytes signature_file;
};

/** What the bytes of an input mean. Never fails; steps beyond what fits are left out. */
void sluice_program_read(struct sluice_archive_program_input *program, struct sluice_bytes bytes);

/** Writes a program; steps that do not fit are left out. @return its length, at most `max`. */
size_t sluice_program_write(const struct sluice_archive_program_input *program, uint8_t *out,
                            size_t max);

/** Adds a step before the at-th; one too many is left out. */
void sluice_archive_steps_add(struct sluice_archive_program_input *program,
                              const struct sluice_program_step *step, size_t at);

/** The name of a kind of steps ("entry"). */
const char *sluice_step_name(enum sluice_step_kind kind);

#endif
