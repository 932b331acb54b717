/* OUT-3: what is written keeps the protocol, and says what was read. */
#include "rules/oracles/writing.h"

#include "rules/registry.h"
#include "rules/stream_contents.h"
#include "rules/stream_same.h"

bool sluice_nothing_written(const struct sluice_case *seen, struct sluice_judged *out)
{
    if (seen->context->mode != SLUICE_JUDGE_REWRITE) {
        sluice_not_applicable(out, "nothing is written");
        return true;
    }
    if (sluice_whole_answer(seen)->written == NULL) {
        sluice_not_applicable(out, "the stream was refused before anything was written");
        return true;
    }
    return false;
}

/* An item at the top level, and the resets that stand before it. */
struct top {
    const struct sluice_stream_map *map;
    uint32_t edge; /* of what comes behind it */
    uint32_t resets;
};

/* Goes to the next one; false, with all resets passed, if there is none. */
static bool go_to_next(struct top *top)
{
    const struct sluice_stream_map *map = top->map;
    while (top->edge < map->edge_count) {
        const struct sluice_map_edge *edge = &map->edges[top->edge++];
        if (edge->owner == SLUICE_MAP_NONE && edge->place == SLUICE_MAP_AT_TOP) {
            while (top->resets < map->resets && map->reset_offsets[top->resets] <= edge->start) {
                top->resets++;
            }
            return true;
        }
    }
    top->resets = map->resets;
    return false;
}

bool sluice_resets_on_its_own(const struct sluice_case *seen)
{
    struct top read = {.map = &seen->map};
    struct top written = {.map = &seen->written};
    bool more = true;
    while (more && written.resets <= read.resets) {
        more = go_to_next(&written);
        (void)go_to_next(&read);
    }
    return written.resets > read.resets;
}

