/* Archives with more than one reading, or none: one row each, with the one reason. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#define Z(member) SLUICE_ARCHIVE_ZIP_##member

static struct sluice_zip_item *item(struct work *work, size_t index)
{
    return &work->jar.zip.items[index];
}

#define FIELD(name, index, part, member, number)                                                   \
    static void name(struct work *work)                                                            \
    {                                                                                              \
        item(work, index)->part.member = (struct sluice_field){true, number};                      \
    }
#define EOCD(name, member, number)                                                                 \
    static void name(struct work *work)                                                            \
    {                                                                                              \
        work->jar.zip.eocd.member = (struct sluice_field){true, number};                           \
    }
#define BYTES(name, index, member, string, length)                                                 \
    static void name(struct work *work)                                                            \
    {                                                                                              \
        item(work, index)->member = (struct sluice_bytes){(const uint8_t *)(string), (length)};    \
    }
/* An entry that the signature does not cover. */
#define ADDED(name, entry)                                                                         \
    static void name(struct work *work)                                                            \
    {                                                                                              \
        (void)add_item(work, entry, sluice_bytes_of("evil"));                                      \
    }
/* One that it covers. */
#define SIGNED(name, entry)                                                                        \
    static void name(struct work *work)                                                            \
    {                                                                                              \
        (void)sluice_jar_add(&work->jar, entry, sluice_bytes_of("signed"));                        \
    }

/* Names. */
static void duplicate_last(struct work *work)
{
    (void)add_item(work, "trusted/Main.class", work_class(work, "trusted/Evil"));
}

static void duplicate_first(struct work *work)
{
    struct sluice_zip_program *zip = &work->jar.zip;
    memmove(zip->items + 1, zip->items, zip->count * sizeof *zip->items);
    zip->count++;
    zip->items[0] = (struct sluice_zip_item){.name = sluice_bytes_of("trusted/Main.class"),
                                             .data = sluice_bytes_of("evil")};
}

ADDED(second_manifest, "META-INF/MANIFEST.MF")
ADDED(lower_manifest, "META-INF/manifest.mf")
ADDED(empty_name, "")
ADDED(nul_name_placeholder, "x")
ADDED(line_feed_name, "a\nb")
ADDED(overlong_name, "a\xC0\xAF")
ADDED(invalid_name, "a\xFF")
ADDED(other_case, "Trusted/main.class")
ADDED(file_and_folder, "trusted")
ADDED(directory_with_data, "d/")
ADDED(composed, "caf\xC3\xA9")
ADDED(decomposed, "cafe\xCC\x81")
ADDED(kelvin_one, "\xE2\x84\xAA")
ADDED(host_dot, "a.")
ADDED(host_space, "a /b")
ADDED(slashed_manifest, "/META-INF/MANIFEST.MF")
SIGNED(dotdot, "../evil.txt")
SIGNED(absolute, "/etc/evil.txt")
SIGNED(backslash, "..\\evil.txt")
SIGNED(drive, "C:/evil.txt")
SIGNED(dotdot_inside, "a/../../evil.txt")
SIGNED(dot, "./data2.txt")
SIGNED(double_slash, "a//b.txt")

static void nul_name(struct work *work)
{
    nul_name_placeholder(work);
    item(work, work->jar.zip.count - 1)->name = (struct sluice_bytes){
        (const uint8_t *)"trusted/Main.class\0.txt", 23};
}

static void invalid_name_marked(struct work *work)
{
    invalid_name(work);
    struct sluice_zip_item *last = item(work, work->jar.zip.count - 1);
    last->loc.flags = last->cen.flags = (struct sluice_field){true, 0x800};
}

static void invalid_name_unmarked(struct work *work)
{
    invalid_name(work);
    struct sluice_zip_item *last = item(work, work->jar.zip.count - 1);
    last->loc.flags = last->cen.flags = (struct sluice_field){true, 0};
}

