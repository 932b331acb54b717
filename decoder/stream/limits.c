#include "sluice/limits.h"

#include <string.h>

#define KIB UINT64_C(1024)
#define MIB (KIB * KIB)
#define GIB (KIB * MIB)

const struct sluice_limits sluice_limits_decode = {
    .stream_bytes = 64 * MIB,
    .bytes = 16 * MIB,
    .objects = 65536,
    .elements = 1048576,
    .array_length = 1048576,
    .string_bytes = 1 * MIB,
    .depth = 128,
    .hierarchy = 32,
    .fields = 1024,
    .interfaces = 64,
    .block_bytes = 1 * MIB,
    .heap = 256 * MIB,
};

const struct sluice_limits sluice_limits_inspect = {
    .stream_bytes = 4 * GIB - 2,
    .bytes = 4 * GIB - 2,
    .objects = UINT64_C(1) << 31,
    .elements = UINT64_C(1) << 32,
    .array_length = UINT64_C(1) << 31,
    .string_bytes = 4 * GIB,
    .depth = UINT64_C(1) << 24,
    .hierarchy = UINT64_C(1) << 24,
    .fields = 32767,
    .interfaces = 65535,
    .block_bytes = 2 * GIB,
    .heap = 64 * GIB,
};

static const struct {
    const char *name;
    size_t offset;
    enum sluice_reason reason;
} table[] = {
#define X(member, upper, text)                                                                     \
    {#member, offsetof(struct sluice_limits, member), SLUICE_LIMIT_##upper},
    SLUICE_LIMIT_LIST(X)
#undef X
};

size_t sluice_limit_count(void)
{
    return sizeof table / sizeof table[0];
}

const char *sluice_limit_name(size_t index)
{
    return index < sluice_limit_count() ? table[index].name : NULL;
}

uint64_t *sluice_limit_by_name(struct sluice_limits *limits, const char *name)
{
    for (size_t i = 0; i < sluice_limit_count(); i++) {
        if (strcmp(table[i].name, name) == 0) {
            return (uint64_t *)(void *)((char *)limits + table[i].offset);
        }
    }
    return NULL;
}

const char *sluice_limit_of_reason(enum sluice_reason reason)
{
    for (size_t i = 0; i < sluice_limit_count(); i++) {
        if (table[i].reason == reason) {
            return table[i].name;
        }
    }
    return NULL;
}
