/* What reasons, checks, limits and switches are called. */
#include "sluice/archive.h"

#include <string.h>

const char *sluice_archive_reason_name(enum sluice_archive_reason reason)
{
    switch (reason) {
#define X(member, number, name, text)                                                              \
    case SLUICE_ARCHIVE_##member:                                                                  \
        return name;
        SLUICE_ARCHIVE_REASONS(X)
#undef X
    }
    return "unknown-reason";
}

const char *sluice_archive_reason_text(enum sluice_archive_reason reason)
{
    switch (reason) {
#define X(member, number, name, text)                                                              \
    case SLUICE_ARCHIVE_##member:                                                                  \
        return text;
        SLUICE_ARCHIVE_REASONS(X)
#undef X
    }
    return "unknown reason";
}

enum sluice_archive_range sluice_archive_reason_range(enum sluice_archive_reason reason)
{
    static const struct {
        int first;
        enum sluice_archive_range range;
    } table[] = {
        {450, SLUICE_ARCHIVE_RANGE_TRUST}, {430, SLUICE_ARCHIVE_RANGE_ENVIRONMENT},
        {400, SLUICE_ARCHIVE_RANGE_LIMIT}, {350, SLUICE_ARCHIVE_RANGE_POLICY},
        {300, SLUICE_ARCHIVE_RANGE_CMS},   {200, SLUICE_ARCHIVE_RANGE_JAR},
        {100, SLUICE_ARCHIVE_RANGE_ZIP},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if ((int)reason >= table[i].first) {
            return table[i].range;
        }
    }
    return SLUICE_ARCHIVE_RANGE_NONE;
}

const char *sluice_archive_reason_java(enum sluice_archive_reason reason)
{
    switch (sluice_archive_reason_range(reason)) {
    case SLUICE_ARCHIVE_RANGE_ZIP:
        return "ZipException";
    case SLUICE_ARCHIVE_RANGE_LIMIT:
        return reason == SLUICE_ARCHIVE_ZIP_LIMIT || reason == SLUICE_ARCHIVE_ZIP_BOMB_RATIO
                   ? "ZipException"
                   : "SecurityException";
    case SLUICE_ARCHIVE_RANGE_JAR:
    case SLUICE_ARCHIVE_RANGE_CMS:
    case SLUICE_ARCHIVE_RANGE_POLICY:
        return "SecurityException";
    case SLUICE_ARCHIVE_RANGE_ENVIRONMENT:
        return reason == SLUICE_ARCHIVE_OUT_OF_MEMORY ? "OutOfMemoryError"
                                                      : "IllegalArgumentException";
    case SLUICE_ARCHIVE_RANGE_TRUST:
        return "KeyStoreException";
    case SLUICE_ARCHIVE_RANGE_NONE:
        break;
    }
    return "";
}

const char *sluice_archive_check_name(enum sluice_archive_check check)
{
    switch (check) {
#define X(member, name)                                                                            \
    case SLUICE_ARCHIVE_CHECK_##member:                                                            \
        return name;
        SLUICE_ARCHIVE_CHECKS(X)
#undef X
    }
    return "unknown-check";
}

struct member {
    const char *name;
    size_t offset;
};

static const struct member limits[] = {
#define X(member, normal, text) {#member, offsetof(struct sluice_archive_limits, member)},
    SLUICE_ARCHIVE_LIMITS(X)
#undef X
};

static const struct member switches[] = {
#define X(member, text) {#member, offsetof(struct sluice_archive_policy, member)},
    SLUICE_ARCHIVE_SWITCHES(X)
#undef X
};

/* The place of a member inside `base`, or NULL. */
static void *find(const struct member *members, size_t count, void *base, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(members[i].name, name) == 0) {
            return (char *)base + members[i].offset;
        }
    }
    return NULL;
}

size_t sluice_archive_limit_count(void)
{
    return sizeof limits / sizeof limits[0];
}

const char *sluice_archive_limit_name(size_t index)
{
    return index < sluice_archive_limit_count() ? limits[index].name : NULL;
}

uint64_t *sluice_archive_limit_by_name(struct sluice_archive_limits *values, const char *name)
{
    return find(limits, sluice_archive_limit_count(), values, name);
}

size_t sluice_archive_switch_count(void)
{
    return sizeof switches / sizeof switches[0];
}

const char *sluice_archive_switch_name(size_t index)
{
    return index < sluice_archive_switch_count() ? switches[index].name : NULL;
}

bool *sluice_archive_switch_by_name(struct sluice_archive_policy *policy, const char *name)
{
    return find(switches, sluice_archive_switch_count(), policy, name);
}
