/* OUT-1, OUT-2, OUT-3: a stream that is written again for another reader. */
#include "rules/registry.h"

#include "rules/stream_contents.h"
#include "rules/stream_same.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The answer of the whole run; seen->run has that of the reading. */
static const struct sluice_answer *answer_of(const struct sluice_case *seen)
{
    return &seen->set->run->answer;
}

static bool nothing_written(const struct sluice_case *seen, struct sluice_judged *out)
{
    if (seen->context->mode != SLUICE_JUDGE_REWRITE) {
        sluice_not_applicable(out, "nothing is written");
        return true;
    }
    if (answer_of(seen)->written == NULL) {
        sluice_not_applicable(out, "the stream was refused before anything was written");
        return true;
    }
    return false;
}

static bool is_refused(const struct sluice_answer *answer)
{
    return answer->outcome == SLUICE_OUTCOME_REJECT || answer->outcome == SLUICE_OUTCOME_LIMIT;
}

/* --- OUT-1: the reader's limits ------------------------------------------------------------------ */

/* A refusal that names a limit which the stream, as it came, never passes. */
static bool is_in_vain(const struct sluice_case *seen, const struct sluice_byte_limit *original,
                       uint64_t limit)
{
    return answer_of(seen)->outcome == SLUICE_OUTCOME_LIMIT &&
           sluice_same_text(answer_of(seen)->reason, original->reason) && !seen->context->safe &&
           seen->map.status == SLUICE_MAP_COMPLETE && original->most <= limit;
}

/* Returns how many limits there are. */
static uint64_t judge_reader_limits(const struct sluice_case *seen, struct sluice_judged *out)
{
    struct sluice_byte_limit original[SLUICE_BYTE_LIMITS];
    struct sluice_byte_limit written[SLUICE_BYTE_LIMITS];
    uint64_t count = 0;
    sluice_byte_limits_of(&seen->map, original);
    sluice_byte_limits_of(&seen->written, written);
    for (size_t i = 0; i < SLUICE_BYTE_LIMITS && !sluice_is_violated(out); i++) {
        uint64_t limit;
        if (!sluice_case_reader_limit(seen, written[i].limit, &limit)) {
            continue;
        }
        count++;
        if (written[i].most > limit) {
            sluice_violated(out, SLUICE_NOT_MEASURED,
                            "%llu are written between two resets for a reader whose limit %s is "
                            "%llu",
                            (unsigned long long)written[i].most, written[i].limit,
                            (unsigned long long)limit);
        } else if (is_in_vain(seen, &original[i], limit)) {
            sluice_violated(out, answer_of(seen)->offset,
                            "refused as %s, though the stream never holds more than %llu between "
                            "two resets",
                            original[i].reason, (unsigned long long)original[i].most);
        }
    }
    return count;
}

/* True if a refusal names a limit that the reader has: "limit-array-length" is array_length. */
static bool names_a_limit(const struct sluice_case *seen, const char *reason)
{
    static const char prefix[] = "limit-";
    char name[64];
    uint64_t limit;
    if (reason == NULL || strncmp(reason, prefix, sizeof prefix - 1) != 0 ||
        strlen(reason) >= sizeof name) {
        return false;
    }
    (void)snprintf(name, sizeof name, "%s", reason + sizeof prefix - 1);
    for (char *at = name; *at != '\0'; at++) {
        *at = (char)(*at == '-' ? '_' : *at);
    }
    return sluice_case_reader_limit(seen, name, &limit);
}

