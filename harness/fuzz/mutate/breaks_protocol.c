/* Streams that break the protocol, and such that claim what they do not bring: IN-8, GOLD-1, GOLD-2. */
#include "harness/fuzz/mutate/breaks.h"

#include "harness/stream/chain.h"

#include <string.h>

/* --- sound items ------------------------------------------------------------------------------------------- */

static bool make_objects(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_break_array(mutation, id, "[Ljava.lang.Object;");
    (void)sluice_add(mutation, id, SLUICE_ROLE_ELEMENT, SLUICE_NODE_NULL);
    return true;
}

static bool make_ints(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_break_array(mutation, id, "[I");
    return true;
}

static bool make_string(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_break_string(mutation, id, "sound", 5);
    return true;
}

static bool make_class(struct sluice_mutation *mutation, sluice_node_id id)
{
    (void)sluice_break_class(mutation, id);
    return true;
}

static bool make_two_fields(struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id desc = sluice_break_class(mutation, id);
    (void)sluice_make_field(mutation, desc, "x", 1, sluice_text_bytes("I"));
    (void)sluice_make_field(mutation, desc, "y", 1, sluice_text_bytes("Ljava/lang/Object;"));
    return true;
}

/* --- items that may not stand where they do ------------------------------------------------------------------ */

static void become(struct sluice_mutation *mutation, sluice_node_id id, enum sluice_node_kind kind)
{
    sluice_clear(mutation, id);
    sluice_at(mutation, id)->kind = (uint8_t)kind;
}

static bool spoil_type_code(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const uint8_t codes[] = {0x00, 0x6F, 0x7F, 0x80, 0xFF, 0x41};
    become(mutation, id, SLUICE_NODE_RAW);
    sluice_put_bytes(mutation, id, &codes[sluice_random_below(&mutation->random, sizeof codes)], 1);
    return true;
}

static bool spoil_stray_end(struct sluice_mutation *mutation, sluice_node_id id)
{
    become(mutation, id, SLUICE_NODE_END);
    return true;
}

static bool spoil_element(struct sluice_mutation *mutation, sluice_node_id id,
                          enum sluice_node_kind kind)
{
    become(mutation, sluice_child(mutation->program, id, SLUICE_ROLE_ELEMENT), kind);
    return true;
}

static bool spoil_end_inside(struct sluice_mutation *mutation, sluice_node_id id)
{
    return spoil_element(mutation, id, SLUICE_NODE_END);
}

static bool spoil_reset_inside(struct sluice_mutation *mutation, sluice_node_id id)
{
    return spoil_element(mutation, id, SLUICE_NODE_RESET);
}

static bool spoil_block_inside(struct sluice_mutation *mutation, sluice_node_id id)
{
    return spoil_element(mutation, id, SLUICE_NODE_BLOCK);
}

/* --- references ------------------------------------------------------------------------------------------------ */

static bool spoil_handle(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const uint32_t handles[] = {0x7DFFFF, 0, 0x7E1000, 0x7FFFFFFF, UINT32_MAX};
    become(mutation, id, SLUICE_NODE_REFERENCE);
    sluice_at(mutation, id)->number = handles[sluice_random_below(&mutation->random, 5)];
    return true;
}

/* Something that takes a handle, and is not the descriptor of a class. */
static void make_referred(struct sluice_mutation *mutation, sluice_node_id id)
{
    switch (sluice_random_below(&mutation->random, 4)) {
    case 0:
        sluice_break_string(mutation, id, "sound", 5);
        break;
    case 1:
        sluice_break_array(mutation, id, "[I");
        break;
    case 2:
        sluice_break_array(mutation, id, "[Ljava.lang.Object;");
        break;
    default:
        (void)sluice_break_class(mutation, id);
        break;
    }
}

static bool make_any_referred(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_break_group(mutation, id);
    make_referred(mutation, sluice_add(mutation, id, SLUICE_ROLE_BODY, SLUICE_NODE_NULL));
    return true;
}

