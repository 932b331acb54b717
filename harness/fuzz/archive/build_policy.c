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

/* Each digit of the value, in base 3, chooses the least size of one kind of keys. */
static void set_bits(struct sluice_archive_policy *policy, uint32_t value)
{
    static const uint32_t rsa[] = {0, 1024, 3072};
    static const uint32_t dsa[] = {0, 1024, 3072};
    static const uint32_t ec[] = {0, 384, 521};
    policy->min_rsa_bits = rsa[value % 3];
    policy->min_dsa_bits = dsa[value / 3 % 3];
    policy->min_ec_bits = ec[value / 9 % 3];
}

static void set_switches(struct sluice_archive_policy *policy, uint32_t value)
{
#define X(member) policy->member ^= (value >> SLUICE_MORE_SWITCH_##member & 1) != 0;
    SLUICE_PROGRAM_MORE_SWITCHES(X)
#undef X
    if ((value >> SLUICE_MORE_SWITCHES & 1) != 0) {
        policy->timestampers = NULL;
    }
}

/* What found no room in the head of a program. */
static void set_more(struct sluice_archive_policy *policy, const struct sluice_program_step *step)
{
    static const uint32_t digests[] = {
        0,
        SLUICE_DIGEST_SHA256,
        SLUICE_DIGEST_SHA384 | SLUICE_DIGEST_SHA512,
        SLUICE_DIGEST_SHA3_256 | SLUICE_DIGEST_SHA3_384 | SLUICE_DIGEST_SHA3_512,
        SLUICE_DIGEST_SHA1 | SLUICE_DIGEST_SHA256,
        SLUICE_DIGEST_MD5,
    };
    switch (step->field % SLUICE_SETTINGS) {
    case SLUICE_SETTING_SWITCHES:
        set_switches(policy, step->value);
        break;
    case SLUICE_SETTING_BITS:
        set_bits(policy, step->value);
        break;
    default:
        policy->digests = digests[step->value % (sizeof digests / sizeof digests[0])];
        break;
    }
}

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
    policy.timestampers = sluice_fuzz_stampers();
    sluice_build_limits(&policy.limits);
#define X(member) policy.member = (program->switches >> SLUICE_SWITCH_##member & 1) != 0;
    SLUICE_PROGRAM_SWITCHES(X)
#undef X
    for (size_t i = 0; i < program->count; i++) {
        if (program->steps[i].kind == SLUICE_STEP_SETTING) {
            set_more(&policy, &program->steps[i]);
        }
    }
    return policy;
}
