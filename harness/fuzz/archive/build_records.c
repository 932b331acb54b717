#include "harness/fuzz/archive/build_records.h"

#include "harness/archive/jar_program.h"
#include "harness/fuzz/archive/build.h"
#include "harness/fuzz/archive/unzip.h"

#include <string.h>

enum { MOST = SLUICE_JAR_ITEMS + 3, RELATIVE = 0x80, OF_COMPANION = 0x80 };

static struct sluice_zip_item *item_of(struct sluice_zip_program *zip, uint32_t number)
{
    return &zip->items[zip->count == 0 ? 0 : number % zip->count];
}

/* --- items --------------------------------------------------------------------------------------- */

static void move_item(struct sluice_zip_program *zip, size_t from, size_t to)
{
    const struct sluice_zip_item moved = zip->items[from];
    for (size_t i = from; i < to; i++) {
        zip->items[i] = zip->items[i + 1];
    }
    for (size_t i = from; i > to; i--) {
        zip->items[i] = zip->items[i - 1];
    }
    zip->items[to] = moved;
}

/* Adds, removes, moves, copies, or renames. */
static void change_items(struct sluice_zip_program *zip, const struct sluice_program_step *step,
                         struct sluice_bytes (*make_data)(struct sluice_bytes name, uint32_t value))
{
    const size_t at = step->item % zip->count;
    switch (step->field % 5) {
    case 0:
        if (zip->count < MOST) {
            zip->items[zip->count++] = (struct sluice_zip_item){
                .name = step->text, .data = make_data(step->text, step->value)};
        }
        break;
    case 1:
        if (zip->count > 1) {
            move_item(zip, at, zip->count - 1);
            zip->count--;
        }
        break;
    case 2:
        move_item(zip, at, step->value % zip->count);
        break;
    case 3:
        if (zip->count < MOST) {
            zip->items[zip->count] = zip->items[at];
            zip->count++;
            move_item(zip, zip->count - 1, step->value % zip->count);
        }
        break;
    default:
        zip->items[at].name = step->text;
        break;
    }
}

static void mark_item(struct sluice_zip_item *item, unsigned field)
{
    item->no_local ^= (field & 1) != 0;
    item->no_record ^= (field & 2) != 0;
    item->stored ^= (field & 4) != 0;
    item->descriptor ^= (field & 8) != 0;
}

/* --- bytes between and instead ------------------------------------------------------------------- */

static void set_piece(struct sluice_zip_program *zip, const struct sluice_program_step *step)
{
    struct sluice_zip_item *item = item_of(zip, step->item);
    struct sluice_bytes *const places[] = {
        &item->packed,  &item->tail,     &item->before,   &item->after,     &item->extra,
        &item->comment, &item->loc_name, &item->cen_name, &item->loc_extra, &item->cen_extra,
        &zip->prefix,   &zip->gap,       &zip->comment,   &zip->suffix,
    };
    const size_t place = (step->field & 0x7F) % (sizeof places / sizeof places[0]);
    zip->offsets_skip = zip->offsets_skip || (places[place] == &zip->prefix && step->value != 0);
    *places[place] = step->text;
    if ((step->field & OF_COMPANION) != 0) {
        const struct sluice_built *companion = sluice_build_companion();
        *places[place] = (struct sluice_bytes){(const uint8_t *)companion->archive.data,
                                               companion->archive.length};
    }
}

/* --- fields -------------------------------------------------------------------------------------- */

/* The field of that number, which begin again behind the last. */
#define X(member, bytes) &record->member,
#define FIELD_OF(name, record_type, FIELDS)                                                        \
    static struct sluice_field *name(record_type *record, unsigned field)                          \
    {                                                                                              \
        struct sluice_field *const fields[] = {FIELDS(X)};                                         \
        return fields[field % (sizeof fields / sizeof fields[0])];                                 \
    }
