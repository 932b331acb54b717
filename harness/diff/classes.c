#include "harness/diff/classes.h"

#include "harness/base/grow.h"

#include <stdlib.h>

void sluice_diff_classes_free(struct sluice_diff_classes *classes)
{
    free(classes->list);
    free(classes->fields);
    sluice_diff_slots_free(&classes->slots);
    *classes = (struct sluice_diff_classes){0};
}

uint8_t sluice_diff_primitive_size(uint8_t letter)
{
    switch (letter) {
    case 'B':
    case 'Z':
        return 1;
    case 'C':
    case 'S':
        return 2;
    case 'F':
    case 'I':
        return 4;
    case 'D':
    case 'J':
        return 8;
    default:
        return 0;
    }
}

/* Where the fields begin that belong to no class yet. */
static uint32_t loose_fields(const struct sluice_diff_classes *classes)
{
    if (classes->count == 0) {
        return 0;
    }
    const struct sluice_diff_class *last = &classes->list[classes->count - 1];
    return last->first_field + last->field_count;
}

bool sluice_diff_classes_field(struct sluice_diff_classes *classes, struct sluice_diff_field field)
{
    struct sluice_diff_field *fields = sluice_grow(classes->fields, &classes->field_capacity,
                                                   classes->field_count + 1, sizeof *fields);
    if (fields == NULL) {
        return false;
    }
    classes->fields = fields;
    if (classes->field_count == UINT32_MAX) {
        return false;
    }
    fields[classes->field_count++] = field;
    return true;
}

static bool same_class(const struct sluice_diff_classes *classes, const struct sluice_diff_class *a,
                       const struct sluice_diff_class *b)
{
    if (a->name != b->name || a->suid != b->suid || a->flags != b->flags || a->super != b->super ||
        a->field_count != b->field_count) {
        return false;
    }
    for (uint32_t i = 0; i < a->field_count; i++) {
        const struct sluice_diff_field *left = &classes->fields[a->first_field + i];
        const struct sluice_diff_field *right = &classes->fields[b->first_field + i];
        if (left->name != right->name || left->type != right->type || left->code != right->code) {
            return false;
        }
    }
    return true;
}

static uint64_t digest_of(const struct sluice_diff_classes *classes,
                          const struct sluice_diff_key *key, const struct sluice_diff_class *one)
{
    uint64_t digest = sluice_diff_mix(key, 0, one->name);
    digest = sluice_diff_mix(key, digest, (uint64_t)one->suid);
    digest = sluice_diff_mix(key, digest, (uint64_t)one->super << 8 | one->flags);
    for (uint32_t i = 0; i < one->field_count; i++) {
        const struct sluice_diff_field *field = &classes->fields[one->first_field + i];
        digest = sluice_diff_mix(key, digest, (uint64_t)field->name << 32 | field->type);
        digest = sluice_diff_mix(key, digest, field->code);
    }
    return digest;
}

bool sluice_diff_classes_number(struct sluice_diff_classes *classes,
                                const struct sluice_diff_key *key, struct sluice_diff_class wanted,
                                uint32_t *number)
{
    wanted.first_field = loose_fields(classes);
    wanted.field_count = (uint32_t)classes->field_count - wanted.first_field;
    const uint64_t digest = digest_of(classes, key, &wanted);
    size_t probe = 0;
    while ((*number = sluice_diff_slots_next(&classes->slots, digest, &probe)) !=
           SLUICE_DIFF_NONE) {
        if (same_class(classes, &classes->list[*number], &wanted)) {
            classes->field_count = wanted.first_field;
            return true;
        }
    }
    struct sluice_diff_class *list = sluice_grow(classes->list, &classes->capacity,
                                                 (size_t)classes->count + 1, sizeof *list);
    if (list == NULL) {
        return false;
    }
    classes->list = list;
    *number = classes->count++;
    list[*number] = wanted;
    return sluice_diff_slots_add(&classes->slots, digest, *number);
}