SLUICE_ORACLE(sluice_oracle_reader_limits)
{
    if (nothing_written(seen, out)) {
        return;
    }
    const struct sluice_answer *answer = answer_of(seen);
    if (answer->written_length > 0 && seen->written.status == SLUICE_MAP_MALFORMED &&
        is_refused(answer)) {
        sluice_violated(out, seen->written.stopped,
                        "refused with half a record written: %s at offset %llu", seen->written.why,
                        (unsigned long long)seen->written.stopped);
        return;
    }
    if (seen->context->reader_count == 0) {
        sluice_not_applicable(out, "the reader has no limits");
        return;
    }
    uint64_t count = judge_reader_limits(seen, out);
    const struct sluice_answer *reread = seen->set->reread;
    if (!sluice_is_violated(out) && answer->outcome == SLUICE_OUTCOME_LIMIT) {
        count++;
        if (!names_a_limit(seen, answer->reason)) {
            sluice_violated(out, answer->offset, "refused as %s, which is no limit of the reader",
                            answer->reason != NULL ? answer->reason : "nothing");
        }
    }
    if (!sluice_is_violated(out) && reread != NULL) {
        count++;
        if (reread->outcome == SLUICE_OUTCOME_LIMIT) {
            sluice_violated(out, reread->offset,
                            "a reader with these limits refuses what was written for it: %s",
                            reread->reason != NULL ? reread->reason : "limit");
        }
    }
    if (!sluice_is_violated(out)) {
        sluice_conclude(seen, out, 0, count, "limits of the reader");
    }
}

/* --- OUT-2: containers --------------------------------------------------------------------------- */

static bool is_one_of(const uint8_t *bytes, size_t length, const char *const *list)
{
    for (size_t i = 0; list[i] != NULL; i++) {
        if (strlen(list[i]) == length && memcmp(bytes, list[i], length) == 0) {
            return true;
        }
    }
    return false;
}

/* Containers that can be changed after they were read, and that have an immutable counterpart. */
static const char *const mutable_containers[] = {
    "java.util.ArrayList",
    "java.util.LinkedList",
    "java.util.Vector",
    "java.util.Stack",
    "java.util.Arrays$ArrayList",
    "java.util.concurrent.CopyOnWriteArrayList",
    "java.util.HashSet",
    "java.util.LinkedHashSet",
    "java.util.TreeSet",
    "java.util.concurrent.CopyOnWriteArraySet",
    "java.util.concurrent.ConcurrentSkipListSet",
    "java.util.HashMap",
    "java.util.LinkedHashMap",
    "java.util.TreeMap",
    "java.util.Hashtable",
    "java.util.concurrent.ConcurrentHashMap",
    "java.util.concurrent.ConcurrentSkipListMap",
    NULL,
};

/* Others whose custom data are elements, which may be anything. */
static const char *const other_containers[] = {
    "java.util.CollSer", "java.util.PriorityQueue",   "java.util.ArrayDeque",
    "java.util.EnumMap", "java.util.IdentityHashMap", NULL,
};

/* Types of fields that take any list, set or map that fits them now: also what it is replaced by. */
static const char *const open_types[] = {
    "Ljava/lang/Object;",     "Ljava/io/Serializable;",   "Ljava/lang/Iterable;",
    "Ljava/util/Collection;", "Ljava/util/List;",         "Ljava/util/Set;",
    "Ljava/util/SortedSet;",  "Ljava/util/NavigableSet;", "Ljava/util/Map;",
    "Ljava/util/SortedMap;",  "Ljava/util/NavigableMap;", NULL,
};

static const char *const open_arrays[] = {
    "[Ljava.lang.Object;",     "[Ljava.io.Serializable;",   "[Ljava.lang.Iterable;",
    "[Ljava.util.Collection;", "[Ljava.util.List;",         "[Ljava.util.Set;",
    "[Ljava.util.SortedSet;",  "[Ljava.util.NavigableSet;", "[Ljava.util.Map;",
    "[Ljava.util.SortedMap;",  "[Ljava.util.NavigableMap;", NULL,
};

/* What a place says of a container that stands in it. One that contains itself can be no other: the
 * immutable ones are made when all that they hold is there. */
enum place {
    PLACE_ADMITS, /* an immutable one would do */
    PLACE_FIXED,  /* only this very class will do, or nobody knows */
    PLACE_WRAPPED /* an unmodifiable view is all that others see of it */
};

static bool is_wrapper(const struct sluice_map_descriptor *descriptor)
{
    return sluice_map_name_begins(descriptor, "java.util.Collections$Unmodifiable");
}