FIELD_OF(loc_field, struct sluice_loc, SLUICE_LOC_FIELDS)
FIELD_OF(cen_field, struct sluice_cen, SLUICE_CEN_FIELDS)
FIELD_OF(dd_field, struct sluice_dd, SLUICE_DD_FIELDS)
FIELD_OF(eocd_field, struct sluice_eocd, SLUICE_EOCD_FIELDS)
#undef FIELD_OF
#undef X

/* The same field of both; those that only one has are left out. */
static void set_both(struct sluice_zip_item *item, unsigned field, uint32_t value)
{
#define PAIR(member)                                                                               \
    {                                                                                              \
        &item->loc.member, &item->cen.member                                                       \
    }
    struct sluice_field *const pairs[][2] = {
        PAIR(version), PAIR(flags), PAIR(method),      PAIR(time),         PAIR(crc),
        PAIR(csize),   PAIR(usize), PAIR(name_length), PAIR(extra_length),
    };
#undef PAIR
    for (size_t i = 0; i < 2; i++) {
        *pairs[field % (sizeof pairs / sizeof pairs[0])][i] = (struct sluice_field)SLUICE_SET(
            value);
    }
}

static void set_field(struct sluice_zip_program *zip, const struct sluice_program_step *step)
{
    struct sluice_zip_item *item = item_of(zip, step->item);
    const unsigned field = step->field & 0x7F;
    const struct sluice_field set = SLUICE_SET(step->value);
    if (step->kind == SLUICE_STEP_LOC) {
        *loc_field(&item->loc, field) = set;
    } else if (step->kind == SLUICE_STEP_CEN) {
        *cen_field(&item->cen, field) = set;
    } else if (step->kind == SLUICE_STEP_BOTH) {
        set_both(item, field, step->value);
    } else if (step->kind == SLUICE_STEP_DD) {
        *dd_field(&item->dd, field) = set;
    } else {
        *eocd_field(&zip->eocd, field) = set;
    }
}

/* --- fields that differ by a little from what would be natural ------------------------------------- */

/* Adds to a number in the archive. */
static void add_to(struct sluice_text *archive, size_t at, size_t size, uint32_t value)
{
    for (size_t i = 0; i < size && at + i < archive->length; i++) {
        const uint32_t sum = (uint8_t)archive->data[at + i] + (value & 0xFF);
        archive->data[at + i] = (char)sum;
        value = (value >> 8) + (sum >> 8);
    }
}

/* Where the parts of an archive are, found from its end. */
static size_t find_end(struct sluice_bytes archive)
{
    size_t at = archive.length < 22 ? 0 : archive.length - 22;
    while (at > 0 && sluice_unzip_u32(archive, at) != 0x06054B50) {
        at--;
    }
    return at;
}

static size_t find_record(struct sluice_bytes archive, size_t number)
{
    const size_t end = find_end(archive);
    const size_t count = sluice_unzip_u16(archive, end + 10);
    size_t at = sluice_unzip_u32(archive, end + 16);
    for (size_t left = count == 0 ? 0 : number % count; left > 0 && at < end; left--) {
        at += 46 + sluice_unzip_u16(archive, at + 28) + sluice_unzip_u16(archive, at + 30) +
              sluice_unzip_u16(archive, at + 32);
    }
    return at;
}

/* Offset and size of a field of a record. */
struct field_place {
    size_t offset;
    size_t size;
};

static struct field_place place_of(enum sluice_step_kind kind, unsigned field)
{
#define X(member, bytes) bytes,
    static const uint8_t loc[] = {SLUICE_LOC_FIELDS(X)};
    static const uint8_t cen[] = {SLUICE_CEN_FIELDS(X)};
    static const uint8_t eocd[] = {SLUICE_EOCD_FIELDS(X)};
#undef X
    const uint8_t *sizes = kind == SLUICE_STEP_LOC ? loc : kind == SLUICE_STEP_CEN ? cen : eocd;
    const size_t count = kind == SLUICE_STEP_LOC   ? sizeof loc
                         : kind == SLUICE_STEP_CEN ? sizeof cen
                                                   : sizeof eocd;
    struct field_place place = {0, 0};
    for (size_t i = 0; i <= field % count; i++) {
        place.offset += place.size;
        place.size = sizes[i];
    }
    return place;
}

