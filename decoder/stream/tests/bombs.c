#include "bombs.h"

#include <stdio.h>

enum { SERIALIZABLE = 2, CUSTOM = 3, EXTERNAL = 0x0C, ENUM = 0x12 };

static void repeat(struct stream *stream, uint32_t n, const char *hex)
{
    struct stream piece = stream_new();
    put_hex(&piece, hex);
    for (uint32_t i = 0; i < n; i++) {
        put_raw(stream, piece.bytes, piece.length);
    }
    stream_free(&piece);
}

static void put_numbered_class(struct stream *stream, uint32_t number, unsigned flags,
                               unsigned fields)
{
    char name[16];
    (void)snprintf(name, sizeof name, "%x", number);
    put_class(stream, name, flags, fields);
}

/* One finished class descriptor as the first item, so handle 0. */
static void describe(struct stream *stream, const char *name, unsigned flags)
{
    put_plain_class(stream, name, flags);
}

/* --- nested ----------------------------------------------------------------------------------- */

static void nested_objects(struct stream *stream, uint32_t n)
{
    put_class(stream, "N", SERIALIZABLE, 1);
    put_field(stream, 'L', "o", "LN;");
    put_hex(stream, "78 70");
    repeat(stream, n, "73 71 007e0000");
    put_hex(stream, "70");
}

static void nested_objects_cut(struct stream *stream, uint32_t n)
{
    nested_objects(stream, n);
    stream->length--;
}

static void nested_arrays(struct stream *stream, uint32_t n)
{
    describe(stream, "[LA;", SERIALIZABLE);
    repeat(stream, n, "75 71 007e0000 00000001");
    put_hex(stream, "70");
}

/* Each array claims all that is left. */
static void nested_claims(struct stream *stream, uint32_t n)
{
    describe(stream, "[LA;", SERIALIZABLE);
    const size_t whole = stream->length + (size_t)n * 10;
    for (uint32_t i = 0; i < n; i++) {
        put_hex(stream, "75");
        put_reference(stream, 0);
        put_u32(stream, (uint32_t)(whole - stream->length - 4));
    }
}

static void nested_custom(struct stream *stream, uint32_t n)
{
    describe(stream, "C", CUSTOM);
    repeat(stream, n, "73 71 007e0000");
    repeat(stream, n, "78");
}

static void nested_external(struct stream *stream, uint32_t n)
{
    describe(stream, "E", EXTERNAL);
    repeat(stream, n, "73 71 007e0000");
    repeat(stream, n, "78");
}

static void nested_annotations(struct stream *stream, uint32_t n)
{
    repeat(stream, n, "72 0000 0000000000000001 02 0000");
    repeat(stream, n, "78 70");
}

static void nested_annotations_cut(struct stream *stream, uint32_t n)
{
    repeat(stream, n, "72 0000 0000000000000001 02 0000");
}

static void nested_proxy_classes(struct stream *stream, uint32_t n)
{
    repeat(stream, n, "76 7d 00000000");
    repeat(stream, n, "78 70");
}

/* The cheapest way to open two containers: six bytes. */
static void nested_proxy_objects_cut(struct stream *stream, uint32_t n)
{
    repeat(stream, n, "73 7d 00000000");
}

static void nested_proxy_arrays(struct stream *stream, uint32_t n)
{
    repeat(stream, n, "73 7d 00000000");
    repeat(stream, n, "78 70");
}

static void nested_in_super(struct stream *stream, uint32_t n)
{
    /* Each superclass has an annotation with a descriptor in it. */
    repeat(stream, n, "72 0000 0000000000000001 02 0000 7d 00000000 78 70 78");
    put_hex(stream, "70");
}

/* --- superclass chains ------------------------------------------------------------------------ */

static void chain(struct stream *stream, uint32_t n, unsigned flags, bool same)
{
    for (uint32_t i = 0; i < n; i++) {
        put_numbered_class(stream, same ? 0 : i, flags, 0);
        put_hex(stream, "78");
    }
    put_hex(stream, "70");
}

static void chain_of_names(struct stream *stream, uint32_t n)
{
    put_hex(stream, "73");
    chain(stream, n, SERIALIZABLE, false);
}

static void chain_of_one_name(struct stream *stream, uint32_t n)
{
    chain(stream, n, SERIALIZABLE, true);
}

static void chain_of_one_name_object(struct stream *stream, uint32_t n)
{
    put_hex(stream, "73");
    chain(stream, n, SERIALIZABLE, true);
}

static void chain_of_proxies(struct stream *stream, uint32_t n)
{
    put_hex(stream, "73");
    repeat(stream, n, "7d 00000000 78");
    put_hex(stream, "70");
}