static enum place place_of(const struct sluice_stream_map *map, const struct sluice_map_edge *edge)
{
    bool admits = edge->place == SLUICE_MAP_AT_TOP;
    const struct sluice_map_entry *owner = sluice_map_entry_at(map, edge->owner);
    const struct sluice_map_descriptor *descriptor = owner != NULL
                                                         ? sluice_map_descriptor_of(map, owner)
                                                         : NULL;
    if (edge->place == SLUICE_MAP_AT_ELEMENT) {
        admits = sluice_map_is_one_of(descriptor, open_arrays);
    } else if (edge->place == SLUICE_MAP_AT_DATA) {
        admits = sluice_map_is_one_of(descriptor, mutable_containers) ||
                 sluice_map_is_one_of(descriptor, other_containers);
    } else if (edge->place < map->field_count) {
        if (is_wrapper(descriptor)) {
            return PLACE_WRAPPED;
        }
        const struct sluice_map_field *field = &map->fields[edge->place];
        admits = field->type != NULL && is_one_of(field->type, field->type_length, open_types);
    }
    return admits ? PLACE_ADMITS : PLACE_FIXED;
}

static bool is_container(const struct sluice_map_descriptor *descriptor)
{
    return sluice_map_is_one_of(descriptor, mutable_containers) ||
           sluice_map_is_one_of(descriptor, other_containers) || is_wrapper(descriptor);
}

/* Per handle: it stands in a place that takes nothing else. NULL without memory. */
static bool *find_fixed(const struct sluice_stream_map *map)
{
    bool *fixed = calloc((size_t)map->entry_count + 1, sizeof *fixed);
    for (uint32_t i = 0; fixed != NULL && i < map->edge_count; i++) {
        const struct sluice_map_edge *edge = &map->edges[i];
        if (edge->value != SLUICE_MAP_NONE && place_of(map, edge) == PLACE_FIXED) {
            fixed[edge->value] = true;
        }
    }
    return fixed;
}

/* The first block of the custom data of an object that was written; NULL without one. */
static const struct sluice_map_mark *first_block(const struct sluice_stream_map *map,
                                                 const struct sluice_map_entry *entry)
{
    for (uint32_t i = 0; i < map->mark_count; i++) {
        const struct sluice_map_mark *mark = &map->marks[i];
        if (mark->kind == SLUICE_MAP_MARK_BLOCK && mark->start > entry->start &&
            mark->start < entry->end) {
            return mark;
        }
    }
    return NULL;
}

static int32_t int_at(const uint8_t *at)
{
    return (int32_t)((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]);
}

/* The size that the custom data of a container begins with, as the last int of its first block. */
static bool claimed_size(const struct sluice_case *seen, const struct sluice_map_entry *entry,
                         int64_t *size)
{
    const struct sluice_map_mark *block = first_block(&seen->written, entry);
    if (block == NULL || block->end - block->content < 4) {
        return false;
    }
    *size = int_at(answer_of(seen)->written + block->end - 4);
    return true;
}

/* A container that claims what it does not hold: its own class would refuse it, and no other can hold
 * the same. */
static bool claims_in_vain(const struct sluice_case *seen, uint32_t handle)
{
    const struct sluice_stream_map *map = &seen->written;
    int64_t size;
    uint64_t items = 0;
    for (uint32_t i = 0; i < map->edge_count; i++) {
        items += map->edges[i].owner == handle && map->edges[i].place == SLUICE_MAP_AT_DATA;
    }
    return claimed_size(seen, &map->entries[handle], &size) && (size < 0 || (uint64_t)size > items);
}

/* How many containers of a stream have their elements where another one has them too. Only one of those
 * can be replaced: or else each would write all of them again. */
