/* results: all else that reads files and messages. The first byte says which reader the rest is for. */
#include "harness/fuzz/results.h"
#include "harness/fuzz/mutate/files.h"

/* How often each reader is meant, of all values of the first byte: slow ones less often. */
static const struct {
    bool (*read)(struct sluice_bytes bytes, struct sluice_finding *finding);
    unsigned share;
} readers[] = {
    {sluice_results_messages, 96},
    {sluice_results_interchange, 64},
    {sluice_results_diff, 92},
    {sluice_results_explain, 4},
};

static bool run(struct sluice_bytes bytes, struct sluice_fuzz_answer *answer,
                struct sluice_finding *finding)
{
    *answer = (struct sluice_fuzz_answer){.offset = UINT64_MAX};
    if (bytes.length == 0) {
        return true;
    }
    unsigned left = bytes.data[0];
    size_t reader = 0;
    while (left >= readers[reader].share) {
        left -= readers[reader++].share;
    }
    return readers[reader].read((struct sluice_bytes){bytes.data + 1, bytes.length - 1}, finding);
}

const struct sluice_fuzz_target sluice_fuzz_target = {
    .name = "results",
    .text = "reads messages of workers and files of streams, compares and explains streams",
    .mutation = &sluice_mutate_results,
    .run = run,
};
