/* Refusals that speak of the classes of the policy, against the policy and the bytes that they are about. */
#include "rules/oracles/refusals.h"
#include "rules/oracles/superclasses.h"
#include "rules/oracles/versions.h"

#include "rules/stream_codes.h"

#include <string.h>

/* --- classes ---------------------------------------------------------------------------------------------------- */

enum { LONGEST_SHOWN = 126 };

/* False if the class that the answer names was not told, or shown in part, or none is known. */
static bool is_told(const struct sluice_refusal *refusal, const struct sluice_judge_class **model)
{
    const char *name = refusal->answer->class_name;
    *model = NULL;
    if (refusal->seen->context->classes == NULL || name == NULL || name[0] == '\0' ||
        strlen(name) > LONGEST_SHOWN || strchr(name, '?') != NULL) {
        return false;
    }
    *model = sluice_judge_find_class(refusal->seen->context, name, strlen(name));
    return true;
}

bool sluice_bears_out_unnamed(const struct sluice_refusal *refusal)
{
    const struct sluice_judge_class *model;
    return !is_told(refusal, &model) || model == NULL;
}

/* The interface of a proxy that stands twice is refused likewise; it stands by its name alone. */
bool sluice_bears_out_absent(const struct sluice_refusal *refusal)
{
    const struct sluice_judge_class *model;
    return !is_told(refusal, &model) || !sluice_refusal_stands(refusal, TC_CLASSDESC) ||
           (model != NULL && model->ground == SLUICE_GROUND_ABSENT);
}

bool sluice_bears_out_not_serializable(const struct sluice_refusal *refusal)
{
    const struct sluice_judge_class *model;
    return !is_told(refusal, &model) ||
           (model != NULL && model->ground == SLUICE_GROUND_NOT_SERIALIZABLE);
}

/* A stateless class is permitted no data. */
bool sluice_bears_out_not_permitted(const struct sluice_refusal *refusal)
{
    const struct sluice_judge_class *model;
    return !is_told(refusal, &model) ||
           (model != NULL &&
            (model->ground == SLUICE_GROUND_DENIED || model->ground == SLUICE_GROUND_STATELESS));
}

bool sluice_bears_out_suid(const struct sluice_refusal *refusal)
{
    const struct sluice_judge_class *model;
    uint64_t suid;
    const char *name = refusal->answer->class_name;
    int64_t known = 0;
    if (!is_told(refusal, &model)) {
        return true;
    }
    if (model != NULL && model->has_suid) {
        known = model->suid;
    } else if (model != NULL || !sluice_language_version(name, strlen(name), &known)) {
        return false;
    }
    return sluice_refusal_number(refusal, 0, 8, &suid) && suid != (uint64_t)known;
}

/* --- fields ----------------------------------------------------------------------------------------------------- */

static const struct sluice_judge_field *field_named(const struct sluice_judge_class *model,
                                                    const uint8_t *name, uint64_t length)
{
    for (size_t i = 0; i < model->field_count; i++) {
        const char *known = model->fields[i].name;
        if (strlen(known) == length && memcmp(known, name, length) == 0) {
            return &model->fields[i];
        }
    }
    return NULL;
}

static bool is_reference_type(uint8_t letter)
{
    return letter == 'L' || letter == '[';
}

/* The letter of the type of a field: the first one of its type string, if there is one; 0 if that is referred to. */
static uint8_t letter_of(const struct sluice_refusal *refusal, uint64_t name_length)
{
    const uint64_t at = 3 + name_length;
    uint64_t head;
    if (!is_reference_type(refusal->bytes[0])) {
        return refusal->bytes[0];
    }
    return sluice_refusal_number(refusal, at, 4, &head) && head >> 24 == TC_STRING ? head & 0xFF
                                                                                   : 0;
}

/* A field at its type code, whose class declares it otherwise. */
bool sluice_bears_out_field_type(const struct sluice_refusal *refusal)
{
    const struct sluice_judge_class *model;
    uint64_t length;
    if (!is_told(refusal, &model)) {
        return true;
    }
    if (model == NULL || !sluice_refusal_number(refusal, 1, 2, &length) ||
        refusal->left - 3 < length) {
        return false;
    }
    const struct sluice_judge_field *field = field_named(model, refusal->bytes + 3, length);
    if (field == NULL) {
        return false;
    }
    const uint8_t declared = (uint8_t)field->signature[0];
    const uint8_t letter = letter_of(refusal, length);
    return letter == 0 ||
           (is_reference_type(letter) ? !is_reference_type(declared) : letter != declared);
}