/* Without a map of both streams, what the target itself reads in the one and in the other. */
static void compare_values(const struct sluice_case *seen, struct sluice_judged *out)
{
    const struct sluice_answer *reread = seen->set->reread;
    const char *before = sluice_whole_answer(seen)->value;
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
    const struct sluice_mapped_stream second = {sluice_whole_answer(seen)->written, &seen->written};
    struct sluice_stream_difference difference;
    if (!sluice_streams_compare(&first, &second,
                                sluice_whole_answer(seen)->outcome == SLUICE_OUTCOME_ACCEPT,
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
static bool takes_nulls(const struct sluice_mapped_stream *stream, uint32_t handle)
{
    enum { LIST_WITH_NULLS = 4 };
    const struct sluice_map_mark *block = sluice_first_block(stream->map, handle);
    return block != NULL && block->start - stream->map->entries[handle].start >= 4 &&
           stream->bytes[block->start - 1] == LIST_WITH_NULLS;
}

static bool holds_null(const struct sluice_mapped_stream *stream, uint64_t *offset)
{
    const struct sluice_stream_map *map = stream->map;
    for (uint32_t i = 0; i < map->edge_count; i++) {
        const struct sluice_map_edge *edge = &map->edges[i];
        const struct sluice_map_entry *owner = sluice_map_entry_at(map, edge->owner);
        if (edge->value == SLUICE_MAP_NONE && edge->place == SLUICE_MAP_AT_DATA && owner != NULL &&
            sluice_map_is_one_of(sluice_map_descriptor_of(map, owner), immutable_containers) &&
            !takes_nulls(stream, edge->owner)) {
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
    const struct sluice_map_descriptor named = {.name = (const uint8_t *)name,
                                                .name_length = (uint16_t)(length - skipped - 1)};
    return sluice_is_mutable_container(&named);
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
        if (fits_only_one && (sluice_is_unmodifiable_view(class) ||
                              sluice_map_is_one_of(class, immutable_containers))) {
            *offset = value->start;
            return true;
        }
    }
    return false;
}

/* Objects and arrays in the annotation of a class, which is not written where another class is. */
static bool has_annotations(const struct sluice_stream_map *map)
{
    uint64_t begin = 0; /* of the outermost descriptor, and its end */
    uint64_t end = 0;
    for (uint32_t i = 0; i < map->entry_count; i++) {
        const struct sluice_map_entry *entry = &map->entries[i];
        if (entry->kind == SLUICE_MAP_DESCRIPTOR && entry->start >= end) {
            begin = entry->start;
            end = entry->end;
        } else if (entry->start > begin && entry->start < end &&
                   (entry->kind == SLUICE_MAP_OBJECT || entry->kind == SLUICE_MAP_ARRAY)) {
            return true;
        }
    }
    return false;
}

/* Values in fields that containers do not have: with the container, they are replaced by nothing. The class
 * of its elements is not compared. */
static bool has_foreign_values(const struct sluice_stream_map *map)
{
    for (uint32_t i = 0; i < map->edge_count; i++) {
        const struct sluice_map_edge *edge = &map->edges[i];
        const struct sluice_map_entry *owner = sluice_map_entry_at(map, edge->owner);
        const struct sluice_map_entry *value = sluice_map_entry_at(map, edge->value);
        if (owner != NULL && edge->place < map->field_count && value != NULL &&
            value->kind != SLUICE_MAP_CLASS &&
            sluice_is_foreign_field(sluice_map_descriptor_of(map, owner),
                                    &map->descriptors[edge->level], &map->fields[edge->place])) {
            return true;
        }
    }
    return false;
}

/* True for the containers that another may be written for. */
static bool may_be_replaced(const struct sluice_map_descriptor *class)
{
    static const char *const others[] = {"java.util.EnumSet$SerializationProxy",
                                         "java.util.EnumMap", "java.util.Properties", NULL};
    return sluice_is_mutable_container(class) || sluice_map_is_one_of(class, others);
}

/* True if each container of a stream holds just what its class says, and nothing that is lost with it: only
 * then is it plain what is left when others stand in their place. Of what is not so, each writer may make
 * what it likes, or leave it as it is. */
static bool are_containers_plain(const struct sluice_mapped_stream *stream)
{
    const struct sluice_stream_map *map = stream->map;
    for (uint32_t i = 0; i < map->entry_count; i++) {
        const struct sluice_map_entry *entry = &map->entries[i];
        if (entry->kind == SLUICE_MAP_OBJECT &&
            may_be_replaced(sluice_map_descriptor_of(map, entry)) &&
            !sluice_has_own_form(map, stream->bytes, i)) {
            return false;
        }
    }
    return !has_foreign_values(map) && !has_annotations(map);
}

/* What has an identity, and is no container: of those, others may be written, in new arrays of any objects. */
static uint64_t count_values(const struct sluice_stream_map *map, bool strings)
{
    uint64_t count = 0;
    for (uint32_t i = 0; i < map->entry_count; i++) {
        const struct sluice_map_entry *entry = &map->entries[i];
        const struct sluice_map_descriptor *class = sluice_map_descriptor_of(map, entry);
        const bool counts = entry->kind == SLUICE_MAP_ENUM || entry->kind == SLUICE_MAP_CLASS ||
                            (entry->kind == SLUICE_MAP_ARRAY &&
                             !sluice_map_is_named(class, "[Ljava.lang.Object;")) ||
                            (entry->kind == SLUICE_MAP_OBJECT && !may_be_replaced(class) &&
                             !sluice_is_unmodifiable_view(class) &&
                             !sluice_map_is_one_of(class, immutable_containers));
        count += strings ? entry->kind == SLUICE_MAP_STRING : counts;
    }
    return count;
}

/* Names of enum constants that something else refers to, at most. Each may be written for that reference, and
 * once more with its constant, which takes no reference. */
static uint64_t count_shared_names(const struct sluice_stream_map *map)
{
    uint64_t names = 0;
    uint64_t references = 0;
    for (uint32_t i = 0; i < map->entry_count; i++) {
        names += sluice_map_is_constant_name(map, i);
    }
    for (uint32_t i = 0; i < map->mark_count; i++) {
        references += map->marks[i].kind == SLUICE_MAP_MARK_REFERENCE &&
                      sluice_map_is_constant_name(map, map->marks[i].handle);
    }
    return names < references ? names : references;
}

/* True if something is written more often than it was read, though no reset has made the writer forget it. */
static bool writes_twice(const struct sluice_case *seen)
{
    enum { TYPE_STRINGS = 16 }; /* of the fields of immutable containers, at most */
    const struct sluice_stream_map *read = &seen->map;
    const struct sluice_stream_map *written = &seen->written;
    const uint64_t type_strings = TYPE_STRINGS * (written->resets + UINT64_C(1));
    return read->status == SLUICE_MAP_COMPLETE && !sluice_has_two_readings(seen) &&
           !read->has_exception && !sluice_resets_on_its_own(seen) &&
           (count_values(written, false) > count_values(read, false) ||
            count_values(written, true) >
                count_values(read, true) + type_strings + count_shared_names(read));
}

/* True if no container was replaced. */
static bool says_the_same(const struct sluice_case *seen, const struct sluice_mapped_stream *first,
                          const struct sluice_mapped_stream *second)
{
    struct sluice_stream_difference difference = {.found = true};
    return first->map->status == SLUICE_MAP_COMPLETE &&
           second->map->status == SLUICE_MAP_COMPLETE &&
           sluice_streams_compare(first, second,
                                  sluice_whole_answer(seen)->outcome == SLUICE_OUTCOME_ACCEPT,
                                  &difference) &&
           !difference.found;
}

/* With other containers than those that were read: what they hold. */
static void compare_contents(const struct sluice_case *seen, struct sluice_judged *out)
{
    const struct sluice_mapped_stream first = {seen->context->bytes, &seen->map};
    const struct sluice_mapped_stream second = {sluice_whole_answer(seen)->written, &seen->written};
    struct sluice_stream_difference difference = {0};
    uint64_t offset;
    /* Behind the end of its map, what was read may have been as amiss as what is written. */
    const bool is_known = first.map->status == SLUICE_MAP_COMPLETE;
    const bool compared = are_containers_plain(&first) &&
                          sluice_contents_compare(&first, &second,
                                                  sluice_whole_answer(seen)->outcome ==
                                                      SLUICE_OUTCOME_ACCEPT,
                                                  &difference);
    if (difference.found) {
        sluice_violated(out, difference.offset,
                        "what is written at offset %llu is not what was read: %s",
                        (unsigned long long)difference.offset, difference.why);
    } else if (writes_twice(seen)) {
        sluice_violated(out, SLUICE_NOT_MEASURED, "more is written than was read");
    } else if (is_known && !holds_null(&first, &offset) && holds_null(&second, &offset)) {
        sluice_violated(out, offset,
                        "an immutable container is written with a null, and is "
                        "refused by whoever reads it");
    } else if (is_known && !stands_amiss(&seen->map, &offset) &&
               stands_amiss(&seen->written, &offset)) {
        sluice_violated(out, offset,
                        "an immutable container is written where only another class fits");
    } else if (compared || says_the_same(seen, &first, &second)) {
        sluice_held(out, "what is written holds what was read");
    } else {
        sluice_not_applicable(out, "with other containers, the bytes do not tell whether they hold "
                                   "the same");
    }
}

/* Whether the target can read what it wrote. */
static bool judge_reread(const struct sluice_case *seen, struct sluice_judged *out)
{
    const struct sluice_answer *reread = seen->set->reread;
    if (reread != NULL && reread->outcome == SLUICE_OUTCOME_REJECT &&
        !sluice_has_two_readings(seen)) {
        sluice_violated(out, reread->offset, "read again, the stream is refused: %s",
                        reread->reason != NULL ? reread->reason : "no reason");
        return false;
    }
    return true;
}

/* True if nothing is written that readResolve had replaced by something else when it was built. */
static bool is_resolved(const struct sluice_stream_map *map, struct sluice_judged *out)
{
    for (uint32_t h = 0; h < map->entry_count; h++) {
        const struct sluice_map_entry *entry = &map->entries[h];
        const struct sluice_map_descriptor *class = sluice_map_descriptor_of(map, entry);
        if (entry->kind == SLUICE_MAP_OBJECT && class != NULL && class->model != NULL &&
            class->model->has_resolve) {
            sluice_violated(out, entry->start,
                            "an object of %s is written, which had been replaced when it was built",
                            class->model->name);
            return false;
        }
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
    const bool good = !malformed && is_resolved(&map, out);
    sluice_stream_map_free(&map);
    return good;
}

/* What was built from a stream, written and built once more. */
static void judge_back(const struct sluice_case *seen, struct sluice_judged *out)
{
    const struct sluice_answer *back = seen->set->back;
    const struct sluice_answer *reread = seen->set->reread;
    const char *before = sluice_whole_answer(seen)->value;
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
    if (sluice_nothing_written(seen, out)) {
        return;
    }
    const struct sluice_answer *answer = sluice_whole_answer(seen);
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
