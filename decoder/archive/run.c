#include "run.h"

#include <string.h>

int sluice_compare_bytes(struct sluice_bytes left, struct sluice_bytes right)
{
    const size_t common = left.length < right.length ? left.length : right.length;
    const int order = common == 0 ? 0 : memcmp(left.data, right.data, common);
    if (order != 0) {
        return order < 0 ? -1 : 1;
    }
    return left.length == right.length ? 0 : left.length < right.length ? -1 : 1;
}

void sluice_print_name(char *text, size_t size, struct sluice_bytes name)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t used = 0;
    for (size_t i = 0; i < name.length && size - used > 4; i++) {
        const uint8_t byte = name.data[i];
        if (byte >= 0x20 && byte < 0x7F && byte != '\\') {
            text[used++] = (char)byte;
        } else {
            const char escape[4] = {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
            memcpy(text + used, escape, sizeof escape);
            used += sizeof escape;
        }
    }
    text[used] = 0;
}

static void tell(struct run *run, enum sluice_archive_reason reason, struct place place)
{
    if (run->observer == NULL) {
        return;
    }
    const struct sluice_archive_event event = {
        .check = run->check,
        .reason = reason,
        .archive = run->archive,
        .entry = place.entry ? sluice_name_of(run, place.entry) : (struct sluice_bytes){NULL, 0},
        .offset = place.offset,
        .length = place.length,
        .in_entry = place.in_entry,
    };
    run->observer->on_check(run->observer->context, &event);
}

bool sluice_refuse(struct run *run, enum sluice_archive_reason reason, const char *at,
                   struct place place)
{
    struct sluice_archive_verdict *verdict = run->verdict;
    if (verdict->reason == SLUICE_ARCHIVE_OK) {
        verdict->reason = reason;
        verdict->at = at;
        verdict->offset = place.offset;
        verdict->length = place.length;
        verdict->in_entry = place.in_entry;
        if (place.entry != NULL) {
            sluice_print_name(verdict->entry, sizeof verdict->entry,
                              sluice_name_of(run, place.entry));
        }
        tell(run, reason, place);
    }
    return false;
}

bool sluice_refuse_limit(struct run *run, enum sluice_archive_reason reason, const char *limit,
                         struct place place)
{
    if (run->verdict->reason == SLUICE_ARCHIVE_OK) {
        run->verdict->limit = limit;
    }
    return sluice_refuse(run, reason, limit, place);
}

bool sluice_refuse_memory(struct run *run)
{
    return run->heap->over_limit
               ? sluice_refuse_limit(run, SLUICE_ARCHIVE_LIMIT_HEAP, "heap", sluice_at(0, 0))
               : sluice_refuse(run, SLUICE_ARCHIVE_OUT_OF_MEMORY, "memory", sluice_at(0, 0));
}

bool sluice_passed(struct run *run, struct place place)
{
    tell(run, SLUICE_ARCHIVE_OK, place);
    return true;
}
