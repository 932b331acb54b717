/* Rule ENV01-J over a whole class path: no package of one archive in another, one signer, all
 * security-sensitive code of a group in one archive, and sealed. */
#include "set.h"
#include "zip.h"

#include <string.h>

static bool refuse(struct member *member, enum sluice_archive_reason reason, const char *at,
                   const struct package *package)
{
    struct run *run = &member->run;
    const struct zip_entry *entry = package == NULL ? NULL : &run->zip.entries[package->entry];
    return sluice_refuse(
        run, reason, at,
        entry == NULL ? sluice_at(0, run->length)
                      : sluice_at_entry(entry, entry->record + UINT64_C(46), entry->name_length));
}

static const struct package *find_package(const struct member *member, struct sluice_bytes path)
{
    uint32_t low = 0;
    uint32_t high = member->packages.count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const struct package *package = &member->packages.items[middle];
        const int order = sluice_compare_bytes(package->path, path);
        if (order == 0) {
            return package;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

/* A package that an earlier archive holds, too. */
static bool check_split(struct sluice_archive_set *set, size_t index)
{
    struct member *member = &set->members[index];
    for (uint32_t i = 0; i < member->packages.count; i++) {
        const struct package *package = &member->packages.items[i];
        const bool allowed = set->policy.allow_split_packages &&
                             !sluice_must_be_sealed(&set->policy, package->path);
        for (size_t j = 0; j < index && !allowed; j++) {
            sluice_step(&member->run, 1);
            /* The declaration of a module is in no package. */
            if (find_package(&set->members[j], package->path) != NULL) {
                return refuse(member, SLUICE_ARCHIVE_POLICY_SPLIT_PACKAGE, "package", package);
            }
        }
    }
    return true;
}

/* All packages of a group are in one archive, and none is missing. */
static bool check_group(struct sluice_archive_set *set, const struct sluice_archive_group *group)
{
    size_t home = SIZE_MAX;
    for (size_t i = 0; i < group->package_count; i++) {
        bool found = false;
        for (size_t j = 0; j < set->count; j++) {
            struct member *member = &set->members[j];
            for (uint32_t k = 0; k < member->packages.count; k++) {
                const struct package *package = &member->packages.items[k];
                sluice_step(&member->run, 1);
                if (!sluice_package_is(package->path, group->packages[i])) {
                    continue;
                }
                found = true;
                if (home != SIZE_MAX && home != j) {
                    return refuse(member, SLUICE_ARCHIVE_POLICY_SENSITIVE_SPREAD, "package",
                                  package);
                }
                home = j;
            }
        }
        if (!found) {
            return refuse(&set->members[0], SLUICE_ARCHIVE_POLICY_SENSITIVE_ABSENT, "group", NULL);
        }
    }
    return true;
}

static bool check_seals(struct sluice_archive_set *set, size_t index)
{
    struct member *member = &set->members[index];
    for (uint32_t i = 0; i < member->packages.count; i++) {
        const struct package *package = &member->packages.items[i];
        if (!package->sealed && sluice_must_be_sealed(&set->policy, package->path)) {
            return refuse(member, SLUICE_ARCHIVE_POLICY_UNSEALED, "package", package);
        }
    }
    return true;
}

static bool check_signer(struct sluice_archive_set *set, size_t index)
{
    struct member *member = &set->members[index];
    return set->policy.allow_mixed_signers ||
           memcmp(member->verdict.signer, set->members[0].verdict.signer,
                  sizeof member->verdict.signer) == 0 ||
           refuse(member, SLUICE_ARCHIVE_POLICY_MIXED_SIGNERS, "signer", NULL);
}

static bool for_each(struct sluice_archive_set *set, enum sluice_archive_check check,
                     bool (*holds)(struct sluice_archive_set *set, size_t index))
{
    for (size_t i = 0; i < set->count; i++) {
        struct run *run = &set->members[i].run;
        run->check = check;
        if (!holds(set, i)) {
            return false;
        }
        (void)sluice_passed(run, sluice_at(0, run->length));
    }
    return true;
}

bool sluice_set_check(struct sluice_archive_set *set)
{
    uint64_t packages = 0;
    for (size_t i = 0; i < set->count; i++) {
        packages += set->members[i].packages.count;
    }
    struct run *first = &set->members[0].run;
    first->check = SLUICE_ARCHIVE_CHECK_SET;
    if (packages > set->policy.limits.packages) {
        return sluice_refuse_limit(first, SLUICE_ARCHIVE_LIMIT_SET, "packages", sluice_at(0, 0));
    }
    if (!for_each(set, SLUICE_ARCHIVE_CHECK_SET, check_split)) {
        return false;
    }
    for (size_t i = 0; i < set->policy.group_count; i++) {
        if (!check_group(set, &set->policy.groups[i])) {
            return false;
        }
    }
    return for_each(set, SLUICE_ARCHIVE_CHECK_SEALING, check_seals) &&
           for_each(set, SLUICE_ARCHIVE_CHECK_SET, check_signer) && sluice_check_groups(set);
}

/* Whether the member, which was refused, holds a class of the other's packages. */
static bool intrudes(struct member *member, const struct member *other)
{
    const struct run *run = &member->run;
    for (uint32_t i = 0; i < run->zip.count; i++) {
        struct sluice_bytes name;
        bool versioned = false;
        if (sluice_jar_class_name(sluice_name_of(run, &run->zip.entries[i]), &name, &versioned) &&
            find_package(other, sluice_package_of(name)) != NULL) {
            return true;
        }
        sluice_step(&member->run, 1);
    }
    return false;
}

size_t sluice_set_intruder(struct sluice_archive_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        struct member *member = &set->members[i];
        const enum sluice_archive_range range = sluice_archive_reason_range(member->verdict.reason);
        if (range != SLUICE_ARCHIVE_RANGE_JAR && range != SLUICE_ARCHIVE_RANGE_CMS) {
            continue;
        }
        for (size_t j = i + 1; j < set->count; j++) {
            if (set->members[j].verdict.reason == SLUICE_ARCHIVE_OK &&
                intrudes(member, &set->members[j])) {
                return i;
            }
        }
    }
    return SIZE_MAX;
}
