#include "harness/bench/make.h"

#include <stdio.h>
#include <string.h>

enum { SHARED_STRINGS = 16, SHORTEST = 20, LENGTH_SPAN = 21 };

static const struct sluice_bench_emit_field small_fields[] = {
    {"d", "D"}, {"i", "I"}, {"l", "J"}, {"z", "Z"}, {"s", "Ljava/lang/String;"},
};
static const struct sluice_bench_emit_class small_class = {"sluice.bench.Small", 1, 2, small_fields,
                                                           5};

static const struct sluice_bench_emit_field link_fields[] = {{"value", "I"},
                                                             {"next", "Lsluice/bench/Link;"}};
static const struct sluice_bench_emit_class link_class = {"sluice.bench.Link", 1, 2, link_fields,
                                                          2};

static const struct sluice_bench_emit_class number_class = {
    "java.lang.Number", INT64_C(-8742448824652078965), 2, NULL, 0};
static const struct sluice_bench_emit_field integer_fields[] = {{"value", "I"}};
static const struct sluice_bench_emit_class integer_class = {
    "java.lang.Integer", INT64_C(1360826667806852920), 2, integer_fields, 1};
static const struct sluice_bench_emit_field long_fields[] = {{"value", "J"}};
static const struct sluice_bench_emit_class long_class = {
    "java.lang.Long", INT64_C(4290774380558885855), 2, long_fields, 1};

static const struct sluice_bench_emit_field list_fields[] = {{"size", "I"}};
static const struct sluice_bench_emit_class list_class = {
    "java.util.ArrayList", INT64_C(8683452581122892189), 3, list_fields, 1};
static const struct sluice_bench_emit_field hash_map_fields[] = {{"loadFactor", "F"},
                                                                 {"threshold", "I"}};
static const struct sluice_bench_emit_class hash_map_class = {
    "java.util.HashMap", INT64_C(362498820763181265), 3, hash_map_fields, 2};
static const struct sluice_bench_emit_field linked_map_fields[] = {{"accessOrder", "Z"}};
static const struct sluice_bench_emit_class linked_map_class = {
    "java.util.LinkedHashMap", INT64_C(3801124242820219131), 2, linked_map_fields, 1};

static const char object_array[] = "[Ljava.lang.Object;";
static const char string_array[] = "[Ljava.lang.String;";
static const int64_t object_array_suid = INT64_C(-8012369246846506644);
static const int64_t string_array_suid = INT64_C(-5921575005990323385);

/* The same numbers on every machine: a multiplicative congruential generator. */
static uint32_t next_number(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

static void emit_double(struct sluice_bench_emit *out, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    sluice_bench_emit_64(out, bits);
}

/* The descriptor of a class without a serializable superclass, at its first use only. */
static void emit_descriptor(struct sluice_bench_emit *out,
                            const struct sluice_bench_emit_class *class_desc, uint32_t index,
                            uint32_t *handle)
{
    if (index > 0) {
        sluice_bench_emit_reference(out, *handle);
        return;
    }
    *handle = sluice_bench_emit_class(out, class_desc);
    sluice_bench_emit_null(out);
}

void sluice_make_small_objects(struct sluice_bench_emit *out, uint32_t count)
{
    uint32_t strings[SHARED_STRINGS];
    uint32_t descriptor = 0;
    uint64_t state = 1;
    sluice_bench_emit_header(out);
    (void)sluice_bench_emit_array(out, object_array, object_array_suid, count);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t number = next_number(&state);
        sluice_bench_emit_object(out);
        emit_descriptor(out, &small_class, i, &descriptor);
        (void)sluice_bench_emit_begin(out);
        emit_double(out, (double)number / 16.0);
        sluice_bench_emit_32(out, i);
        sluice_bench_emit_64(out, (uint64_t)number << 20);
        sluice_bench_emit_8(out, (uint8_t)(number & 1));
        if (i < SHARED_STRINGS) {
            char text[16];
            const int length = snprintf(text, sizeof text, "shared-%02u", (unsigned)i);
            strings[i] = sluice_bench_emit_string(out, text, (size_t)length);
        } else {
            sluice_bench_emit_reference(out, strings[number / 2 % SHARED_STRINGS]);
        }
    }
}

static size_t ascii_text(char *text, uint64_t *state)
{
    const size_t length = SHORTEST + next_number(state) % LENGTH_SPAN;
    for (size_t i = 0; i < length; i++) {
        text[i] = (char)(' ' + next_number(state) % 95);
    }
    return length;
}

/* Adds one unit in a form of one, two or three bytes, or a pair of three-byte surrogates. */
static size_t mixed_unit(char *text, uint64_t *state)
{
    const uint32_t number = next_number(state);
    const uint32_t low = number >> 8;
    switch (number % 4) {
    case 0:
        text[0] = (char)('a' + low % 26);
        return 1;
    case 1: /* U+0400..U+043F */
        text[0] = (char)0xD0;
        text[1] = (char)(0x80 + low % 64);
        return 2;
    case 2: /* U+4E00..U+4FFF */
        text[0] = (char)0xE4;
        text[1] = (char)(0xB8 + low % 8);
        text[2] = (char)(0x80 + low / 8 % 64);
        return 3;
    default: /* U+1F600..U+1F63F */
        memcpy(text, "\xED\xA0\xBD\xED\xB8\x80", 6);
        text[5] = (char)(0x80 + low % 64);
        return 6;
    }
}