bool sluice_bears_out_missing_field(const struct sluice_refusal *refusal)
{
    const struct sluice_judge_class *model;
    if (!is_told(refusal, &model)) {
        return true;
    }
    for (size_t i = 0; model != NULL && i < model->field_count; i++) {
        if (model->fields[i].required) {
            return true;
        }
    }
    return false;
}

static bool is_constant(const struct sluice_judge_class *model, const uint8_t *text,
                        uint64_t length)
{
    for (size_t i = 0; i < model->constant_count; i++) {
        if (strlen(model->constants[i]) == length &&
            memcmp(model->constants[i], text, length) == 0) {
            return true;
        }
    }
    return false;
}

/* The characters of a name; its length stands before them, in two bytes or eight. */
bool sluice_bears_out_constant(const struct sluice_refusal *refusal)
{
    const struct sluice_judge_class *model;
    if (!is_told(refusal, &model)) {
        return true;
    }
    for (unsigned head = 3; model != NULL && head <= 9; head += 6) {
        const struct sluice_refusal before = {.bytes = refusal->bytes - head,
                                              .left = refusal->left + head};
        uint64_t length;
        if (refusal->answer->offset >= head &&
            sluice_refusal_stands(&before, head == 3 ? TC_STRING : TC_LONGSTRING) &&
            sluice_refusal_number(&before, 1, head - 1, &length) && length <= refusal->left &&
            model->ground == SLUICE_GROUND_ENUM && !is_constant(model, refusal->bytes, length)) {
            return true;
        }
    }
    return false;
}

/* --- references ------------------------------------------------------------------------------------------------- */

/* What the reference there refers to; NULL if the map does not know. */
static const struct sluice_map_entry *referred(const struct sluice_refusal *refusal)
{
    const struct sluice_stream_map *map = &refusal->seen->map;
    for (uint32_t i = map->mark_count; i > 0; i--) {
        if (map->marks[i - 1].kind == SLUICE_MAP_MARK_REFERENCE &&
            map->marks[i - 1].start == refusal->answer->offset) {
            return sluice_map_entry_at(map, map->marks[i - 1].handle);
        }
    }
    return NULL;
}

static bool is_container(const struct sluice_map_entry *entry)
{
    return entry->kind == SLUICE_MAP_OBJECT || entry->kind == SLUICE_MAP_ARRAY;
}

bool sluice_bears_out_open_reference(const struct sluice_refusal *refusal)
{
    const struct sluice_map_entry *entry = referred(refusal);
    return sluice_refusal_stands(refusal, TC_REFERENCE) &&
           (entry == NULL ||
            (is_container(entry) && (entry->end == 0 || entry->end > refusal->answer->offset)));
}

/* What the receiver keeps is built, and a text is there as soon as it is read. */
bool sluice_bears_out_unbuilt_reference(const struct sluice_refusal *refusal)
{
    const struct sluice_map_entry *entry = referred(refusal);
    return sluice_refusal_stands(refusal, TC_REFERENCE) &&
           (entry == NULL ||
            (entry->kind != SLUICE_MAP_STRING && !(is_container(entry) && entry->needed)));
}

/* --- objects ---------------------------------------------------------------------------------------------------- */

/* The element that begins there; NULL if the map does not know. */
static const struct sluice_map_entry *element_at(const struct sluice_refusal *refusal,
                                                 uint32_t *handle)
{
    const struct sluice_stream_map *map = &refusal->seen->map;
    for (uint32_t h = 0; h < map->entry_count; h++) {
        if (map->entries[h].start == refusal->answer->offset) {
            *handle = h;
            return &map->entries[h];
        }
    }
    return NULL;
}

/* An object, as a whole: of one whose data never ends there is nothing to check. What is malformed in its own
 * class says nothing of its data. */
bool sluice_bears_out_object(const struct sluice_refusal *refusal)
{
    uint32_t handle = SLUICE_MAP_NONE;
    const struct sluice_map_entry *entry = element_at(refusal, &handle);
    return sluice_refusal_stands(refusal, TC_OBJECT) &&
           (entry == NULL || entry->kind == SLUICE_MAP_OBJECT);
}

typedef bool (*is_so_fn)(const struct sluice_stream_map *map, uint32_t descriptor);

