/* What names of entries need of Unicode; all tables ascend. */
#ifndef SLUICE_ARCHIVE_UNICODE_TABLES_H
#define SLUICE_ARCHIVE_UNICODE_TABLES_H

#include <stddef.h>
#include <stdint.h>

struct unicode_range {
    uint32_t first;
    uint32_t last;
};

/* Each `step`-th from `first` to `last` folds to the one `delta` on. */
struct unicode_fold {
    uint32_t first;
    uint32_t last;
    uint32_t step;
    int32_t delta;
};

struct unicode_expansion {
    uint32_t code;
    uint32_t to[3]; /* 0 where it is shorter */
};

/* Characters that composed text (NFC) never has, or that may join with the one before them. */
extern const struct unicode_range sluice_not_composed[];
extern const size_t sluice_not_composed_count;

/* Characters that combine with the one before them, and so could stand in another order. */
extern const struct unicode_range sluice_combining[];
extern const size_t sluice_combining_count;

/* Case folding, and that to several characters. */
extern const struct unicode_fold sluice_folds[];
extern const size_t sluice_folds_count;
extern const struct unicode_expansion sluice_expansions[];
extern const size_t sluice_expansions_count;

#endif