static void chain_with_custom(struct stream *stream, uint32_t n)
{
    put_hex(stream, "73");
    chain(stream, n, CUSTOM, false);
    repeat(stream, n, "78");
}

static void chain_with_bytes(struct stream *stream, uint32_t n)
{
    put_hex(stream, "73");
    for (uint32_t i = 0; i < n; i++) {
        put_numbered_class(stream, i, SERIALIZABLE, 1);
        put_hex(stream, "42 0000 78");
    }
    put_hex(stream, "70");
    repeat(stream, n, "41");
}

static void chain_with_objects(struct stream *stream, uint32_t n)
{
    put_hex(stream, "73");
    for (uint32_t i = 0; i < n; i++) {
        put_numbered_class(stream, i, SERIALIZABLE, 1);
        put_hex(stream, "4c 0000 740001 4c 78");
    }
    put_hex(stream, "70");
    repeat(stream, n, "70");
}

static void chain_and_objects(struct stream *stream, uint32_t n)
{
    chain(stream, n, SERIALIZABLE, false);
    repeat(stream, n, "73 71 007e0000");
}

/* Each object has to find its class among n levels, and only one of them has data. */
static void chain_and_objects_with_data(struct stream *stream, uint32_t n)
{
    for (uint32_t i = 0; i + 1 < n; i++) {
        put_numbered_class(stream, i, SERIALIZABLE, 0);
        put_hex(stream, "78");
    }
    put_class(stream, "top", SERIALIZABLE, 1);
    put_hex(stream, "42 0000 78 70");
    repeat(stream, n, "73 71 007e0000 2a");
}

static void chain_and_descriptors(struct stream *stream, uint32_t n)
{
    chain(stream, n, SERIALIZABLE, false);
    for (uint32_t i = 0; i < n; i++) {
        put_numbered_class(stream, 0x100000 + i, SERIALIZABLE, 0);
        put_hex(stream, "78");
        put_reference(stream, 0);
    }
}

/* Is a name already in the chain? Looking costs one step a superclass, so it is done up to this many
 * only; no class has nearly as many. */
enum { LONG_CHAIN = 256 };

static void put_two_names(struct stream *stream, uint32_t n, uint32_t superclasses)
{
    chain(stream, superclasses, SERIALIZABLE, false);
    for (uint32_t i = 0; i < n; i++) {
        put_numbered_class(stream, 0x100000 + i % 2, SERIALIZABLE, 0);
        put_hex(stream, "78");
        put_reference(stream, 0);
    }
}

static void chain_and_two_names(struct stream *stream, uint32_t n)
{
    put_two_names(stream, n, LONG_CHAIN);
}

static void chain_and_two_names_too_long(struct stream *stream, uint32_t n)
{
    put_two_names(stream, n, LONG_CHAIN + 1);
}

/* Every name is known from elsewhere, none stands in the chain, no two are asked for at one place. */
static void chain_and_known_names(struct stream *stream, uint32_t n)
{
    chain(stream, LONG_CHAIN, SERIALIZABLE, false);
    for (uint32_t i = 0; i < n; i++) {
        put_numbered_class(stream, 0x100000 + i, SERIALIZABLE, 0);
        put_hex(stream, "78 70");
    }
    for (uint32_t i = 0; i < n; i++) {
        put_numbered_class(stream, 0x100000 + i, SERIALIZABLE, 0);
        put_hex(stream, "78");
        put_reference(stream, i % (LONG_CHAIN / 2));
    }
}

/* --- wide ------------------------------------------------------------------------------------- */

static void nulls(struct stream *stream, uint32_t n)
{
    repeat(stream, n, "70");
}

static void nulls_in_array(struct stream *stream, uint32_t n)
{
    put_hex(stream, "75");
    put_plain_class(stream, "[LA;", SERIALIZABLE);
    put_u32(stream, n);
    repeat(stream, n, "70");
}

static void nulls_in_custom(struct stream *stream, uint32_t n)
{
    put_hex(stream, "73");
    put_plain_class(stream, "C", CUSTOM);
    repeat(stream, n, "70");
    put_hex(stream, "78");
}

static void nulls_in_annotation(struct stream *stream, uint32_t n)
{
    put_class(stream, "A", SERIALIZABLE, 0);
    repeat(stream, n, "70");
    put_hex(stream, "78 70");
}

static void empty_strings(struct stream *stream, uint32_t n)
{
    repeat(stream, n, "74 0000");
}

static void long_strings(struct stream *stream, uint32_t n)
{
    repeat(stream, n, "7c 0000000000000000");
}