/* Which stands where a class is due: of an object, of an array, of a Class object, of a constant, or above another. */
static bool spoil_kind(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const enum sluice_node_kind owners[] = {SLUICE_NODE_OBJECT, SLUICE_NODE_ARRAY,
                                                   SLUICE_NODE_CLASS, SLUICE_NODE_ENUM,
                                                   SLUICE_NODE_CLASSDESC};
    const sluice_node_id referred = sluice_at(mutation, id)->first;
    const sluice_node_id owner = sluice_add(mutation, id, SLUICE_ROLE_BODY, SLUICE_NODE_NULL);
    const enum sluice_node_kind kind = owners[sluice_random_below(&mutation->random, 5)];
    sluice_node_id desc;
    if (kind == SLUICE_NODE_CLASSDESC) {
        const sluice_node_id below = sluice_break_object(mutation, owner, "a.Below",
                                                         SLUICE_FLAG_SERIALIZABLE);
        desc = sluice_child(mutation->program, below, SLUICE_ROLE_SUPER);
        sluice_at(mutation, owner)->role = SLUICE_ROLE_BODY;
    } else {
        sluice_at(mutation, owner)->kind = (uint8_t)kind;
        desc = sluice_add(mutation, owner, SLUICE_ROLE_DESC, SLUICE_NODE_NULL);
    }
    sluice_break_refer(mutation, desc, referred);
    return true;
}

/* An object of a class in the annotation of that class. */
static bool spoil_unfinished(struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id class = sluice_child(mutation->program, id, SLUICE_ROLE_DESC);
    const sluice_node_id object = sluice_new_place(mutation);
    sluice_at(mutation, object)->kind = SLUICE_NODE_OBJECT;
    sluice_put_into_list(mutation, class, object);
    const sluice_node_id desc = sluice_add(mutation, object, SLUICE_ROLE_DESC, SLUICE_NODE_NULL);
    sluice_break_refer(mutation, desc, class);
    return true;
}

/* --- lengths and texts -------------------------------------------------------------------------------------------- */

static void claim(struct sluice_mutation *mutation, sluice_node_id id, int64_t length)
{
    sluice_at(mutation, id)->marks |= SLUICE_NODE_CLAIM;
    sluice_at(mutation, id)->claim = length;
}

static void drop_rest(struct sluice_mutation *mutation, sluice_node_id id)
{
    while (sluice_at(mutation, id)->next != SLUICE_NODE_NONE) {
        sluice_program_detach(mutation->program, sluice_at(mutation, id)->next);
    }
}

static bool spoil_negative(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const int32_t claims[] = {-1, -2, INT32_MIN, INT32_MIN + 1, -65536};
    claim(mutation, id,
          claims[sluice_random_below(&mutation->random, sizeof claims / sizeof claims[0])]);
    return true;
}

static bool spoil_negative_string(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const int64_t claims[] = {-1, -2, INT64_MIN, INT64_MIN + 1, -(INT64_C(1) << 32), -256};
    enum { CLAIMS = sizeof claims / sizeof claims[0] };
    sluice_at(mutation, id)->marks |= SLUICE_NODE_LONG;
    claim(mutation, id, claims[sluice_random_below(&mutation->random, CLAIMS)]);
    return true;
}

/* More than any input has bytes. */
static bool spoil_ints_claim(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const int32_t claims[] = {SLUICE_FUZZ_MAX_INPUT, 65536, 1048576, INT32_MAX};
    claim(mutation, id, claims[sluice_random_below(&mutation->random, 4)]);
    return true;
}

/* Each array claims less than what remains, but not all of them together. */
static bool spoil_nested_claims(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_node_id at = id;
    for (size_t depth = 0; depth < 3; depth++) {
        claim(mutation, at, SLUICE_FUZZ_MAX_INPUT / 2);
        at = sluice_child(mutation->program, at, SLUICE_ROLE_ELEMENT);
        (void)make_objects(mutation, at);
    }
    return true;
}

/* What follows might be an exception, which releases an inspection from what arrays claimed. */
static bool spoil_last_claims(struct sluice_mutation *mutation, sluice_node_id id)
{
    drop_rest(mutation, id);
    return spoil_nested_claims(mutation, id);
}

static bool spoil_long_string(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const int64_t claims[] = {65536, INT32_MAX, INT64_C(1) << 40, INT64_MAX};
    sluice_at(mutation, id)->marks |= SLUICE_NODE_LONG;
    claim(mutation, id, claims[sluice_random_below(&mutation->random, 4)]);
    return true;
}