static uint32_t count_sharing(const struct sluice_stream_map *map)
{
    uint32_t sharing = 0;
    bool *held = calloc((size_t)map->entry_count + 1, sizeof *held);
    for (uint32_t i = 0; held != NULL && i < map->edge_count; i++) {
        const struct sluice_map_edge *edge = &map->edges[i];
        const struct sluice_map_entry *owner = sluice_map_entry_at(map, edge->owner);
        const struct sluice_map_entry *value = sluice_map_entry_at(map, edge->value);
        if (edge->place < map->field_count && owner != NULL && value != NULL &&
            (value->kind == SLUICE_MAP_ARRAY || value->kind == SLUICE_MAP_OBJECT) &&
            sluice_map_is_one_of(sluice_map_descriptor_of(map, owner), mutable_containers)) {
            sharing += held[edge->value];
            held[edge->value] = true;
        }
    }
    free(held);
    return sharing;
}

SLUICE_ORACLE(sluice_oracle_safe_containers)
{
    if (nothing_written(seen, out)) {
        return;
    }
    if (!seen->context->safe) {
        sluice_not_applicable(out, "no safe containers were asked for");
        return;
    }
    const struct sluice_stream_map *map = &seen->written;
    uint64_t count = 0;
    uint32_t sharing = count_sharing(&seen->map);
    bool *fixed = find_fixed(map);
    for (uint32_t i = 0; fixed != NULL && i < map->edge_count && !sluice_is_violated(out); i++) {
        const struct sluice_map_edge *edge = &map->edges[i];
        const struct sluice_map_entry *value = sluice_map_entry_at(map, edge->value);
        const struct sluice_map_descriptor *descriptor = value != NULL
                                                             ? sluice_map_descriptor_of(map, value)
                                                             : NULL;
        if (descriptor == NULL || value->kind != SLUICE_MAP_OBJECT || !is_container(descriptor)) {
            continue;
        }
        count++;
        /* One that an exception interrupts has no end, and can be no other either. */
        const bool replaceable = sluice_map_is_one_of(descriptor, mutable_containers) &&
                                 !value->in_cycle && value->end != 0;
        if (!replaceable || fixed[edge->value] || place_of(map, edge) != PLACE_ADMITS) {
            continue;
        }
        if (sharing > 0) {
            sharing--;
        } else if (!claims_in_vain(seen, edge->value)) {
            sluice_violated(out, value->start,
                            "a %.*s is written where an immutable container would do",
                            (int)descriptor->name_length, (const char *)descriptor->name);
        }
    }
    free(fixed);
    if (!sluice_is_violated(out)) {
        sluice_conclude(seen, out, 0, count, "containers");
    }
}

/* --- OUT-3: the protocol, and the value ---------------------------------------------------------- */

/* Without a map of both streams, what the target itself reads in the one and in the other. */
static void compare_values(const struct sluice_case *seen, struct sluice_judged *out)
{
    const struct sluice_answer *reread = seen->set->reread;
    const char *before = answer_of(seen)->value;
    if (reread == NULL || before == NULL || reread->value == NULL ||
        seen->context->reader_count > 0) {
        sluice_not_applicable(out, "the bytes alone do not tell whether they say the same");
    } else if (!sluice_same_text(before, reread->value)) {
        sluice_violated(out, SLUICE_NOT_MEASURED, "read again, the stream is another");
    } else {
        sluice_held(out, "read again, the stream is the same");
    }
}

static void compare_streams(const struct sluice_case *seen, struct sluice_judged *out)
{
    const struct sluice_mapped_stream first = {seen->context->bytes, &seen->map};
    const struct sluice_mapped_stream second = {answer_of(seen)->written, &seen->written};
    struct sluice_stream_difference difference;
    if (!sluice_streams_compare(&first, &second, answer_of(seen)->outcome == SLUICE_OUTCOME_ACCEPT,
                                &difference)) {
        sluice_not_applicable(out, "no memory to compare the streams");
    } else if (difference.found) {
        sluice_violated(out, difference.offset,
                        "what is written at offset %llu is not what was "
                        "read: %s",
                        (unsigned long long)difference.offset, difference.why);
    } else {
        sluice_held(out, "what is written says what was read");
    }
}

