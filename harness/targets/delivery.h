/* A source that delivers what is in memory piece by piece, that can fail, and that notices when it is used
 * otherwise than sluice/source.h promises. Private to the targets. */
#ifndef SLUICE_TARGETS_DELIVERY_H
#define SLUICE_TARGETS_DELIVERY_H

#include "harness/targets/target.h"

#include <sluice/source.h>

/** Set up by sluice_delivery_source(). */
struct sluice_delivery {
    struct sluice_bytes left;
    size_t piece; /* most that is delivered at a time; once that many are gone, `then` */
    size_t then;
    uint32_t vary;          /* state of what follows a piece, if pieces differ; 0: they do not */
    uint64_t until_failure; /* bytes */
    uint64_t most;          /* bytes that may still be asked for */
    bool boasts;
    bool over;
    const char *fault; /* what was promised and not kept; NULL: nothing */
};

/** A source over `input`, as `request` has it: memory, or pieces of it through `delivery`. */
struct sluice_source sluice_delivery_source(struct sluice_delivery *delivery,
                                            const struct sluice_target_request *request,
                                            struct sluice_bytes input);

#endif