static bool spoil_utf(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const struct {
        const char *bytes;
        size_t length;
    } texts[] = {{"\x80", 1},
                 {"a\xC2", 2},
                 {"\xE2\x82", 2},
                 {"\xF0\x9F\x98\x80", 4},
                 {"\xFF", 1},
                 {"\xC2"
                  "a",
                  2},
                 {"a\xE2\x82z", 4}};
    enum { NEAR = 24, FAR = 160 };
    uint8_t text[2 * FAR + 8];
    const uint32_t around = sluice_random_one_in(&mutation->random, 4) ? FAR : NEAR;
    const size_t which = sluice_random_below(&mutation->random, sizeof texts / sizeof texts[0]);
    const size_t before = sluice_random_below(&mutation->random, around);
    const size_t behind = sluice_random_one_in(&mutation->random, 2)
                              ? 0
                              : sluice_random_below(&mutation->random, around);
    const size_t length = before + texts[which].length + behind;
    memset(text, 'a', length);
    memcpy(text + before, texts[which].bytes, texts[which].length);
    sluice_put_bytes(mutation, id, text, length);
    return true;
}

/* The stream ends in the item; what stood behind it is gone. */
static bool spoil_truncated(struct sluice_mutation *mutation, sluice_node_id id)
{
    drop_rest(mutation, id);
    claim(mutation, id, 6 + sluice_random_below(&mutation->random, 100));
    return true;
}

/* --- headers -------------------------------------------------------------------------------------------------------- */

static bool set_header(struct sluice_mutation *mutation, size_t at)
{
    uint8_t header[] = {0xAC, 0xED, 0, 5};
    header[at + sluice_random_below(&mutation->random, 2)] ^= (uint8_t)(1U << sluice_random_below(
                                                                            &mutation->random, 8));
    sluice_put_bytes(mutation, sluice_at(mutation, SLUICE_NODE_ROOT)->first, header, sizeof header);
    return true;
}

static bool spoil_magic(struct sluice_mutation *mutation, sluice_node_id id)
{
    (void)id;
    return set_header(mutation, 0);
}

static bool spoil_version(struct sluice_mutation *mutation, sluice_node_id id)
{
    (void)id;
    return set_header(mutation, 2);
}

/* --- descriptors ------------------------------------------------------------------------------------------------------ */

static sluice_node_id descriptor(const struct sluice_mutation *mutation, sluice_node_id id)
{
    return sluice_child(mutation->program, id, SLUICE_ROLE_DESC);
}

static sluice_node_id first_field(const struct sluice_mutation *mutation, sluice_node_id id)
{
    return sluice_child(mutation->program, descriptor(mutation, id), SLUICE_ROLE_FIELD);
}

static bool spoil_flags(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_at(mutation, descriptor(mutation, id))->code = SLUICE_FLAG_SERIALIZABLE |
                                                          SLUICE_FLAG_EXTERNALIZABLE;
    return true;
}

static bool spoil_field_type(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const uint8_t codes[] = {'Q', 'V', 0, 'i', 0xFF, 'A', 'K', 'E'};
    sluice_at(mutation, first_field(mutation, id))->code =
        codes[sluice_random_below(&mutation->random, sizeof codes)];
    return true;
}

static bool spoil_signature(struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id field = sluice_at(mutation, first_field(mutation, id))->next;
    const sluice_node_id type = sluice_child(mutation->program, field, SLUICE_ROLE_TYPE);
    sluice_at(mutation, type)->marks = 0;
    if (sluice_random_one_in(&mutation->random, 2)) {
        become(mutation, type, SLUICE_NODE_NULL);
    } else {
        sluice_put_bytes(mutation, type, "QI", sluice_random_below(&mutation->random, 3));
    }
    return true;
}

static bool spoil_field_order(struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id first = first_field(mutation, id);
    const sluice_node_id second = sluice_at(mutation, first)->next;
    sluice_program_detach(mutation->program, second);
    sluice_program_insert(mutation->program, descriptor(mutation, id), first, second);
    return true;
}

static bool spoil_enum_suid(struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id desc = descriptor(mutation, id);
    sluice_make_enum_class(mutation, desc, "java.lang.String");
    sluice_at(mutation, desc)->marks = 0;
    sluice_at(mutation, desc)->number = 1;
    return true;
}

/* A proxy between a class and the one above it. */
static void put_proxy_between(struct sluice_mutation *mutation, sluice_node_id desc)
{
    const sluice_node_id above = sluice_child(mutation->program, desc, SLUICE_ROLE_SUPER);
    const sluice_node_id between = sluice_new_place(mutation);
    sluice_at(mutation, between)->kind = SLUICE_NODE_PROXYDESC;
    (void)sluice_add_bytes(mutation, between, SLUICE_ROLE_INTERFACE, SLUICE_NODE_UTF, "a.I", 3);
    const sluice_node_id place = sluice_add(mutation, between, SLUICE_ROLE_SUPER, SLUICE_NODE_NULL);
    sluice_replace(mutation, above, between);
    sluice_replace(mutation, place, above);
}