static void unmarked(struct work *work)
{
    composed(work);
    struct sluice_zip_item *last = item(work, work->jar.zip.count - 1);
    last->loc.flags = last->cen.flags = (struct sluice_field){true, 0};
}

static void folded_pair(struct work *work)
{
    (void)add_item(work, "STRASSE", sluice_bytes_of("1"));
    (void)add_item(work,
                   "stra\xC3\x9F"
                   "e",
                   sluice_bytes_of("2"));
}

static void folder_folded(struct work *work)
{
    (void)add_item(work, "TRUSTED", sluice_bytes_of("1"));
}

/* Headers. */
BYTES(local_name, ITEM_MAIN, loc_name, "trusted/Nain.class", 18)
BYTES(local_name_longer, ITEM_MAIN, loc_name, "trusted/Main.classX", 19)

static void hidden(struct work *work)
{
    add_item(work, "evil.txt", sluice_bytes_of("evil"))->no_record = true;
}

static void hidden_duplicate(struct work *work)
{
    struct sluice_zip_program *zip = &work->jar.zip;
    memmove(zip->items + 4, zip->items + 3, (zip->count - 3) * sizeof *zip->items);
    zip->count++;
    zip->items[3].no_record = true;
    zip->items[3].data = sluice_bytes_of("evil");
}

static void second_record(struct work *work)
{
    const size_t offset = sluice_zip_offset_of(&work->jar.zip, ITEM_MAIN);
    struct sluice_zip_item *copy = add_item(work, "trusted/Evil.class",
                                            item(work, ITEM_MAIN)->data);
    copy->no_local = true;
    copy->cen.offset = (struct sluice_field){true, offset};
}

static void quoted(struct work *work)
{
    struct sluice_zip_item inner = {
        .name = sluice_bytes_of("inner.txt"), .data = sluice_bytes_of("inner"), .stored = true};
    const struct sluice_zip_program program = {.items = &inner, .count = 1};
    sluice_zip_assemble(&program, &work->spare[0]);
    const size_t inner_length = 30 + 9 + 5;
    struct sluice_zip_item *outer = add_item(
        work, "outer.bin",
        (struct sluice_bytes){(const uint8_t *)work->spare[0].data, inner_length});
    outer->stored = true;
    const size_t offset = sluice_zip_offset_of(&work->jar.zip, work->jar.zip.count - 1);
    inner.no_local = true;
    inner.cen.offset = (struct sluice_field){true, offset + 30 + 9};
    work->jar.zip.items[work->jar.zip.count++] = inner;
}

static void good_descriptor(struct work *work)
{
    item(work, ITEM_MAIN)->descriptor = true;
}

static void lying_descriptor(struct work *work)
{
    struct sluice_zip_item *main = item(work, ITEM_MAIN);
    main->descriptor = true;
    main->dd.crc = (struct sluice_field){true, 0};
    main->dd.csize = (struct sluice_field){true, 1};
    main->dd.usize = (struct sluice_field){true, 2};
}

static void unsigned_descriptor(struct work *work)
{
    good_descriptor(work);
    item(work, ITEM_MAIN)->dd.signature = (struct sluice_field){true, 0x12345678};
}

static void descriptor_record_lies(struct work *work)
{
    good_descriptor(work);
    item(work, ITEM_MAIN)->cen.usize = (struct sluice_field){true, 7};
}

static void descriptor_stored(struct work *work)
{
    good_descriptor(work);
    item(work, ITEM_MAIN)->stored = true;
}

FIELD(local_usize, ITEM_MAIN, loc, usize, 7)
FIELD(local_csize, ITEM_MAIN, loc, csize, 7)
FIELD(record_usize_small, ITEM_MAIN, cen, usize, 7)
FIELD(record_usize_big, ITEM_MAIN, cen, usize, 100000)
FIELD(local_method, ITEM_MAIN, loc, method, 0)
FIELD(local_crc, ITEM_MAIN, loc, crc, 0x12345678)
FIELD(record_crc, ITEM_MAIN, cen, crc, 0x12345678)
FIELD(local_version, ITEM_MAIN, loc, version, 10)

