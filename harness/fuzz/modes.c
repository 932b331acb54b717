#include "harness/fuzz/modes.h"

#include "harness/fuzz/checks.h"

enum { MODES = SLUICE_MODE_REWRITE + 1 };

unsigned sluice_modes_of(struct sluice_bytes bytes, unsigned modes)
{
    const struct sluice_fuzz_input input = sluice_fuzz_input_read(bytes);
    unsigned count = 0;
    for (unsigned mode = 0; mode < MODES; mode++) {
        count += modes >> mode & 1;
    }
    unsigned left = (unsigned)((input.settings.choice ^ input.stream.length) % count);
    if (sluice_fuzz_thorough) {
        return modes;
    }
    unsigned mode = 0;
    while ((modes >> mode & 1) == 0 || left-- > 0) {
        mode++;
    }
    return 1U << mode;
}

bool sluice_modes_run(struct sluice_bytes bytes, unsigned modes, struct sluice_fuzz_answer *answer,
                      struct sluice_finding *finding, sluice_fuzz_check_fn check)
{
    const unsigned chosen = sluice_modes_of(bytes, modes);
    bool clean = true;
    for (unsigned mode = 0; clean && mode < MODES; mode++) {
        struct sluice_execution *execution = (chosen >> mode & 1) != 0
                                                 ? sluice_execution_begin(
                                                       bytes, (enum sluice_target_mode)mode,
                                                       finding)
                                                 : NULL;
        if (execution == NULL) {
            continue;
        }
        clean = sluice_execution_plain(execution);
        if (answer->verdict == NULL) {
            *answer = sluice_execution_answer(execution);
        }
        clean = clean && check(execution) && sluice_check_neighbor(execution, bytes);
    }
    return clean;
}