/* What List.of, Set.of and Map.of write: it takes no null, but where a stream was made a list of it. */
static const char *const immutable_containers[] = {"java.util.CollSer", NULL};

/* Its int field, which stands before the block; only the lowest byte counts. */
static bool takes_nulls(const struct sluice_case *seen, const struct sluice_map_entry *entry)
{
    enum { LIST_WITH_NULLS = 4 };
    const struct sluice_map_mark *block = first_block(&seen->written, entry);
    return block != NULL && block->start - entry->start >= 4 &&
           answer_of(seen)->written[block->start - 1] == LIST_WITH_NULLS;
}

static bool holds_null(const struct sluice_case *seen, uint64_t *offset)
{
    const struct sluice_stream_map *map = &seen->written;
    for (uint32_t i = 0; i < map->edge_count; i++) {
        const struct sluice_map_edge *edge = &map->edges[i];
        const struct sluice_map_entry *owner = sluice_map_entry_at(map, edge->owner);
        if (edge->value == SLUICE_MAP_NONE && edge->place == SLUICE_MAP_AT_DATA && owner != NULL &&
            sluice_map_is_one_of(sluice_map_descriptor_of(map, owner), immutable_containers) &&
            !takes_nulls(seen, owner)) {
            *offset = owner->start;
            return true;
        }
    }
    return false;
}

/* "java.util.ArrayList" for "Ljava/util/ArrayList;" and "[Ljava.util.ArrayList;", else nothing. */
static bool names_a_container(const uint8_t *type, size_t length)
{
    char name[64];
    const size_t skipped = length > 0 && type[0] == '[' ? 2 : 1;
    if (length < skipped + 2 || length - skipped >= sizeof name || type[length - 1] != ';') {
        return false;
    }
    for (size_t i = skipped; i < length - 1; i++) {
        name[i - skipped] = (char)(type[i] == '/' ? '.' : type[i]);
    }
    return is_one_of((const uint8_t *)name, length - skipped - 1, mutable_containers);
}

/* An immutable container where only one certain class fits that can be changed. */
static bool stands_amiss(const struct sluice_stream_map *map, uint64_t *offset)
{
    for (uint32_t i = 0; i < map->edge_count; i++) {
        const struct sluice_map_edge *edge = &map->edges[i];
        const struct sluice_map_entry *owner = sluice_map_entry_at(map, edge->owner);
        const struct sluice_map_entry *value = sluice_map_entry_at(map, edge->value);
        if (owner == NULL || value == NULL || value->kind != SLUICE_MAP_OBJECT) {
            continue;
        }
        const struct sluice_map_descriptor *array = sluice_map_descriptor_of(map, owner);
        const struct sluice_map_descriptor *class = sluice_map_descriptor_of(map, value);
        const bool fits_only_one = edge->place < map->field_count
                                       ? map->fields[edge->place].type != NULL &&
                                             names_a_container(map->fields[edge->place].type,
                                                               map->fields[edge->place].type_length)
                                       : edge->place == SLUICE_MAP_AT_ELEMENT && array != NULL &&
                                             array->name != NULL &&
                                             names_a_container(array->name, array->name_length);
        if (fits_only_one &&
            (is_wrapper(class) || sluice_map_is_one_of(class, immutable_containers))) {
            *offset = value->start;
            return true;
        }
    }
    return false;
}

/* With other containers than those that were read: what they hold. */
static void compare_contents(const struct sluice_case *seen, struct sluice_judged *out)
{
    const struct sluice_mapped_stream first = {seen->context->bytes, &seen->map};
    const struct sluice_mapped_stream second = {answer_of(seen)->written, &seen->written};
    struct sluice_stream_difference difference;
    uint64_t offset;
    sluice_contents_compare(&first, &second, answer_of(seen)->outcome == SLUICE_OUTCOME_ACCEPT,
                            &difference);
    if (difference.found) {
        sluice_violated(out, difference.offset,
                        "what is written at offset %llu is not what was read: %s",
                        (unsigned long long)difference.offset, difference.why);
    } else if (holds_null(seen, &offset)) {
        sluice_violated(out, offset,
                        "an immutable container is written with a null, and is "
                        "refused by whoever reads it");
    } else if (stands_amiss(&seen->written, &offset)) {
        sluice_violated(out, offset,
                        "an immutable container is written where only another class fits");
    } else {
        sluice_held(out, "what is written holds what was read");
    }
}