static void new_version(struct work *work)
{
    struct sluice_zip_item *main = item(work, ITEM_MAIN);
    main->loc.version = main->cen.version = (struct sluice_field){true, 46};
}

FIELD(local_time, ITEM_MAIN, loc, time, 1)
FIELD(local_flags, ITEM_MAIN, loc, flags, 2)
FIELD(local_encrypted, ITEM_MAIN, loc, flags, 1)
FIELD(record_encrypted, ITEM_MAIN, cen, flags, 1)
FIELD(local_signature, ITEM_MAIN, loc, signature, 0x01020304)
FIELD(record_signature, ITEM_MAIN, cen, signature, 0x01020304)
FIELD(record_disk, ITEM_MAIN, cen, disk, 1)
FIELD(local_extra_length, ITEM_MAIN, loc, extra_length, 0xFFFD)
FIELD(offset_beyond, ITEM_MAIN, cen, offset, 0x7FFFFFFF)

static void both(struct work *work, struct sluice_field flags, struct sluice_field method)
{
    struct sluice_zip_item *main = item(work, ITEM_MAIN);
    main->loc.flags = main->cen.flags = flags;
    main->loc.method = main->cen.method = method;
}

static void method_12(struct work *work)
{
    both(work, (struct sluice_field){0}, (struct sluice_field){true, 12});
}

static void patch_flag(struct work *work)
{
    both(work, (struct sluice_field){true, 0x20}, (struct sluice_field){0});
}

static void wrong_crc(struct work *work)
{
    struct sluice_zip_item *main = item(work, ITEM_MAIN);
    main->stored = true;
    main->loc.crc = main->cen.crc = (struct sluice_field){true, 1};
}

BYTES(tail, ITEM_MAIN, tail, "tail", 4)
BYTES(garbage, ITEM_MAIN, packed, "\xFF\xFF\xFF", 3)
BYTES(entry_comment, ITEM_MAIN, comment, "comment", 7)
BYTES(unknown_extra, ITEM_MAIN, extra, "UT\5\0\1\0\0\0\0", 9)
BYTES(short_extra, ITEM_MAIN, extra, "\xFE", 1)
BYTES(jar_mark, ITEM_MANIFEST, extra, "\xFE\xCA\0\0", 4)
BYTES(unicode_path, ITEM_MAIN, extra, "up\5\0\1\0\0\0\0", 9)

/* An empty deflated block whose last bits, which nobody reads, are set. */
static void spare_bits(struct work *work)
{
    struct sluice_zip_item *none = add_item(work, "none/", (struct sluice_bytes){NULL, 0});
    none->packed = (struct sluice_bytes){(const uint8_t *)"\x03\x80", 2};
}

static void cut_stream(struct work *work)
{
    struct sluice_zip_item *main = item(work, ITEM_MAIN);
    main->packed = (struct sluice_bytes){(const uint8_t *)"\x63\x60", 2};
}

/* ZIP64. */
static void zip64_record(struct work *work, bool moved, uint64_t usize)
{
    struct sluice_zip_item *main = item(work, ITEM_MAIN);
    sluice_text_add(&work->spare[1], "\1\0\x10\0", 4);
    for (int i = 0; i < 8; i++) {
        const char byte = (char)(usize >> (8 * i));
        sluice_text_add(&work->spare[1], &byte, 1);
    }
    sluice_text_add(&work->spare[1], "\x32\0\0\0\0\0\0\0", 8);
    main->cen_extra = (struct sluice_bytes){(const uint8_t *)work->spare[1].data,
                                            work->spare[1].length};
    if (moved) {
        main->cen.usize = main->cen.csize = (struct sluice_field){true, UINT32_MAX};
    }
}

