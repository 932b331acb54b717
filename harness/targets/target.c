#include "harness/targets/target.h"

#include <string.h>

static const struct {
    const char *name;
    bool (*create)(struct sluice_target *target);
} targets[] = {
    {"reference", sluice_reference_create},
};

enum { TARGET_COUNT = sizeof targets / sizeof targets[0] };

const char *sluice_target_kind_name(enum sluice_target_kind kind)
{
    switch (kind) {
    case SLUICE_TARGET_IN_PROCESS:
        return "in-process";
    case SLUICE_TARGET_PROCESS:
        return "process";
    }
    return "unknown";
}

const char *sluice_target_mode_name(enum sluice_target_mode mode)
{
    static const char *const names[] = {"decode", "inspect", "rewrite"};
    return names[mode];
}

const char *const *sluice_target_names(void)
{
    static const char *names[TARGET_COUNT + 1];
    for (size_t i = 0; i < TARGET_COUNT; i++) {
        names[i] = targets[i].name;
    }
    return names;
}

bool sluice_target_create(const char *name, struct sluice_target *target)
{
    for (size_t i = 0; i < TARGET_COUNT; i++) {
        if (strcmp(targets[i].name, name) == 0) {
            return targets[i].create(target);
        }
    }
    return false;
}