/* Whether the target can read what it wrote. */
static bool judge_reread(const struct sluice_case *seen, struct sluice_judged *out)
{
    const struct sluice_answer *reread = seen->set->reread;
    if (reread != NULL && reread->outcome == SLUICE_OUTCOME_REJECT) {
        sluice_violated(out, reread->offset, "read again, the stream is refused: %s",
                        reread->reason != NULL ? reread->reason : "no reason");
        return false;
    }
    return true;
}

/* True if the bytes are a whole stream of the protocol, or there is no memory to see. */
static bool is_whole(const struct sluice_case *seen, const struct sluice_answer *back,
                     struct sluice_judged *out)
{
    struct sluice_judge_context context = *seen->context;
    struct sluice_stream_map map;
    context.bytes = back->written;
    context.length = back->written_length;
    if (!sluice_stream_map_make(&context, &map)) {
        return true;
    }
    const bool malformed = map.status == SLUICE_MAP_MALFORMED;
    if (malformed) {
        sluice_violated(out, map.stopped, "malformed at offset %llu of what is written: %s",
                        (unsigned long long)map.stopped, map.why);
    }
    sluice_stream_map_free(&map);
    return !malformed;
}

/* What was built from a stream, written and built once more. */
static void judge_back(const struct sluice_case *seen, struct sluice_judged *out)
{
    const struct sluice_answer *back = seen->set->back;
    const struct sluice_answer *reread = seen->set->reread;
    const char *before = answer_of(seen)->value;
    if (back->outcome != SLUICE_OUTCOME_ACCEPT) {
        /* Of a class without serialVersionUID nothing can be written; all else could be. */
        if (sluice_same_text(back->java_class, "NotSerializableException")) {
            sluice_not_applicable(out, "what was built cannot be written");
        } else {
            sluice_violated(out, SLUICE_NOT_MEASURED, "what was built is not written: %s",
                            back->reason != NULL ? back->reason : "no reason");
        }
    } else if (!is_whole(seen, back, out)) {
        return;
    } else if (reread == NULL || before == NULL) {
        sluice_not_applicable(out, "what was written is not read again");
    } else if (reread->outcome != SLUICE_OUTCOME_ACCEPT) {
        sluice_violated(out, reread->offset, "what was built and written is refused: %s",
                        reread->reason != NULL ? reread->reason : "no reason");
    } else if (!sluice_same_text(before, reread->value)) {
        sluice_violated(out, SLUICE_NOT_MEASURED, "what was built and written is another value");
    } else {
        sluice_held(out, "what was built and written is the same value");
    }
}

SLUICE_ORACLE(sluice_oracle_written_protocol)
{
    if (seen->set->back != NULL) {
        judge_back(seen, out);
        return;
    }
    if (nothing_written(seen, out)) {
        return;
    }
    const struct sluice_answer *answer = answer_of(seen);
    if (answer->outcome != SLUICE_OUTCOME_ACCEPT && answer->written_length == 0) {
        sluice_not_applicable(out, "refused before a byte was written");
    } else if (seen->written.status == SLUICE_MAP_MALFORMED) {
        sluice_violated(out, seen->written.stopped,
                        "malformed at offset %llu of what is written: %s",
                        (unsigned long long)seen->written.stopped, seen->written.why);
    } else if (!judge_reread(seen, out)) {
        return;
    } else if (seen->context->safe) {
        compare_contents(seen, out);
    } else if (seen->map.status == SLUICE_MAP_COMPLETE &&
               seen->written.status == SLUICE_MAP_COMPLETE) {
        compare_streams(seen, out);
    } else {
        compare_values(seen, out);
    }
}