static void zip64_true(struct work *work)
{
    zip64_record(work, true, item(work, ITEM_MAIN)->data.length);
}

static void zip64_lies(struct work *work)
{
    zip64_record(work, true, 7);
}

static void zip64_idle(struct work *work)
{
    zip64_record(work, false, 7);
}

static void zip64_huge(struct work *work)
{
    zip64_record(work, true, UINT64_MAX);
}

EOCD(eocd_zip64, offset, UINT32_MAX)

/* Bombs: without a byte of them in memory twice. */
static void bomb(struct work *work)
{
    enum { ZEROS = 4 * 1048576 };
    char *zeros = calloc(1, ZEROS);
    sluice_text_add(&work->spare[2], zeros, ZEROS);
    free(zeros);
    (void)add_item(work, "zeros",
                   (struct sluice_bytes){(const uint8_t *)work->spare[2].data, ZEROS});
}

static void claimed_bomb(struct work *work)
{
    struct sluice_zip_item *main = item(work, ITEM_MAIN);
    main->loc.usize = main->cen.usize = (struct sluice_field){true, 0x7FFFFFFF};
}

/* Framing. */
#define ARCHIVE_BYTES(name, member, string, length)                                                \
    static void name(struct work *work)                                                            \
    {                                                                                              \
        work->jar.zip.member = (struct sluice_bytes){(const uint8_t *)(string), (length)};         \
    }

ARCHIVE_BYTES(stub, prefix, "#!/bin/sh\nexit\n", 15)
ARCHIVE_BYTES(appended, suffix, "appended", 8)
ARCHIVE_BYTES(comment, comment, "comment", 7)

static void dex(struct work *work)
{
    static const char zeros[108] = "dex\n035";
    work->jar.zip.prefix = (struct sluice_bytes){(const uint8_t *)zeros, sizeof zeros};
    work->jar.zip.offsets_skip = true;
}

/* An unsigned archive with an evil class. */
static struct sluice_bytes second_archive(struct work *work)
{
    struct sluice_zip_item items[] = {
        {.name = sluice_bytes_of("META-INF/MANIFEST.MF"),
         .data = sluice_bytes_of("Manifest-Version: 1.0\r\n\r\n")},
        {.name = sluice_bytes_of("trusted/Main.class"), .data = sluice_bytes_of("evil")},
    };
    const struct sluice_zip_program program = {.items = items, .count = 2};
    sluice_zip_assemble(&program, &work->spare[3]);
    return (struct sluice_bytes){(const uint8_t *)work->spare[3].data, work->spare[3].length};
}

static void second_appended(struct work *work)
{
    work->jar.zip.suffix = second_archive(work);
}

static void second_as_comment(struct work *work)
{
    work->jar.zip.comment = second_archive(work);
}

/* The same, with offsets that count from the beginning of the file. */
static void second_adjusted(struct work *work)
{
    const size_t length = work->out.length;
    struct sluice_zip_item evil = {.name = sluice_bytes_of("trusted/Main.class"),
                                   .data = sluice_bytes_of("evil")};
    evil.cen.offset = (struct sluice_field){true, length};
    struct sluice_zip_program program = {.items = &evil, .count = 1};
    program.eocd.offset = (struct sluice_field){true, length + 30 + 18 + 6};
    sluice_zip_assemble(&program, &work->out);
}

EOCD(count_small, count, 4)
EOCD(count_big, count, 40)
EOCD(size_short, size, 46)
EOCD(offset_zero, offset, 0)
EOCD(disks, disk, 1)
EOCD(comment_claimed, comment_length, 5)

BYTES(gap, ITEM_UTIL, before, "\0\0\0\0\0\0\0\0\0\0\0\0", 12)
ARCHIVE_BYTES(signing_block, gap,
              "\x18\0\0\0\0\0\0\0\x18\0\0\0\0\0\0\0"
              "APK Sig Block 42",
              32)

