/* What oracles ask beside the case itself: limits, texts, and whether two answers agree. */
#include "rules/case.h"

#include <string.h>

static bool find_limit(const struct sluice_judge_limit *limits, size_t count, const char *name,
                       uint64_t *out)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(limits[i].name, name) == 0) {
            *out = limits[i].value;
            return true;
        }
    }
    return false;
}

bool sluice_case_limit(const struct sluice_case *seen, const char *name, uint64_t *out)
{
    return find_limit(seen->context->limits, seen->context->limit_count, name, out);
}

bool sluice_case_reader_limit(const struct sluice_case *seen, const char *name, uint64_t *out)
{
    return find_limit(seen->context->reader, seen->context->reader_count, name, out);
}

void sluice_byte_limits_of(const struct sluice_stream_map *map,
                           struct sluice_byte_limit limits[SLUICE_BYTE_LIMITS])
{
    const struct sluice_map_extremes *most = &map->most;
    const bool is_certain = !map->has_exception || !map->guessed;
    const bool counts_arrays = is_certain && !map->cuts_array;
    const struct sluice_byte_limit known[SLUICE_BYTE_LIMITS] = {
        {"bytes", "limit-bytes", most->bytes, is_certain},
        {"objects", "limit-objects", most->objects, is_certain},
        {"elements", "limit-elements", most->elements, counts_arrays},
        {"array_length", "limit-array-length", most->array_length, counts_arrays},
        {"string_bytes", "limit-string-bytes", most->string_bytes, is_certain},
        {"depth", "limit-depth", most->depth, is_certain},
        {"hierarchy", "limit-hierarchy", most->hierarchy, is_certain},
        {"fields", "limit-fields", most->fields, is_certain},
        {"interfaces", "limit-interfaces", most->interfaces, is_certain},
        {"block_bytes", "limit-block-bytes", most->block_bytes, is_certain},
    };
    memcpy(limits, known, sizeof known);
}

/* A class name that was there before is looked for among so many superclasses, whatever the limit is. */
enum { LONGEST_SEARCH = 256 };

bool sluice_is_in_vain(const struct sluice_answer *answer, const struct sluice_byte_limit *known,
                       uint64_t value)
{
    const bool is_searched = strcmp(known->limit, "hierarchy") == 0 && known->most > LONGEST_SEARCH;
    return answer->outcome == SLUICE_OUTCOME_LIMIT && known->most <= value && !is_searched &&
           sluice_same_text(answer->reason, known->reason);
}

uint64_t sluice_heap_bound(uint64_t bytes)
{
    const uint64_t most = (UINT64_MAX - SLUICE_BOUND_HEAP_FIXED) / SLUICE_BOUND_HEAP_FACTOR;
    return bytes > most ? UINT64_MAX : bytes * SLUICE_BOUND_HEAP_FACTOR + SLUICE_BOUND_HEAP_FIXED;
}

uint64_t sluice_case_heap_bound(const struct sluice_case *seen, uint64_t bytes)
{
    const uint64_t bound = sluice_heap_bound(bytes);
    uint64_t instances;
    const bool fits = !__builtin_mul_overflow(bytes / SLUICE_BOUND_SMALLEST_OBJECT,
                                              (uint64_t)seen->context->instance_bytes, &instances);
    const uint64_t copied = seen->run->resources.copied;
    const uint64_t code = copied != SLUICE_NOT_MEASURED ? copied : 0;
    uint64_t whole;
    return !fits || __builtin_add_overflow(bound, instances, &whole) ||
                   __builtin_add_overflow(whole, code, &whole)
               ? UINT64_MAX
               : whole;
}

bool sluice_is_about_resources(const char *reason)
{
    return reason != NULL &&
           (strcmp(reason, "out-of-memory") == 0 || strncmp(reason, "limit-", 6) == 0);
}

bool sluice_same_text(const char *left, const char *right)
{
    return left == right ||
           (left != NULL && right != NULL && left[0] == right[0] && strcmp(left, right) == 0);
}

static bool same_written(const struct sluice_answer *left, const struct sluice_answer *right)
{
    if (left->written == NULL || right->written == NULL) {
        return left->written == right->written;
    }
    return left->written_length == right->written_length &&
           memcmp(left->written, right->written, left->written_length) == 0;
}

const char *sluice_answer_difference(const struct sluice_answer *left,
                                     const struct sluice_answer *right)
{
    if (left->outcome != right->outcome) {
        return "outcome";
    }
    if (left->offset != right->offset) {
        return "offset";
    }
    if (!same_written(left, right)) {
        return "written stream";
    }
    const struct {
        const char *name;
        const char *left;
        const char *right;
    } texts[] = {
        {"java class", left->java_class, right->java_class},
        {"reason", left->reason, right->reason},
        {"grammar element", left->at, right->at},
        {"path", left->path, right->path},
        {"class", left->class_name, right->class_name},
        {"value", left->value, right->value},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!sluice_same_text(texts[i].left, texts[i].right)) {
            return texts[i].name;
        }
    }
    return NULL;
}
