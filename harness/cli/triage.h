/* What the parts of `sluice triage` share. Private to it. */
#ifndef SLUICE_CLI_TRIAGE_H
#define SLUICE_CLI_TRIAGE_H

#include "harness/cli/triage_finding.h"

/** What was asked for. */
struct sluice_triage_settings {
    const char *folder;
    const char *target;      /* NULL: told by the folders that a file stands in */
    const char *program;     /* a program or a folder of programs; NULL: beside this one */
    const char *write;       /* the family's file; NULL: nothing is written */
    const char *regressions; /* folder */
    uint64_t trials;         /* for one bucket; 0: nothing is minimized */
    uint64_t deadline;       /* milliseconds for one run */
    uint64_t memory;         /* bytes for one run */
    uint64_t seconds;        /* for minimizing, altogether */
    uint64_t max_input;      /* bytes of a file */
    bool json;
};

/** A file of the folder. */
struct sluice_triage_file {
    char *path;
    char *target; /* NULL: not known */
    size_t bytes;
    size_t bucket;           /* SIZE_MAX: none */
    struct sluice_text note; /* why it is in none; empty: it shows nothing */
};

/** Findings of one kind. */
struct sluice_triage_bucket {
    struct sluice_triage_finding finding; /* of its smallest file */
    size_t best;                          /* that file */
    size_t count;                         /* of files */
    size_t known;                         /* line of the index that tells it; SIZE_MAX: it is new */
    bool thorough;                        /* its program is to try everything */
    uint8_t *input;                       /* the smallest one that shows it; owned */
    size_t length;
    uint64_t trials;
    bool minimized;
    bool complete;                /* nothing smaller was found by any single edit */
    struct sluice_text kept;      /* where the input is kept; empty: nowhere */
    struct sluice_text case_id;   /* empty: there is no case */
    struct sluice_text case_text; /* as it stands in its file, with its twin */
    struct sluice_text expected;  /* by the case */
    struct sluice_text note;      /* what has to be said of it */
};

/** All of it. Zero-initialize, but for the settings. */
struct sluice_triage {
    struct sluice_triage_settings settings;
    struct sluice_triage_file *files;
    size_t file_count;
    struct sluice_triage_bucket *buckets;
    size_t bucket_count;
    bool stopped;
};

/** Frees files and buckets. */
void sluice_triage_free(struct sluice_triage *triage);

#endif