static void references(struct stream *stream, uint32_t n)
{
    put_string(stream, "");
    repeat(stream, n, "71 007e0000");
}

static void empty_blocks(struct stream *stream, uint32_t n)
{
    repeat(stream, n, "77 00");
}

static void blocks_and_nulls(struct stream *stream, uint32_t n)
{
    repeat(stream, n, "77 00 70");
}

static void empty_arrays(struct stream *stream, uint32_t n)
{
    describe(stream, "[LA;", SERIALIZABLE);
    repeat(stream, n, "75 71 007e0000 00000000");
}

static void byte_arrays(struct stream *stream, uint32_t n)
{
    describe(stream, "[B", SERIALIZABLE);
    repeat(stream, n, "75 71 007e0000 00000001 ff");
}

static void empty_objects(struct stream *stream, uint32_t n)
{
    describe(stream, "E", SERIALIZABLE);
    repeat(stream, n, "73 71 007e0000");
}

static void enums(struct stream *stream, uint32_t n)
{
    put_class(stream, "E", ENUM, 0);
    stream->length -= 11; /* the suid of an enum is 0 */
    put_hex(stream, "0000000000000000 12 0000 78 70");
    repeat(stream, n, "7e 71 007e0000 74 0000");
}

static void classes(struct stream *stream, uint32_t n)
{
    describe(stream, "E", SERIALIZABLE);
    repeat(stream, n, "76 71 007e0000");
}

static void descriptors(struct stream *stream, uint32_t n)
{
    repeat(stream, n, "72 0000 0000000000000001 02 0000 78 70");
}

static void descriptors_named(struct stream *stream, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        put_numbered_class(stream, i, SERIALIZABLE, 0);
        put_hex(stream, "78 70");
    }
}

static void proxies(struct stream *stream, uint32_t n)
{
    repeat(stream, n, "7d 00000000 78 70");
}

static void resets(struct stream *stream, uint32_t n)
{
    repeat(stream, n, "79");
}

static void resets_and_strings(struct stream *stream, uint32_t n)
{
    repeat(stream, n, "79 74 0000");
}

static void exceptions(struct stream *stream, uint32_t n)
{
    repeat(stream, n, "7b 73 72 0000 0000000000000001 02 0000 78 70");
}

/* An exception inside n open containers: all of them are abandoned. */
static void exception_inside(struct stream *stream, uint32_t n)
{
    put_class(stream, "N", SERIALIZABLE, 1);
    put_field(stream, 'L', "o", "LN;");
    put_hex(stream, "78 70");
    repeat(stream, n, "73 71 007e0000");
    put_hex(stream, "7b 73 72 0000 0000000000000001 02 0000 78 70");
}

static void exception_inside_annotations(struct stream *stream, uint32_t n)
{
    repeat(stream, n, "76 7d 00000000");
    put_hex(stream, "7b 73 72 0000 0000000000000001 02 0000 78 70");
}

static void primitive_fields(struct stream *stream, uint32_t n)
{
    put_class(stream, "F", SERIALIZABLE, n);
    repeat(stream, n, "42 0000");
    put_hex(stream, "78 70");
}

static void object_fields(struct stream *stream, uint32_t n)
{
    put_string(stream, "LA;");
    put_hex(stream, "73");
    put_class(stream, "F", SERIALIZABLE, n);
    repeat(stream, n, "4c 0000 71 007e0000");
    put_hex(stream, "78 70");
    repeat(stream, n, "70");
}

/* One descriptor with many fields, and many objects that need them all. */
static void fields_and_objects(struct stream *stream, uint32_t n)
{
    put_class(stream, "F", SERIALIZABLE, 300);
    repeat(stream, 300, "42 0000");
    put_hex(stream, "78 70");
    struct stream data = stream_new();
    repeat(&data, 300, "01");
    for (uint32_t i = 0; i < n; i++) {
        put_hex(stream, "73 71 007e0000");
        put_raw(stream, data.bytes, data.length);
    }
    stream_free(&data);
}

static void interfaces(struct stream *stream, uint32_t n)
{
    put_hex(stream, "7d");
    put_u32(stream, n);
    repeat(stream, n, "0000");
    put_hex(stream, "78 70");
}

/* Objects whose writeObject may or may not have skipped the fields, and an error at the end: every
 * reading has to be tried. */
static void guesses(struct stream *stream, uint32_t n)
{
    for (uint32_t i = 0; i < 16; i++) {
        put_numbered_class(stream, i, CUSTOM, 1);
        put_hex(stream, "42 0000 78 70");
    }
    for (uint32_t i = 0; i < n; i++) {
        put_hex(stream, "73");
        put_reference(stream, i % 16);
        put_hex(stream, "77 01 78 78");
    }
    put_hex(stream, "01");
}

