#include "harness/bench/models.h"

#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct sluice_field_model small_fields[] = {
    {.name = "d", .signature = "D"},
    {.name = "i", .signature = "I"},
    {.name = "l", .signature = "J"},
    {.name = "z", .signature = "Z"},
    {.name = "s", .signature = "Ljava/lang/String;"},
};

static const struct sluice_field_model link_fields[] = {
    {.name = "value", .signature = "I"},
    {.name = "next", .signature = "Lsluice/bench/Link;"},
};

static const struct sluice_field_model integer_fields[] = {
    {.name = "value", .signature = "I", .required = true},
};

static const struct sluice_field_model long_fields[] = {
    {.name = "value", .signature = "J", .required = true},
};

static const struct sluice_field_model list_fields[] = {
    {.name = "size", .signature = "I", .required = true},
};

static const struct sluice_layout_item list_layout[] = {
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "capacity"},
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "elements"},
};

static const struct sluice_invariant list_invariants[] = {
    {.kind = SLUICE_INVARIANT_RELATION,
     .relation = SLUICE_EQUAL,
     .left = {.kind = SLUICE_OPERAND_SIZE, .field = "elements"},
     .right = {.kind = SLUICE_OPERAND_FIELD, .field = "size"}},
};

static const struct sluice_field_model map_fields[] = {
    {.name = "loadFactor", .signature = "F", .required = true},
    {.name = "threshold", .signature = "I"},
};

static const struct sluice_layout_item map_layout[] = {
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "buckets"},
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "size"},
    {.kind = SLUICE_LAYOUT_PAIRS, .name = "entries", .count = "size"},
};

static const struct sluice_invariant map_invariants[] = {
    {.kind = SLUICE_INVARIANT_RELATION,
     .relation = SLUICE_GREATER,
     .left = {.kind = SLUICE_OPERAND_FIELD, .field = "loadFactor"},
     .right = {.kind = SLUICE_OPERAND_CONSTANT, .constant = 0}},
    {.kind = SLUICE_INVARIANT_NO_DUPLICATES, .field = "entries"},
};

static const struct sluice_field_model linked_map_fields[] = {
    {.name = "accessOrder", .signature = "Z"},
};

static const struct sluice_class_model models[] = {
    {.name = "sluice.bench.Small",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .has_suid = true,
     .suid = 1,
     .fields = small_fields,
     .field_count = COUNT(small_fields)},
    {.name = "sluice.bench.Link",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .has_suid = true,
     .suid = 1,
     .fields = link_fields,
     .field_count = COUNT(link_fields)},
    {.name = "java.lang.Number",
     .construct = SLUICE_CONSTRUCT_ABSTRACT,
     .has_suid = true,
     .suid = INT64_C(-8742448824652078965)},
    {.name = "java.lang.Integer",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .has_suid = true,
     .suid = INT64_C(1360826667806852920),
     .parent = "java.lang.Number",
     .fields = integer_fields,
     .field_count = COUNT(integer_fields)},
    {.name = "java.lang.Long",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .has_suid = true,
     .suid = INT64_C(4290774380558885855),
     .parent = "java.lang.Number",
     .fields = long_fields,
     .field_count = COUNT(long_fields)},
    {.name = "java.util.ArrayList",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .form = SLUICE_FORM_BOTH,
     .has_suid = true,
     .suid = INT64_C(8683452581122892189),
     .is_mutable = true,
     .fields = list_fields,
     .field_count = COUNT(list_fields),
     .layout = list_layout,
     .layout_count = COUNT(list_layout),
     .invariants = list_invariants,
     .invariant_count = COUNT(list_invariants)},
    {.name = "java.util.HashMap",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .form = SLUICE_FORM_BOTH,
     .has_suid = true,
     .suid = INT64_C(362498820763181265),
     .is_mutable = true,
     .fields = map_fields,
     .field_count = COUNT(map_fields),
     .layout = map_layout,
     .layout_count = COUNT(map_layout),
     .invariants = map_invariants,
     .invariant_count = COUNT(map_invariants)},
    {.name = "java.util.LinkedHashMap",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .has_suid = true,
     .suid = INT64_C(3801124242820219131),
     .parent = "java.util.HashMap",
     .is_mutable = true,
     .fields = linked_map_fields,
     .field_count = COUNT(linked_map_fields)},
};

struct sluice_policy *sluice_bench_policy(void)
{
    struct sluice_policy *policy = NULL;
    struct sluice_policy_error error = {0};
    if (sluice_policy_create(models, COUNT(models), NULL, &policy, &error) != SLUICE_OK) {
        (void)fprintf(stderr, "sluice-bench: the class models are unusable: %s\n",
                      error.message[0] != '\0' ? error.message : "memory is short");
        return NULL;
    }
    return policy;
}
