#include "harness/fuzz/archive/build.h"

void sluice_build_limits(struct sluice_archive_limits *limits)
{
#define X(member, usual, text) limits->member = limits->member == 0 ? (usual) : limits->member;
    SLUICE_ARCHIVE_LIMITS(X)
#undef X
}

/* Clocks: the usual one, and those on both sides of each edge of a certificate's dates. */
static const int64_t clocks[] = {
    SLUICE_FUZZ_NOW, 0,          1577836800, 1577836799, 4102444800, 4102444801, 1735689600,
    1735689601,      1893456000, 1893455999, 946684800,  946684799,  INT64_MAX,
};

static const char *const of_trusted[] = {"trusted"};
static const char *const of_both[] = {"trusted", "other"};
static const char *const of_other[] = {"other"};
/* One of which the companion holds, too. */
static const char *const of_two_archives[] = {"trusted", "shared"};

static const struct sluice_archive_group one_group[] = {{"code", of_trusted, 1}};
static const struct sluice_archive_group wide_group[] = {{"code", of_both, 2}};
static const struct sluice_archive_group two_groups[] = {{"code", of_trusted, 1},
                                                         {"more", of_other, 1}};

static const struct sluice_archive_group spread_group[] = {{"code", of_two_archives, 2}};

static const struct {
    const struct sluice_archive_group *groups;
    size_t count;
} groups[] = {{NULL, 0}, {one_group, 1}, {wide_group, 1}, {two_groups, 2}, {spread_group, 1}};
enum { SPREAD = 4 };

static const char *const pin_one[] = {"ec"};
static const char *const pin_some[] = {"RSA", "ec-384", "Expired"};
static const char *const pin_leaf[] = {"leaf", "authority"};

static const struct {
    const char *const *aliases;
    size_t count;
} pins[] = {{NULL, 0}, {pin_one, 1}, {pin_some, 3}, {pin_leaf, 2}};

struct sluice_archive_policy sluice_build_policy(const struct sluice_archive_program_input *program)
{
    static const enum sluice_archive_seal seals[] = {SLUICE_SEAL_ALL, SLUICE_SEAL_SENSITIVE,
                                                     SLUICE_SEAL_NONE, SLUICE_SEAL_ALL};
    const unsigned group = (program->policy & SLUICE_POLICY_SPREAD) != 0 ? SPREAD
                                                                         : program->policy >> 2 & 3;
    const unsigned pin = program->policy >> 4 & 3;
    struct sluice_archive_policy policy = {
        .now = clocks[program->clock % (sizeof clocks / sizeof clocks[0])],
        .seal = seals[program->policy & 3],
        .groups = groups[group].groups,
        .group_count = groups[group].count,
        .pinned = pins[pin].aliases,
        .pinned_count = pins[pin].count,
    };
    sluice_build_limits(&policy.limits);
#define X(member) policy.member = (program->switches >> SLUICE_SWITCH_##member & 1) != 0;
    SLUICE_PROGRAM_SWITCHES(X)
#undef X
    return policy;
}