/* An object whose class is so; where fields were guessed it may be another object's class. */
static bool is_object_whose(const struct sluice_refusal *refusal, is_so_fn is_so)
{
    const struct sluice_stream_map *map = &refusal->seen->map;
    uint32_t handle = SLUICE_MAP_NONE;
    const struct sluice_map_entry *entry = element_at(refusal, &handle);
    return sluice_bears_out_object(refusal) &&
           (entry == NULL || entry->descriptor == SLUICE_MAP_NONE || map->guessed ||
            is_so(map, entry->descriptor));
}

bool sluice_bears_out_repeated(const struct sluice_refusal *refusal)
{
    return is_object_whose(refusal, sluice_repeats_class);
}

bool sluice_bears_out_reserved(const struct sluice_refusal *refusal)
{
    return is_object_whose(refusal, sluice_is_reserved_class);
}

/* True if the class `model` of the policy has this name, or one above it, or an interface of these. */
static bool is_class(const struct sluice_case *seen, const struct sluice_judge_class *model,
                     const char *name, size_t length)
{
    for (unsigned i = 0; i < SLUICE_CHAIN_MAX && model != NULL; i++) {
        if (strlen(model->name) == length && memcmp(model->name, name, length) == 0) {
            return true;
        }
        for (size_t j = 0; j < model->interface_count; j++) {
            if (strlen(model->interfaces[j]) == length &&
                memcmp(model->interfaces[j], name, length) == 0) {
                return true;
            }
        }
        model = sluice_case_parent(seen, model);
    }
    return false;
}

/* True if the value is certainly of the type of a signature. */
static bool surely_fits(const struct sluice_case *seen, uint32_t value, const char *signature)
{
    const struct sluice_map_entry *entry = &seen->map.entries[value];
    const struct sluice_map_descriptor *descriptor = sluice_map_descriptor_of(&seen->map, entry);
    const size_t length = strlen(signature);
    if (strcmp(signature, "Ljava/lang/Object;") == 0) {
        return true;
    }
    if (entry->kind == SLUICE_MAP_STRING) {
        return strcmp(signature, "Ljava/lang/String;") == 0;
    }
    if (descriptor == NULL || descriptor->proxy || entry->kind == SLUICE_MAP_CLASS) {
        return false;
    }
    if (entry->kind == SLUICE_MAP_ARRAY) {
        return length == 2 && descriptor->name_length == 2 &&
               memcmp(descriptor->name, signature, 2) == 0;
    }
    char name[LONGEST_SHOWN];
    if (length < 3 || length > sizeof name || signature[0] != 'L' || descriptor->model == NULL ||
        descriptor->model->resolves) {
        return false;
    }
    for (size_t i = 0; i < length - 2; i++) {
        name[i] = (char)(signature[i + 1] == '/' ? '.' : signature[i + 1]);
    }
    return is_class(seen, descriptor->model, name, length - 2);
}

/* True if a field that the class declares holds what may be of another type. */
static bool holds_another(const struct sluice_case *seen, uint32_t handle,
                          const struct sluice_judge_class *model)
{
    for (uint32_t i = 0; i < seen->map.edge_count; i++) {
        const struct sluice_map_edge *edge = &seen->map.edges[i];
        if (edge->owner == handle && edge->place < seen->map.field_count &&
            edge->value != SLUICE_MAP_NONE && edge->level != SLUICE_MAP_NONE &&
            seen->map.descriptors[edge->level].model == model) {
            const struct sluice_judge_field *field = seen->map.fields[edge->place].model;
            if (field != NULL && !surely_fits(seen, edge->value, field->signature)) {
                return true;
            }
        }
    }
    return false;
}

bool sluice_bears_out_value_type(const struct sluice_refusal *refusal)
{
    const struct sluice_judge_class *model;
    uint32_t handle = SLUICE_MAP_NONE;
    const struct sluice_map_entry *entry = element_at(refusal, &handle);
    if (!sluice_same_text(refusal->answer->at, "field.value")) {
        return refusal->left > 0 && memchr("qrsu}", refusal->bytes[0], 5) != NULL;
    }
    return sluice_refusal_stands(refusal, TC_OBJECT) &&
           (!is_told(refusal, &model) || entry == NULL || entry->kind != SLUICE_MAP_OBJECT ||
            entry->end == 0 || (model != NULL && holds_another(refusal->seen, handle, model)));
}