static size_t mixed_text(char *text, uint64_t *state)
{
    const size_t units = SHORTEST + next_number(state) % LENGTH_SPAN;
    size_t length = 0;
    for (size_t i = 0; i < units; i++) {
        length += mixed_unit(text + length, state);
    }
    return length;
}

static void make_strings(struct sluice_bench_emit *out, uint32_t count,
                         size_t (*make_text)(char *text, uint64_t *state))
{
    char text[(SHORTEST + LENGTH_SPAN) * 6];
    uint64_t state = 2;
    sluice_bench_emit_header(out);
    (void)sluice_bench_emit_array(out, string_array, string_array_suid, count);
    for (uint32_t i = 0; i < count; i++) {
        const size_t length = make_text(text, &state);
        (void)sluice_bench_emit_string(out, text, length);
    }
}

void sluice_make_ascii_strings(struct sluice_bench_emit *out, uint32_t count)
{
    make_strings(out, count, ascii_text);
}

void sluice_make_mixed_strings(struct sluice_bench_emit *out, uint32_t count)
{
    make_strings(out, count, mixed_text);
}

/* TC_OBJECT of a subclass of Number, up to its value. */
static void emit_boxed(struct sluice_bench_emit *out,
                       const struct sluice_bench_emit_class *class_desc, uint32_t index,
                       uint32_t *descriptor)
{
    sluice_bench_emit_object(out);
    if (index > 0) {
        sluice_bench_emit_reference(out, *descriptor);
    } else {
        *descriptor = sluice_bench_emit_class(out, class_desc);
        (void)sluice_bench_emit_class(out, &number_class);
        sluice_bench_emit_null(out);
    }
    (void)sluice_bench_emit_begin(out);
}

void sluice_make_list(struct sluice_bench_emit *out, uint32_t count)
{
    uint32_t descriptor = 0;
    uint64_t state = 3;
    sluice_bench_emit_header(out);
    sluice_bench_emit_object(out);
    (void)sluice_bench_emit_class(out, &list_class);
    sluice_bench_emit_null(out);
    (void)sluice_bench_emit_begin(out);
    sluice_bench_emit_32(out, count);
    sluice_bench_emit_block(out, 4);
    sluice_bench_emit_32(out, count);
    for (uint32_t i = 0; i < count; i++) {
        emit_boxed(out, &integer_class, i, &descriptor);
        sluice_bench_emit_32(out, next_number(&state));
    }
    sluice_bench_emit_end_block(out);
}

void sluice_make_map(struct sluice_bench_emit *out, uint32_t count)
{
    uint32_t descriptor = 0;
    uint32_t buckets =
        16; /* as many as a JDK has that has read the map, so that it writes the same */
    while (buckets / 4 * 3 <= count && buckets < UINT32_C(1) << 30) {
        buckets *= 2;
    }
    sluice_bench_emit_header(out);
    sluice_bench_emit_object(out);
    (void)sluice_bench_emit_class(out, &linked_map_class);
    (void)sluice_bench_emit_class(out, &hash_map_class);
    sluice_bench_emit_null(out);
    (void)sluice_bench_emit_begin(out);
    sluice_bench_emit_32(out, UINT32_C(0x3F400000)); /* load factor 0.75 */
    sluice_bench_emit_32(out, buckets / 4 * 3);
    sluice_bench_emit_block(out, 8);
    sluice_bench_emit_32(out, buckets);
    sluice_bench_emit_32(out, count);
    for (uint32_t i = 0; i < count; i++) {
        char text[24];
        const int length = snprintf(text, sizeof text, "key-%07u", (unsigned)i);
        (void)sluice_bench_emit_string(out, text, (size_t)length);
        emit_boxed(out, &long_class, i, &descriptor);
        sluice_bench_emit_64(out, (uint64_t)i << 16);
    }
    sluice_bench_emit_end_block(out);
    sluice_bench_emit_8(out, 0); /* accessOrder */
}

static void make_primitives(struct sluice_bench_emit *out, const char *name, int64_t suid,
                            uint32_t count, size_t size)
{
    uint64_t state = 4;
    sluice_bench_emit_header(out);
    (void)sluice_bench_emit_array(out, name, suid, count);
    uint8_t *room = sluice_bench_emit_room(out, count * size);
    for (size_t i = 0; room != NULL && i < count * size; i++) {
        room[i] = (uint8_t)next_number(&state);
    }
}

void sluice_make_bytes(struct sluice_bench_emit *out, uint32_t count)
{
    make_primitives(out, "[B", INT64_C(-5984413125824719648), count, 1);
}

void sluice_make_ints(struct sluice_bench_emit *out, uint32_t count)
{
    make_primitives(out, "[I", INT64_C(5600894804908749477), count, 4);
}

void sluice_make_longs(struct sluice_bench_emit *out, uint32_t count)
{
    make_primitives(out, "[J", INT64_C(8655923659555304851), count, 8);
}

void sluice_make_chain(struct sluice_bench_emit *out, uint32_t count)
{
    uint32_t descriptor = 0;
    sluice_bench_emit_header(out);
    for (uint32_t i = 0; i < count; i++) {
        sluice_bench_emit_object(out);
        emit_descriptor(out, &link_class, i, &descriptor);
        (void)sluice_bench_emit_begin(out);
        sluice_bench_emit_32(out, i);
    }
    sluice_bench_emit_null(out);
}