/* Its own class stands above it, or above one that stands above it: at once, behind a proxy, or behind as many others as no
 * limit minds. */
static bool spoil_own_super(struct sluice_mutation *mutation, sluice_node_id id)
{
    enum { MOST_BETWEEN = 28 };
    sluice_node_id desc;
    if (sluice_random_one_in(&mutation->random, 3)) {
        const sluice_node_id below = sluice_break_object(mutation, id, "a.Below",
                                                         SLUICE_FLAG_SERIALIZABLE);
        desc = sluice_child(mutation->program, below, SLUICE_ROLE_SUPER);
        sluice_make_plain_class(mutation, desc, "a.Twice", 1, SLUICE_FLAG_SERIALIZABLE);
        sluice_at(mutation, desc)->marks = 0;
    } else {
        desc = sluice_break_object(mutation, id, "a.Twice", SLUICE_FLAG_SERIALIZABLE);
    }
    const sluice_node_id super = sluice_child(mutation->program, desc, SLUICE_ROLE_SUPER);
    sluice_make_plain_class(mutation, super, "a.Twice", 1, SLUICE_FLAG_SERIALIZABLE);
    sluice_at(mutation, super)->marks = 0;
    if (sluice_random_one_in(&mutation->random, 3)) {
        put_proxy_between(mutation, desc);
    }
    if (sluice_random_one_in(&mutation->random, 2)) {
        sluice_add_classes(mutation, desc,
                           1 + sluice_random_below(&mutation->random, MOST_BETWEEN));
    }
    return true;
}

/* An array that claims more than there is, and is released from that by an exception; and null. */
static bool make_released(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_break_group(mutation, id);
    const sluice_node_id array = sluice_add(mutation, id, SLUICE_ROLE_BODY, SLUICE_NODE_NULL);
    sluice_break_array(mutation, array, "[Ljava.lang.Object;");
    sluice_at(mutation, array)->marks |= SLUICE_NODE_CLAIM;
    sluice_at(mutation, array)->claim = 1 +
                                        (int64_t)sluice_random_below(&mutation->random, INT32_MAX);
    const sluice_node_id exception = sluice_add(mutation, array, SLUICE_ROLE_ELEMENT,
                                                SLUICE_NODE_EXCEPTION);
    const sluice_node_id thrown = sluice_add(mutation, exception, SLUICE_ROLE_EXCEPTION,
                                             SLUICE_NODE_NULL);
    (void)sluice_break_object(mutation, thrown, "java.io.IOException", SLUICE_FLAG_SERIALIZABLE);
    sluice_at(mutation, thrown)->role = SLUICE_ROLE_EXCEPTION;
    (void)sluice_add(mutation, id, SLUICE_ROLE_BODY, SLUICE_NODE_NULL);
    return true;
}

/* What is wrong behind it is not what it had claimed. */
static bool spoil_behind(struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id behind = sluice_at(mutation, id)->last;
    if (sluice_random_one_in(&mutation->random, 2)) {
        (void)spoil_type_code(mutation, behind);
    } else {
        become(mutation, behind, SLUICE_NODE_REFERENCE);
        sluice_at(mutation, behind)->number = 0x7DFFFF;
    }
    return true;
}

static bool spoil_null_class(struct sluice_mutation *mutation, sluice_node_id id)
{
    const uint8_t kind = sluice_random_one_in(&mutation->random, 2) ? SLUICE_NODE_OBJECT
                                                                    : SLUICE_NODE_ARRAY;
    become(mutation, id, (enum sluice_node_kind)kind);
    (void)sluice_add(mutation, id, SLUICE_ROLE_DESC, SLUICE_NODE_NULL);
    return true;
}

static bool spoil_reserved(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const char *const names[] = {"java.lang.String", "java.lang.Class",
                                        "java.io.ObjectStreamClass"};
    (void)sluice_break_object(mutation, id, names[sluice_random_below(&mutation->random, 3)],
                              SLUICE_FLAG_SERIALIZABLE);
    return true;
}

static bool spoil_interfaces(struct sluice_mutation *mutation, sluice_node_id id)
{
    become(mutation, id, SLUICE_NODE_CLASS);
    const sluice_node_id desc = sluice_add(mutation, id, SLUICE_ROLE_DESC, SLUICE_NODE_PROXYDESC);
    (void)sluice_add(mutation, desc, SLUICE_ROLE_SUPER, SLUICE_NODE_NULL);
    claim(mutation, desc, sluice_random_one_in(&mutation->random, 2) ? 65536 : INT32_MAX);
    return true;
}