static void shift_field(struct sluice_text *archive, const struct sluice_program_step *step)
{
    const struct sluice_bytes bytes = {(const uint8_t *)archive->data, archive->length};
    const unsigned field = step->field & 0x7F;
    const size_t record = find_record(bytes, step->item);
    if (step->kind == SLUICE_STEP_EOCD) {
        const struct field_place place = place_of(SLUICE_STEP_EOCD, field);
        add_to(archive, find_end(bytes) + place.offset, place.size, step->value);
        return;
    }
    if (step->kind == SLUICE_STEP_CEN) {
        const struct field_place place = place_of(SLUICE_STEP_CEN, field);
        add_to(archive, record + place.offset, place.size, step->value);
        return;
    }
    const size_t local = sluice_unzip_u32(bytes, record + 42);
    const struct field_place place = place_of(SLUICE_STEP_LOC, field);
    if (step->kind == SLUICE_STEP_BOTH) {
        /* From the version on, the fields of both are the same, two bytes apart. */
        add_to(archive, record + 2 + (place.offset < 4 ? 4 : place.offset), place.size,
               step->value);
    }
    if (step->kind == SLUICE_STEP_LOC || step->kind == SLUICE_STEP_BOTH) {
        add_to(archive, local + (place.offset < 4 ? 4 : place.offset), place.size, step->value);
        return;
    }
    const size_t behind = local + 30 + sluice_unzip_u16(bytes, local + 26) +
                          sluice_unzip_u16(bytes, local + 28) +
                          sluice_unzip_u32(bytes, record + 20);
    add_to(archive, behind + (size_t)4 * (field % 4), 4, step->value);
}

static void swap_records(size_t *order, size_t count, const struct sluice_program_step *step)
{
    if (count > 0) {
        const size_t one = step->item % count;
        const size_t other = step->value % count;
        const size_t kept = order[one];
        order[one] = order[other];
        order[other] = kept;
    }
}

static bool is_of_fields(enum sluice_step_kind kind)
{
    return kind >= SLUICE_STEP_LOC && kind <= SLUICE_STEP_EOCD;
}

/* --- all of it ----------------------------------------------------------------------------------- */

void sluice_build_records(const struct sluice_archive_program_input *program,
                          struct sluice_zip_program *zip,
                          struct sluice_bytes (*make_data)(struct sluice_bytes name,
                                                           uint32_t value),
                          struct sluice_text *out)
{
    static size_t order[MOST];
    for (size_t i = 0; i < program->count; i++) {
        const struct sluice_program_step *step = &program->steps[i];
        if (step->kind == SLUICE_STEP_ITEM) {
            change_items(zip, step, make_data);
        }
    }
    for (size_t i = 0; i < zip->count; i++) {
        order[i] = i;
    }
    zip->directory_order = order;
    for (size_t i = 0; i < program->count; i++) {
        const struct sluice_program_step *step = &program->steps[i];
        if (step->kind == SLUICE_STEP_PIECE) {
            set_piece(zip, step);
        } else if (step->kind == SLUICE_STEP_MARK) {
            mark_item(item_of(zip, step->item), step->field);
        } else if (step->kind == SLUICE_STEP_ORDER) {
            swap_records(order, zip->count, step);
        } else if (is_of_fields(step->kind) && (step->field & RELATIVE) == 0) {
            set_field(zip, step);
        }
    }
    sluice_zip_assemble(zip, out);
    for (size_t i = 0; i < program->count && out->data != NULL; i++) {
        const struct sluice_program_step *step = &program->steps[i];
        if (is_of_fields(step->kind) && (step->field & RELATIVE) != 0) {
            shift_field(out, step);
        }
    }
}
