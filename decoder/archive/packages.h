/* The packages of an archive that hold classes, and what its manifest says of them (ENV01-J). */
#ifndef SLUICE_ARCHIVE_PACKAGES_H
#define SLUICE_ARCHIVE_PACKAGES_H

#include "jar_text.h"

/* One package: its path points into the archive ("com/example"; empty for the unnamed one). */
struct package {
    struct sluice_bytes path;
    uint32_t entry; /* one of its classes */
    uint32_t archive;
    bool sealed;
};

struct packages {
    struct package *items; /* ascending by path */
    uint32_t count;
    uint32_t room;
};

/* Whether the entry is a class, by its name; `class_name` without what the Java version adds in front
 * and without ".class". `*versioned` when it is under META-INF/versions/. */
bool sluice_jar_class_name(struct sluice_bytes name, struct sluice_bytes *class_name,
                           bool *versioned);

/* The package of a class. */
struct sluice_bytes sluice_package_of(struct sluice_bytes class_name);

/* Collects the packages of an archive. */
SLUICE_NODISCARD bool sluice_packages_find(struct run *run, struct packages *packages);

/* Fills in what the manifest says of sealing; refuses what takes a seal away. */
SLUICE_NODISCARD bool sluice_packages_seal(struct run *run, const struct jar_text *manifest,
                                           struct packages *packages);

void sluice_packages_free(struct heap *heap, struct packages *packages);

/* Whether a path is the package of that name ("com.example"). */
bool sluice_package_is(struct sluice_bytes path, const char *name);

/* The group that the package is of, or SIZE_MAX. */
size_t sluice_group_of(const struct sluice_archive_policy *policy, struct sluice_bytes path);

/* Whether the policy wants the package sealed. */
bool sluice_must_be_sealed(const struct sluice_archive_policy *policy, struct sluice_bytes path);

/* Main attributes and files that pull in other code. */
SLUICE_NODISCARD bool sluice_check_attributes(struct run *run, const struct jar_text *manifest);

#endif