const struct bomb bombs[] = {
    {"nested objects", nested_objects, 3000, SLUICE_OK},
    {"nested objects, cut", nested_objects_cut, 3000, SLUICE_CLAIM_EXCEEDS_INPUT},
    {"nested arrays", nested_arrays, 3000, SLUICE_OK},
    {"nested claims", nested_claims, 3000, SLUICE_CLAIM_EXCEEDS_INPUT},
    {"nested custom data", nested_custom, 3000, SLUICE_OK},
    {"nested external data", nested_external, 3000, SLUICE_OK},
    {"nested annotations", nested_annotations, 3000, SLUICE_OK},
    {"nested annotations, cut", nested_annotations_cut, 3000, SLUICE_TRUNCATED},
    {"nested classes of proxies", nested_proxy_classes, 3000, SLUICE_OK},
    {"nested objects of proxies, cut", nested_proxy_objects_cut, 3000, SLUICE_TRUNCATED},
    {"nested objects of proxies", nested_proxy_arrays, 3000, SLUICE_OK},
    {"descriptors in annotations of superclasses", nested_in_super, 1000, SLUICE_OK},
    {"superclasses", chain_of_names, 1000, SLUICE_OK},
    {"superclasses of one name", chain_of_one_name, 1000, SLUICE_OK},
    {"superclasses of one name, an object", chain_of_one_name_object, 1000, SLUICE_CLASS_REPEATED},
    {"proxies as superclasses", chain_of_proxies, 1000, SLUICE_OK},
    {"superclasses with custom data", chain_with_custom, 1000, SLUICE_OK},
    {"superclasses with a byte each", chain_with_bytes, 1000, SLUICE_OK},
    {"superclasses with an object each", chain_with_objects, 1000, SLUICE_OK},
    {"objects below many superclasses", chain_and_objects, 1000, SLUICE_OK},
    {"objects with data below many superclasses", chain_and_objects_with_data, 1000, SLUICE_OK},
    {"descriptors below many superclasses", chain_and_descriptors, 1000, SLUICE_OK},
    {"two names below many superclasses", chain_and_two_names, 3000, SLUICE_OK},
    {"known names below many superclasses", chain_and_known_names, 3000, SLUICE_OK},
    {"two names below too many superclasses", chain_and_two_names_too_long, 3000,
     SLUICE_LIMIT_HIERARCHY},
    {"nulls", nulls, 100000, SLUICE_OK},
    {"nulls in an array", nulls_in_array, 100000, SLUICE_OK},
    {"nulls in custom data", nulls_in_custom, 100000, SLUICE_OK},
    {"nulls in an annotation", nulls_in_annotation, 100000, SLUICE_OK},
    {"empty strings", empty_strings, 10000, SLUICE_OK},
    {"empty long strings", long_strings, 10000, SLUICE_OK},
    {"references", references, 10000, SLUICE_OK},
    {"empty blocks", empty_blocks, 10000, SLUICE_OK},
    {"empty blocks and nulls", blocks_and_nulls, 10000, SLUICE_OK},
    {"empty arrays", empty_arrays, 10000, SLUICE_OK},
    {"byte arrays", byte_arrays, 10000, SLUICE_OK},
    {"empty objects", empty_objects, 10000, SLUICE_OK},
    {"enums", enums, 10000, SLUICE_OK},
    {"classes", classes, 10000, SLUICE_OK},
    {"descriptors of one name", descriptors, 5000, SLUICE_OK},
    {"descriptors", descriptors_named, 5000, SLUICE_OK},
    {"proxies", proxies, 5000, SLUICE_OK},
    {"resets", resets, 10000, SLUICE_OK},
    {"resets and strings", resets_and_strings, 10000, SLUICE_OK},
    {"exceptions", exceptions, 3000, SLUICE_OK},
    {"an exception inside objects", exception_inside, 3000, SLUICE_OK},
    {"an exception inside annotations", exception_inside_annotations, 3000, SLUICE_OK},
    {"primitive fields", primitive_fields, 3276, SLUICE_OK},
    {"object fields", object_fields, 3276, SLUICE_OK},
    {"objects with many fields", fields_and_objects, 100, SLUICE_OK},
    {"interfaces", interfaces, 6553, SLUICE_OK},
    {"fields that may be missing", guesses, 1000, SLUICE_BAD_TYPE_CODE},
};

const size_t bomb_count = sizeof bombs / sizeof bombs[0];