/* --- the list ------------------------------------------------------------------------------------------------------------ */

/* clang-format off */
#define BOTH true, true
static const struct sluice_break breaks[] = {
    {"IN-8", "type-code", BOTH, NULL, spoil_type_code, {SLUICE_BAD_TYPE_CODE}},
    {"IN-8", "stray-end", BOTH, NULL, spoil_stray_end, {SLUICE_STRAY_END}},
    {"IN-8", "end-inside", BOTH, make_objects, spoil_end_inside, {SLUICE_UNEXPECTED_END}},
    {"IN-8", "reset-inside", BOTH, make_objects, spoil_reset_inside, {SLUICE_UNEXPECTED_RESET}},
    {"IN-8", "block-inside", BOTH, make_objects, spoil_block_inside, {SLUICE_UNEXPECTED_BLOCK_DATA}},
    {"IN-8", "unassigned-handle", BOTH, NULL, spoil_handle, {SLUICE_BAD_HANDLE}},
    {"IN-8", "handle-kind", BOTH, make_any_referred, spoil_kind, {SLUICE_REFERENCE_KIND}},
    {"IN-8", "unfinished-class", BOTH, make_class, spoil_unfinished, {SLUICE_DESCRIPTOR_UNFINISHED}},
    {"IN-8", "negative-length", BOTH, make_ints, spoil_negative, {SLUICE_NEGATIVE_LENGTH}},
    {"IN-8", "negative-long-string", BOTH, make_string, spoil_negative_string, {SLUICE_NEGATIVE_LENGTH}},
    {"IN-8", "modified-utf", BOTH, make_string, spoil_utf, {SLUICE_BAD_UTF}},
    {"IN-8", "truncated", BOTH, make_string, spoil_truncated, {SLUICE_TRUNCATED, SLUICE_CLAIM_EXCEEDS_INPUT}},
    {"IN-8", "magic", BOTH, NULL, spoil_magic, {SLUICE_BAD_MAGIC}},
    {"IN-8", "version", BOTH, NULL, spoil_version, {SLUICE_BAD_VERSION}},
    {"IN-8", "both-flags", BOTH, make_class, spoil_flags, {SLUICE_FLAGS_CONFLICT}},
    {"IN-8", "field-type", BOTH, make_two_fields, spoil_field_type, {SLUICE_BAD_FIELD_TYPE}},
    {"IN-8", "field-signature", BOTH, make_two_fields, spoil_signature, {SLUICE_BAD_FIELD_SIGNATURE}},
    {"IN-8", "field-order", BOTH, make_two_fields, spoil_field_order, {SLUICE_FIELD_ORDER}},
    {"IN-8", "enum-suid", BOTH, make_class, spoil_enum_suid, {SLUICE_ENUM_DESCRIPTOR}},
    {"IN-8", "own-superclass", BOTH, NULL, spoil_own_super, {SLUICE_CLASS_REPEATED}},
    {"IN-8", "fault-behind-released", false, true, make_released, spoil_behind, {SLUICE_BAD_TYPE_CODE, SLUICE_BAD_HANDLE}},
    {"IN-8", "null-class", BOTH, NULL, spoil_null_class, {SLUICE_NULL_DESCRIPTOR}},
    {"IN-8", "reserved-class", BOTH, NULL, spoil_reserved, {SLUICE_RESERVED_CLASS}},
    {"IN-8", "interface-count", BOTH, NULL, spoil_interfaces, {SLUICE_INTERFACE_COUNT}},
    {"GOLD-1", "array-claim", BOTH, make_ints, spoil_ints_claim,
     {SLUICE_CLAIM_EXCEEDS_INPUT, SLUICE_LIMIT_ARRAY_LENGTH, SLUICE_LIMIT_ELEMENTS}},
    {"GOLD-1", "string-claim", BOTH, make_string, spoil_long_string,
     {SLUICE_CLAIM_EXCEEDS_INPUT, SLUICE_LIMIT_STRING_BYTES, SLUICE_TRUNCATED}},
    {"GOLD-2", "nested-claims", true, false, make_objects, spoil_nested_claims, {SLUICE_CLAIM_EXCEEDS_INPUT}},
    {"GOLD-2", "last-claims", BOTH, make_objects, spoil_last_claims, {SLUICE_CLAIM_EXCEEDS_INPUT}},
};
/* clang-format on */

const struct sluice_breaks sluice_breaks_of_protocol = {breaks, sizeof breaks / sizeof breaks[0]};