static void other_order(struct work *work)
{
    static const size_t order[] = {0, 1, 2, 3, 5, 4, 6};
    work->jar.zip.directory_order = order;
}

static void symlink(struct work *work)
{
    struct sluice_zip_item *data = item(work, ITEM_DATA);
    data->cen.made_by = (struct sluice_field){true, 0x0314};
    data->cen.external = (struct sluice_field){true, 0xA1FF0000};
}

static void regular(struct work *work)
{
    struct sluice_zip_item *data = item(work, ITEM_DATA);
    data->cen.made_by = (struct sluice_field){true, 0x0314};
    data->cen.external = (struct sluice_field){true, 0x81A40000};
}

static void directories(struct work *work)
{
    struct sluice_bytes none = {(const uint8_t *)"", 0};
    struct sluice_zip_item *stored = sluice_jar_add(&work->jar, "trusted/", none);
    stored->stored = true;
    (void)sluice_jar_add(&work->jar, "META-INF/", none);
}

static void empty_archive(struct work *work)
{
    work->jar.zip.count = 0;
}

static void no_archive(struct work *work)
{
    sluice_text_clear(&work->out);
    sluice_text_string(&work->out, "this is no ZIP file at all, but it is long enough for one");
}

static void nothing(struct work *work)
{
    sluice_text_clear(&work->out);
    sluice_text_string(&work->out, "");
    sluice_text_add(&work->out, "P", 1);
}

static void cut_end(struct work *work)
{
    work->out.length -= 10;
}

static void no_end(struct work *work)
{
    work->out.length -= 22;
}

static void limit_entries(struct sluice_archive_policy *policy)
{
    policy->limits.entries = 6;
}

static void limit_archive(struct sluice_archive_policy *policy)
{
    policy->limits.archive_bytes = 100;
}

static void limit_name(struct sluice_archive_policy *policy)
{
    policy->limits.name_bytes = 10;
}

static void limit_entry(struct sluice_archive_policy *policy)
{
    policy->limits.entry_bytes = 100;
}

static void limit_total(struct sluice_archive_policy *policy)
{
    policy->limits.total_bytes = 1000;
}

static void limit_heap(struct sluice_archive_policy *policy)
{
    policy->limits.heap = 20000;
}

static void let_comment(struct sluice_archive_policy *policy)
{
    policy->allow_comment = true;
}

