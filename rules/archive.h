/* The judge of archives: SEC06-J and ENV01-J over what is known of the archives and what a verifier said.
 *
 * What is known comes from who made the archives: who signed, which bytes a digest was made of, what was
 * changed afterwards. No verifier is asked for it, and none is needed to judge: an archive whose maker says
 * "changed after it was signed" must not be accepted, whatever else is expected of it. */
#ifndef SLUICE_RULES_ARCHIVE_H
#define SLUICE_RULES_ARCHIVE_H

#include "rules/judge.h"

/** Whether something is so, as far as it is known. */
enum sluice_known { SLUICE_UNKNOWN, SLUICE_KNOWN_NO, SLUICE_KNOWN_YES };

/* What may be odd about an archive as it stands. X(member, sentence about it). The first half is for
 * SEC06-J: readers do not agree what is signed. The others let in code of others: ENV01-J. */
#define SLUICE_ODDITIES_SIGNED(X)                                                                  \
    X(STRUCTURE, "its ZIP structure can be read in more than one way, or in none")                 \
    X(COMMENT, "it has a comment")                                                                 \
    X(NAMES, "it has names that readers take for different files")                                 \
    X(CASE_TWINS, "it has names that differ in case only")                                         \
    X(TEXT, "its manifest or signature file is not the text that it should be")                    \
    X(LONG_LINES, "its manifest has lines that not every reader takes")                            \
    X(OPEN_SECTION, "its manifest ends within a section")                                          \
    X(NAME_CASE, "its manifest names entries in an unusual way")                                   \
    X(NO_VERSION, "its manifest has no version")                                                   \
    X(LINE_ENDS, "its manifest has line ends that were not demanded")                              \
    X(METADATA_CASE, "its signature files have names that not every reader knows")                 \
    X(METADATA_ORDER, "its signature files stand behind entries")                                  \
    X(STRAY, "it has signature files that belong to no signature")                                 \
    X(SIGNATURES, "it has more than one signature")                                                \
    X(BLOCK, "its signature block is not one signature that is encoded in the one way")            \
    X(BLOCK_NAME, "the name of its signature block says another kind of key")                      \
    X(KEY_IDENTIFIER, "its signer is named by key identifier")                                     \
    X(NO_CERTIFICATE, "its block has no certificate")                                              \
    X(OTHER_CERTIFICATE, "its block has certificates of others")                                   \
    X(NO_ATTRIBUTES, "its signature has no signed attributes")                                     \
    X(UNKNOWN_DIGESTS, "it has digests that nobody can check")

#define SLUICE_ODDITIES_SEALED(X)                                                                  \
    X(CLASS_PATH, "its manifest brings other archives along")                                      \
    X(INDEX, "it has an index that leads to other archives")                                       \
    X(RELEASES, "it has other classes for other releases of Java")                                 \
    X(AGENT, "it names an agent that may change all classes")                                      \
    X(MODULES, "it opens modules or native code")                                                  \
    X(UNSEALS, "a section takes the seal away from a package")

enum sluice_oddity {
#define X(member, text) SLUICE_ODD_##member,
    SLUICE_ODDITIES_SIGNED(X) SLUICE_ODDITIES_SEALED(X)
#undef X
};

/** The bit of an oddity. */
#define SLUICE_ODD(member) (UINT32_C(1) << SLUICE_ODD_##member)

/** Bytes of a text, without a NUL. */
struct sluice_archive_text {
    const uint8_t *data;
    size_t length;
};

/** An entry, as it stands in the archive. */
struct sluice_archive_fact {
    struct sluice_archive_text name;
    bool is_metadata; /* manifest, signature file or block: what signs is not signed */
    bool is_directory;
    bool is_covered;   /* what was signed has an approved digest for it */
    bool is_as_signed; /* its bytes are those of all digests */
    bool is_sealed;    /* what was signed seals its package */
    const char
        *class_name; /* it is a class file, and declares this name, with slashes; else NULL */
    const struct sluice_archive_text *mentions; /* texts in which it may name other classes */
    size_t mention_count;
};

/** What is known of one archive. Plain data; all pointers are the caller's. */
struct sluice_archive_facts {
    uint32_t odd;                /* SLUICE_ODD() bits */
    enum sluice_known is_signed; /* manifest, signature file and block are there */
    enum sluice_known is_sound; /* the block is a signature of the signer over the signature file */
    enum sluice_known is_trusted; /* the signer's own certificate is pinned */
    enum sluice_known
        is_usable; /* it is valid at the clock, or was at a time that somebody trusted tells; it and
                      its signature are approved */
    enum sluice_known is_manifest; /* manifest and signature file are those that belong together */
    enum sluice_known is_granted;  /* it may come from its codebase, which has its digest */
    uint8_t signer[32];            /* SHA-256 of the certificate that signed */
    const struct sluice_archive_fact *entries;
    size_t entry_count;
    size_t missing; /* entries that are covered, and not there */
};

/** Packages that belong together. */
struct sluice_archive_sensitive {
    const char *const *packages; /* with dots */
    size_t count;
};

/** Which packages must be sealed. */
enum sluice_archive_seals { SLUICE_SEALS_ALL, SLUICE_SEALS_SENSITIVE, SLUICE_SEALS_NONE };

/** The question that the verifier was asked: a class path, and as much of the policy as rules need. */
struct sluice_archive_question {
    const struct sluice_archive_facts *archives; /* in load order */
    size_t count;
    uint32_t tolerated; /* oddities that the policy allows: SLUICE_ODD() bits */
    enum sluice_archive_seals seals;
    const struct sluice_archive_sensitive *groups;
    size_t group_count;
    bool may_split; /* packages that need no seal may be in several archives */
    bool may_mix;   /* several trusted signers */
};

/** What the verifier answered, seen from outside. */
struct sluice_archive_answer {
    bool answered; /* false: it failed by itself, which says nothing about archives */
    bool accepted;
    /* For each archive the SHA-256 of the certificate that it names as the signer, all zero if none; NULL:
       it names none. */
    const uint8_t (*signers)[32];
};

typedef void (*sluice_archive_oracle_fn)(const struct sluice_archive_question *question,
                                         const struct sluice_archive_answer *answer,
                                         struct sluice_judged *out);

/** Declares or defines the oracle of a rule about archives. */
#define SLUICE_ARCHIVE_ORACLE(function)                                                            \
    void function(const struct sluice_archive_question *question,                                  \
                  const struct sluice_archive_answer *answer, struct sluice_judged *out)

/**
 * Judges an answer by every rule: those about streams are not applicable.
 *
 * @param results room for sluice_rule_count() results; result i is rule i.
 */
void sluice_judge_archives(const struct sluice_archive_question *question,
                           const struct sluice_archive_answer *answer,
                           struct sluice_judged *results);

#endif
