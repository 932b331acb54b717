#include "harness/bench/files.h"

#include "harness/bench/make.h"

#include <stdio.h>
#include <string.h>

/* A small object takes 32 bytes; what stands before them and the shared strings takes about 300. */
#define KIB_OF_OBJECTS(kib) ((kib)*1024u / 32u - 9u)

static const struct sluice_bench_plan plans[] = {
    {"small-objects", "Object[] of int, long, double, boolean, one of 16 strings",
     SLUICE_BENCH_OBJECTS, sluice_make_small_objects, 200000, 20000, true},
    {"strings-ascii", "String[], ASCII, 20 to 40 bytes", SLUICE_BENCH_OBJECTS,
     sluice_make_ascii_strings, 200000, 20000, true},
    {"strings-mixed", "String[], 1-, 2- and 3-byte forms, surrogate pairs", SLUICE_BENCH_OBJECTS,
     sluice_make_mixed_strings, 200000, 20000, true},
    {"list-integers", "ArrayList of Integer", SLUICE_BENCH_OBJECTS, sluice_make_list, 200000, 20000,
     true},
    {"map-string-long", "LinkedHashMap of String to Long", SLUICE_BENCH_OBJECTS, sluice_make_map,
     100000, 10000, true},
    {"deep-chain", "objects linked one inside the other", SLUICE_BENCH_OBJECTS, sluice_make_chain,
     100000, 10000, true},
    {"bytes-64M", "byte[]", SLUICE_BENCH_PRIMITIVES, sluice_make_bytes, 64u << 20, 4u << 20, true},
    {"ints-16M", "int[]", SLUICE_BENCH_PRIMITIVES, sluice_make_ints, 4u << 20, 1u << 20, true},
    {"longs-16M", "long[]", SLUICE_BENCH_PRIMITIVES, sluice_make_longs, 2u << 20, 1u << 19, true},
    {"objects-1K", "small objects, 1 KiB", SLUICE_BENCH_OBJECTS, sluice_make_small_objects,
     KIB_OF_OBJECTS(1), KIB_OF_OBJECTS(1), false},
    {"objects-10K", "small objects, 10 KiB", SLUICE_BENCH_OBJECTS, sluice_make_small_objects,
     KIB_OF_OBJECTS(10), 0, false},
    {"objects-100K", "small objects, 100 KiB", SLUICE_BENCH_OBJECTS, sluice_make_small_objects,
     KIB_OF_OBJECTS(100), KIB_OF_OBJECTS(100), false},
    {"objects-1M", "small objects, 1 MiB", SLUICE_BENCH_OBJECTS, sluice_make_small_objects,
     KIB_OF_OBJECTS(1024), 0, false},
    {"objects-10M", "small objects, 10 MiB", SLUICE_BENCH_OBJECTS, sluice_make_small_objects,
     KIB_OF_OBJECTS(10 * 1024), 0, false},
    {"objects-100M", "small objects, 100 MiB", SLUICE_BENCH_OBJECTS, sluice_make_small_objects,
     KIB_OF_OBJECTS(100 * 1024), 0, false},
};

size_t sluice_bench_plan_count(void)
{
    return sizeof plans / sizeof plans[0];
}

const struct sluice_bench_plan *sluice_bench_plan_at(size_t index)
{
    return index < sluice_bench_plan_count() ? &plans[index] : NULL;
}

const struct sluice_bench_plan *sluice_bench_plan_find(const char *name)
{
    for (size_t i = 0; i < sluice_bench_plan_count(); i++) {
        if (strcmp(plans[i].name, name) == 0) {
            return &plans[i];
        }
    }
    return NULL;
}

bool sluice_bench_make(struct sluice_bench_file *file, const struct sluice_bench_plan *plan,
                       uint32_t count)
{
    struct sluice_bench_emit out = {0};
    plan->make(&out, count);
    if (out.failed) {
        (void)fprintf(stderr, "sluice-bench: memory does not suffice for %s with a count of %u\n",
                      plan->name, (unsigned)count);
        sluice_bench_emit_free(&out);
        return false;
    }
    *file = (struct sluice_bench_file){plan, out.data, out.length, out.objects};
    return true;
}

void sluice_bench_release(struct sluice_bench_file *file)
{
    struct sluice_bench_emit out = {.data = file->bytes};
    sluice_bench_emit_free(&out);
    *file = (struct sluice_bench_file){0};
}