static const struct attack rows[] = {
    {"A01", {SLUICE_ARCHIVE_OK}, .main = NULL},
    {"B01a", {Z(DUPNAME)}, .items = duplicate_last},
    {"B01b", {Z(DUPNAME)}, .items = duplicate_first},
    {"A40a", {Z(DUPNAME)}, .items = second_manifest},
    {"A40c", {Z(DUPNAME_CASE)}, .items = lower_manifest},
    {"A36a", {Z(NAME_ABS)}, .items = slashed_manifest},
    {"B02", {Z(LOC_CEN_NAME)}, .items = local_name},
    {"local name longer", {Z(LOC_CEN_NAME)}, .items = local_name_longer},
    {"B03", {Z(HIDDEN_LOC), Z(GAP)}, .items = hidden},
    {"B03b", {Z(HIDDEN_LOC), Z(GAP)}, .items = hidden_duplicate},
    {"B04", {Z(OVERLAP)}, .items = second_record},
    {"B05a", {Z(NAME_DOTDOT)}, .entries = dotdot},
    {"B05b", {Z(NAME_ABS)}, .entries = absolute},
    {"B05c", {Z(NAME_BACKSLASH)}, .entries = backslash},
    {"B05d", {Z(NAME_DRIVE)}, .entries = drive},
    {"B05e", {Z(NAME_DOTDOT)}, .entries = dotdot_inside},
    {"B05f", {Z(NAME_EMPTY)}, .items = empty_name},
    {"B05g", {Z(NAME_DOT)}, .entries = dot},
    {"B05h", {Z(NAME_DBLSLASH)}, .entries = double_slash},
    {"B05i", {Z(NAME_NUL)}, .items = nul_name},
    {"B05j", {Z(NAME_CTRL)}, .items = line_feed_name},
    {"B05k", {Z(NAME_UTF8)}, .items = overlong_name},
    {"B05l", {Z(NAME_UTF8)}, .items = invalid_name_marked},
    {"B05m", {Z(NAME_UTF8)}, .items = invalid_name_unmarked},
    {"not marked as UTF-8", {Z(NAME_UTF8)}, .items = unmarked},
    {"composed", {SLUICE_ARCHIVE_JAR_ENTRY_NOT_IN_MF}, .items = composed},
    {"decomposed", {Z(NAME_FORM)}, .items = decomposed},
    {"never composed", {Z(NAME_FORM)}, .items = kelvin_one},
    {"segment ends in a dot", {Z(NAME_HOST)}, .items = host_dot},
    {"segment ends in a space", {Z(NAME_HOST)}, .items = host_space},
    {"B06", {Z(DUPNAME_CASE)}, .items = other_case},
    {"full case folding", {Z(DUPNAME_CASE)}, .items = folded_pair},
    {"B07a", {SLUICE_ARCHIVE_OK}, .items = good_descriptor},
    {"B07b", {Z(DD)}, .items = lying_descriptor},
    {"descriptor without signature", {Z(DD)}, .items = unsigned_descriptor},
    {"record against descriptor", {Z(USIZE)}, .items = descriptor_record_lies},
    {"B07c", {Z(DD_STORED)}, .items = descriptor_stored},
    {"B08a", {Z(LOC_CEN_SIZE)}, .items = local_usize},
    {"B08b", {Z(LOC_CEN_SIZE)}, .items = local_csize},
    {"B08c", {Z(USIZE)}, .items = record_usize_small},
    {"B08d", {Z(USIZE)}, .items = record_usize_big},
    {"B08e", {Z(LOC_CEN_METHOD)}, .items = local_method},
    {"B08f", {Z(LOC_CEN_CRC)}, .items = local_crc},
    {"B08g", {Z(CRC)}, .items = record_crc},
    {"local version", {Z(LOC_CEN_FIELD)}, .items = local_version},
    {"version of a reader to come", {Z(VERSION)}, .items = new_version},
    {"local time", {Z(LOC_CEN_FIELD)}, .items = local_time},
    {"local flags", {Z(LOC_CEN_FIELD)}, .items = local_flags},
    {"local signature", {Z(LOCSIG)}, .items = local_signature},
    {"record signature", {Z(CENSIG)}, .items = record_signature},
    {"record's disk", {Z(MULTIDISK)}, .items = record_disk},
    {"offset beyond the file", {Z(LOCSIG)}, .items = offset_beyond},
    {"B09a", {Z(ZIP64)}, .items = zip64_true},
    {"B09b", {Z(ZIP64), Z(USIZE)}, .items = zip64_lies},
    {"B09c", {Z(ZIP64)}, .items = zip64_idle},
    {"B09d", {Z(ZIP64)}, .items = zip64_huge},
    {"end record of ZIP64", {Z(ZIP64)}, .items = eocd_zip64},
    {"B10", {Z(BOMB_RATIO)}, .items = bomb},
    {"claimed bomb", {Z(BOMB_RATIO)}, .items = claimed_bomb},
    {"B11", {Z(OVERLAP)}, .items = quoted},
    {"B12a", {Z(PREFIX)}, .items = stub},
    {"B12b", {Z(PREFIX), Z(CDOFF)}, .items = dex},
    {"B13a", {Z(EOCD_NOT_LAST)}, .items = appended},
    {"B13b", {Z(PREFIX), Z(EOCD_AMBIG)}, .items = second_appended},
    {"B13b adjusted", {Z(PREFIX), Z(EOCD_AMBIG)}, .bytes = second_adjusted},
    {"B13c", {Z(EOCD_AMBIG), Z(PREFIX)}, .items = second_as_comment},
    {"B13d", {Z(COMMENT)}, .items = comment},
    {"B13d allowed", {SLUICE_ARCHIVE_OK}, .items = comment, .policy = let_comment},
    {"B13c with comments allowed",
     {Z(EOCD_AMBIG), Z(PREFIX)},
     .items = second_as_comment,
     .policy = let_comment},
    {"B14a", {Z(COUNT)}, .items = count_small},
    {"B14b", {Z(COUNT)}, .items = count_big},
    {"B14c", {Z(CDSIZE)}, .items = size_short},
    {"B14d", {Z(CDOFF)}, .items = offset_zero},
    {"B14e", {Z(MULTIDISK)}, .items = disks},
    {"comment that is not there", {Z(COMMENT)}, .items = comment_claimed},
    {"B15a", {Z(ENC)}, .items = local_encrypted},
    {"B15b", {Z(ENC)}, .items = record_encrypted},
    {"B15c", {Z(METHOD)}, .items = method_12},
    {"patch data", {Z(FLAGS)}, .items = patch_flag},
    {"B16", {Z(EXTRA)}, .items = local_extra_length},
    {"unknown extra field", {Z(EXTRA)}, .items = unknown_extra},
    {"extra field cut off", {Z(EXTRA)}, .items = short_extra},
    {"mark of the jar tool", {SLUICE_ARCHIVE_OK}, .items = jar_mark},
    {"B17a", {Z(GAP)}, .items = gap},
    {"B17b", {Z(GAP)}, .items = signing_block},
    {"B18", {Z(MODE_SYMLINK)}, .items = symlink},
    {"regular mode", {SLUICE_ARCHIVE_OK}, .items = regular},
    {"B19", {Z(UPATH)}, .items = unicode_path},
    {"B20", {Z(CRC)}, .items = wrong_crc},
    {"B22", {Z(DIRDATA)}, .items = directory_with_data},
    {"B23", {Z(DEFLATE_TRAIL)}, .items = tail},
    {"bits after the end", {Z(DEFLATE_TRAIL)}, .items = spare_bits},
    {"not deflated", {Z(DEFLATE)}, .items = garbage},
    {"deflated and cut off", {Z(DEFLATE)}, .items = cut_stream},
    {"B25", {Z(FILEDIR_CONFLICT)}, .items = file_and_folder},
    {"B25 in another case", {Z(FILEDIR_CONFLICT)}, .items = folder_folded},
    {"B26", {Z(ORDER)}, .items = other_order},
    {"B27", {SLUICE_ARCHIVE_OK}, .entries = directories},
    {"B28", {SLUICE_ARCHIVE_JAR_NO_MANIFEST}, .items = empty_archive},
    {"B29", {Z(NOEOCD)}, .bytes = no_archive},
    {"one byte", {Z(NOEOCD)}, .bytes = nothing},
    {"B30", {Z(NOEOCD)}, .bytes = cut_end},
    {"B30 whole", {Z(NOEOCD)}, .bytes = no_end},
    {"comment of an entry", {Z(COMMENT)}, .items = entry_comment},
    {"limit entries", {Z(LIMIT)}, .policy = limit_entries},
    {"limit archive_bytes", {Z(LIMIT)}, .policy = limit_archive},
    {"limit name_bytes", {Z(LIMIT)}, .policy = limit_name},
    {"limit entry_bytes", {Z(LIMIT)}, .policy = limit_entry},
    {"limit total_bytes", {Z(LIMIT)}, .policy = limit_total},
    {"limit heap", {SLUICE_ARCHIVE_LIMIT_HEAP}, .policy = limit_heap},
};

static void each_row_has_its_reason(void **state)
{
    check_attacks(*state, rows, sizeof rows / sizeof rows[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_row_has_its_reason)};
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
