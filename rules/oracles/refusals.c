/* What a refusal says, against the bytes at the place that it names. A target's own word counts here as it speaks
 * against itself: a reason that is none of these, or no place, is not looked at. */
#include "rules/oracles/refusals.h"

#include "rules/stream_codes.h"

#include <string.h>

/* --- bytes ------------------------------------------------------------------------------------------------------ */

bool sluice_refusal_number(const struct sluice_refusal *refusal, uint64_t from, unsigned bytes,
                           uint64_t *out)
{
    *out = 0;
    if (from > refusal->left || refusal->left - from < bytes) {
        return false;
    }
    for (unsigned i = 0; i < bytes; i++) {
        *out = *out << 8 | refusal->bytes[from + i];
    }
    return true;
}

bool sluice_refusal_stands(const struct sluice_refusal *refusal, uint8_t code)
{
    return refusal->left > 0 && refusal->bytes[0] == code;
}

bool sluice_refusal_follows(const struct sluice_refusal *refusal, uint8_t code)
{
    return refusal->answer->offset > 0 && refusal->bytes[-1] == code;
}

/* True if what stands there is none of the bytes of `codes`. */
static bool is_none_of(const struct sluice_refusal *refusal, const char *codes)
{
    return refusal->left > 0 && memchr(codes, refusal->bytes[0], strlen(codes)) == NULL;
}

/* Without the element that is concerned some reasons may be about one of several. */
static bool is_vague(const struct sluice_refusal *refusal)
{
    return refusal->answer->at == NULL;
}

static bool is_at(const struct sluice_refusal *refusal, const char *at)
{
    return sluice_same_text(refusal->answer->at, at);
}

/* --- the header and type codes ---------------------------------------------------------------------------------- */

static bool is_bad_magic(const struct sluice_refusal *refusal)
{
    uint64_t magic;
    return refusal->answer->offset == 0 && sluice_refusal_number(refusal, 0, 2, &magic) &&
           magic != 0xACED;
}

static bool is_bad_version(const struct sluice_refusal *refusal)
{
    uint64_t version;
    return refusal->answer->offset == 2 && sluice_refusal_number(refusal, 0, 2, &version) &&
           version != 5;
}

static bool is_bad_type_code(const struct sluice_refusal *refusal)
{
    if (is_at(refusal, "class")) {
        return is_none_of(refusal, "pqr}");
    }
    if (is_at(refusal, "enum.constant")) {
        return is_none_of(refusal, "t|");
    }
    if (is_at(refusal, "field.signature")) {
        return is_none_of(refusal, "pqt|");
    }
    /* TC_EXCEPTION has an object behind it, and else each code has its own reason. */
    return is_vague(refusal) || is_none_of(refusal, "pqrstuvwxyz{|}~") ||
           (sluice_refusal_follows(refusal, TC_EXCEPTION) && is_none_of(refusal, "s"));
}

static bool is_block(const struct sluice_refusal *refusal)
{
    return sluice_refusal_stands(refusal, TC_BLOCKDATA) ||
           sluice_refusal_stands(refusal, TC_BLOCKDATALONG);
}

static bool is_end(const struct sluice_refusal *refusal)
{
    return sluice_refusal_stands(refusal, TC_ENDBLOCKDATA);
}

static bool is_reset(const struct sluice_refusal *refusal)
{
    return sluice_refusal_stands(refusal, TC_RESET);
}

static bool is_exception(const struct sluice_refusal *refusal)
{
    return sluice_refusal_stands(refusal, TC_EXCEPTION);
}

/* --- lengths and texts ------------------------------------------------------------------------------------------ */

/* What is named there is cut short; of what else may be no number of bytes is known. */
static bool is_truncated(const struct sluice_refusal *refusal)
{
    static const struct {
        const char *at;
        uint64_t bytes;
    } parts[] = {
        {"type-code", 1},     {"class", 1},       {"reference.handle", 4},
        {"class.suid", 8},    {"class.flags", 1}, {"class.field-count", 2},
        {"field.type", 1},    {"magic", 2},       {"field.signature", 1},
        {"array.length", 4},  {"version", 2},     {"proxy.interface-count", 4},
        {"enum.constant", 1},
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (is_at(refusal, parts[i].at)) {
            return refusal->left < parts[i].bytes;
        }
    }
    return true;
}

static bool is_negative(const struct sluice_refusal *refusal)
{
    return refusal->left > 0 && refusal->bytes[0] >= 0x80;
}

/* True if there are `length` bytes of text behind the first `from` ones, and they are none. */
static bool is_no_text(const struct sluice_refusal *refusal, uint64_t from, uint64_t length)
{
    return from <= refusal->left && refusal->left - from >= length &&
           !sluice_map_is_text(refusal->bytes + from, length);
}

/* What the reader of a class finds in its custom data is no fault of the stream's own. */
static bool is_of_custom_data(const struct sluice_refusal *refusal)
{
    const char *at = refusal->answer->at;
    return at != NULL && strncmp(at, "object.", strlen("object.")) == 0;
}

static bool is_bad_text(const struct sluice_refusal *refusal)
{
    struct sluice_refusal before = *refusal;
    uint64_t length;
    if (is_of_custom_data(refusal)) {
        return sluice_refusal_stands(refusal, TC_OBJECT);
    }
    if (is_vague(refusal)) {
        return true;
    }
    if (!is_at(refusal, "string.bytes")) {
        return sluice_refusal_number(refusal, 0, 2, &length) && is_no_text(refusal, 2, length);
    }
    for (unsigned head = 3; head <= 9; head += 6) {
        if (refusal->answer->offset >= head) {
            before.bytes = refusal->bytes - head;
            before.left = refusal->left + head;
            if (sluice_refusal_stands(&before, head == 3 ? TC_STRING : TC_LONGSTRING) &&
                sluice_refusal_number(&before, 1, head - 1, &length) &&
                is_no_text(refusal, 0, length)) {
                return true;
            }
        }
    }
    return false;
}

/* --- references and descriptors --------------------------------------------------------------------------------- */

static bool is_reference(const struct sluice_refusal *refusal)
{
    return sluice_refusal_stands(refusal, TC_REFERENCE);
}

static bool is_bad_handle(const struct sluice_refusal *refusal)
{
    return sluice_refusal_follows(refusal, TC_REFERENCE) ||
           (sluice_refusal_follows(refusal, TC_EXCEPTION) && is_reference(refusal));
}

/* A reference to what is no descriptor or type string; or what has the descriptor of a proxy and may not. */
static bool is_of_wrong_kind(const struct sluice_refusal *refusal)
{
    return is_reference(refusal) ||
           ((is_vague(refusal) || is_at(refusal, "class")) &&
            (sluice_refusal_stands(refusal, TC_ARRAY) || sluice_refusal_stands(refusal, TC_ENUM)));
}

static bool is_container(const struct sluice_refusal *refusal)
{
    return !is_none_of(refusal, "suv~");
}

static bool has_no_descriptor(const struct sluice_refusal *refusal)
{
    return is_container(refusal) && refusal->left > 1 && refusal->bytes[1] == TC_NULL;
}

static bool has_both_flags(const struct sluice_refusal *refusal)
{
    const unsigned both = SC_SERIALIZABLE | SC_EXTERNALIZABLE;
    return refusal->left > 0 && (refusal->bytes[0] & both) == both;
}

static bool is_no_field_type(const struct sluice_refusal *refusal)
{
    return refusal->left > 0 && (refusal->bytes[0] == 0 || is_none_of(refusal, "BCDFIJSZL["));
}

/* Whether a string there begins as no type does; what a reference refers to is not looked at. */
static bool is_no_signature(const struct sluice_refusal *refusal)
{
    uint64_t length;
    const bool is_long = sluice_refusal_stands(refusal, TC_LONGSTRING);
    const unsigned head = is_long ? 9 : 3;
    if (!is_long && !sluice_refusal_stands(refusal, TC_STRING)) {
        return !is_none_of(refusal, "pq");
    }
    return sluice_refusal_number(refusal, 1, head - 1, &length) &&
           (length == 0 ||
            (refusal->left > head &&
             (refusal->bytes[head] == 0 || strchr("BCDFIJSZL[", refusal->bytes[head]) == NULL)));
}

/* A field of a primitive type; its type string may say so too. */
static bool is_primitive_field(const struct sluice_refusal *refusal)
{
    return !is_none_of(refusal, "BCDFIJSZL[");
}

static bool is_wrong_enum(const struct sluice_refusal *refusal)
{
    uint64_t number;
    if (is_at(refusal, "class.suid")) {
        return sluice_refusal_number(refusal, 0, 8, &number) && number != 0;
    }
    if (is_at(refusal, "class.field-count")) {
        return sluice_refusal_number(refusal, 0, 2, &number) && number != 0;
    }
    return is_vague(refusal) || sluice_refusal_stands(refusal, TC_ENUM);
}

static bool has_many_interfaces(const struct sluice_refusal *refusal)
{
    uint64_t number;
    return sluice_refusal_number(refusal, 0, 4, &number) && number > UINT16_MAX &&
           number <= INT32_MAX;
}

/* --- limits ----------------------------------------------------------------------------------------------------- */

/* True if the number of `bytes` bytes that stands there passes the limit, or nobody knows the limit. */
static bool passes(const struct sluice_refusal *refusal, const char *limit, unsigned bytes)
{
    uint64_t most;
    uint64_t number;
    return !sluice_case_limit(refusal->seen, limit, &most) ||
           (sluice_refusal_number(refusal, 0, bytes, &number) && number > most);
}

static bool passes_array_length(const struct sluice_refusal *refusal)
{
    return passes(refusal, "array_length", 4);
}

/* The same of a length behind a type code, of bytes that are all there: what is missing is missing, whatever the
 * limit is. */
static bool is_long(const struct sluice_refusal *refusal, uint8_t code, const char *limit,
                    unsigned bytes)
{
    uint64_t length;
    return sluice_refusal_follows(refusal, code) && passes(refusal, limit, bytes) &&
           sluice_refusal_number(refusal, 0, bytes, &length) && length <= refusal->left - bytes;
}

static bool passes_string_bytes(const struct sluice_refusal *refusal)
{
    return is_long(refusal, TC_STRING, "string_bytes", 2) ||
           is_long(refusal, TC_LONGSTRING, "string_bytes", 8);
}

static bool passes_fields(const struct sluice_refusal *refusal)
{
    return passes(refusal, "fields", 2);
}

static bool passes_interfaces(const struct sluice_refusal *refusal)
{
    return passes(refusal, "interfaces", 4);
}

static bool passes_block_bytes(const struct sluice_refusal *refusal)
{
    return is_long(refusal, TC_BLOCKDATA, "block_bytes", 1) ||
           is_long(refusal, TC_BLOCKDATALONG, "block_bytes", 4);
}

/* The elements of one array alone may not be too many: the limit is that of all. */
static bool is_array_length(const struct sluice_refusal *refusal)
{
    return !is_negative(refusal) && refusal->left >= 4;
}

/* What opens an element. */
static bool is_opening(const struct sluice_refusal *refusal)
{
    return !is_none_of(refusal, "rsuv{}~");
}

static bool has_bytes(const struct sluice_refusal *refusal, const char *limit)
{
    uint64_t most;
    return !sluice_case_limit(refusal->seen, limit, &most) || refusal->seen->context->length > most;
}

static bool passes_stream_bytes(const struct sluice_refusal *refusal)
{
    return has_bytes(refusal, "stream_bytes");
}

static bool passes_bytes(const struct sluice_refusal *refusal)
{
    return has_bytes(refusal, "bytes");
}

static bool is_anything(const struct sluice_refusal *refusal)
{
    (void)refusal;
    return true;
}

/* --- the reasons ------------------------------------------------------------------------------------------------ */

/* What a reason is about, as a whole. */
enum subject {
    FORM,    /* the stream is malformed right there */
    CUT,     /* it ends too early */
    CLASSES, /* of its superclass chains: the map reads on where there is something wrong with them */
    POLICY,
    LIMIT
};

struct reason {
    const char *name;
    const char *java_class;
    enum subject subject;
    sluice_bears_out_fn bears_out;
};

static const char eof[] = "EOFException";
static const char corrupted[] = "StreamCorruptedException";
static const char invalid_class[] = "InvalidClassException";
static const char invalid_object[] = "InvalidObjectException";

static const struct reason reasons[] = {
    {"truncated", eof, CUT, is_truncated},
    {"truncated-block", corrupted, CUT, is_truncated},
    {"claim-exceeds-input", eof, CUT, is_anything},
    {"bad-magic", corrupted, FORM, is_bad_magic},
    {"bad-version", corrupted, FORM, is_bad_version},
    {"bad-type-code", corrupted, FORM, is_bad_type_code},
    {"unexpected-block-data", corrupted, FORM, is_block},
    {"unexpected-end-block-data", corrupted, FORM, is_end},
    {"unexpected-reset", corrupted, FORM, is_reset},
    {"stray-end-block-data", "OptionalDataException", FORM, is_end},
    {"negative-length", corrupted, FORM, is_negative},
    {"bad-utf", "UTFDataFormatException", FORM, is_bad_text},
    {"bad-handle", corrupted, FORM, is_bad_handle},
    {"reference-kind", corrupted, FORM, is_of_wrong_kind},
    {"descriptor-unfinished", invalid_class, FORM, is_reference},
    {"null-descriptor", invalid_class, FORM, has_no_descriptor},
    {"flags-conflict", invalid_class, FORM, has_both_flags},
    {"bad-field-type", invalid_class, FORM, is_no_field_type},
    {"bad-field-signature", invalid_class, FORM, is_no_signature},
    {"field-order", invalid_class, FORM, is_primitive_field},
    {"enum-descriptor", invalid_class, FORM, is_wrong_enum},
    {"class-repeated", invalid_class, CLASSES, sluice_bears_out_repeated},
    {"reserved-class", invalid_class, CLASSES, sluice_bears_out_reserved},
    {"interface-count", invalid_object, FORM, has_many_interfaces},
    {"limit-stream-bytes", corrupted, LIMIT, passes_stream_bytes},
    {"limit-bytes", corrupted, LIMIT, passes_bytes},
    {"limit-objects", corrupted, LIMIT, is_anything},
    {"limit-elements", corrupted, LIMIT, is_array_length},
    {"limit-array-length", corrupted, LIMIT, passes_array_length},
    {"limit-string-bytes", corrupted, LIMIT, passes_string_bytes},
    {"limit-depth", corrupted, LIMIT, is_opening},
    {"limit-hierarchy", corrupted, LIMIT, is_opening},
    {"limit-fields", corrupted, LIMIT, passes_fields},
    {"limit-interfaces", corrupted, LIMIT, passes_interfaces},
    {"limit-block-bytes", corrupted, LIMIT, passes_block_bytes},
    {"class-not-in-policy", invalid_class, POLICY, sluice_bears_out_unnamed},
    {"class-absent", "ClassNotFoundException", POLICY, sluice_bears_out_absent},
    {"not-serializable", "NotSerializableException", POLICY, sluice_bears_out_not_serializable},
    {"not-permitted", "SecurityException", POLICY, sluice_bears_out_not_permitted},
    {"suid-mismatch", invalid_class, POLICY, sluice_bears_out_suid},
    {"kind-mismatch", invalid_class, POLICY, is_anything},
    {"field-type-mismatch", invalid_class, POLICY, sluice_bears_out_field_type},
    {"value-type", invalid_object, POLICY, sluice_bears_out_value_type},
    {"field-missing", invalid_object, POLICY, sluice_bears_out_missing_field},
    {"invariant-null", invalid_object, POLICY, sluice_bears_out_object},
    {"invariant-range", invalid_object, POLICY, sluice_bears_out_object},
    {"invariant-relation", invalid_object, POLICY, sluice_bears_out_object},
    {"invariant-type", invalid_object, POLICY, sluice_bears_out_object},
    {"invariant-size", invalid_object, POLICY, sluice_bears_out_object},
    {"invariant-one-of", invalid_object, POLICY, sluice_bears_out_object},
    {"invariant-duplicate", invalid_object, POLICY, sluice_bears_out_object},
    {"invariant-order", invalid_object, POLICY, sluice_bears_out_object},
    {"check-failed", invalid_object, POLICY, sluice_bears_out_object},
    {"reference-under-construction", invalid_object, POLICY, sluice_bears_out_open_reference},
    {"reference-not-built", invalid_object, POLICY, sluice_bears_out_unbuilt_reference},
    {"unknown-constant", invalid_object, POLICY, sluice_bears_out_constant},
    {"write-aborted", "WriteAbortedException", POLICY, is_exception},
    {"proxy-handler", invalid_object, POLICY, sluice_bears_out_object},
    {"resolve-refused", invalid_object, POLICY, sluice_bears_out_object},
};

static const struct reason *find_reason(const char *name)
{
    for (size_t i = 0; name != NULL && i < sizeof reasons / sizeof reasons[0]; i++) {
        if (strcmp(reasons[i].name, name) == 0) {
            return &reasons[i];
        }
    }
    return NULL;
}

/* --- the stream as a whole -------------------------------------------------------------------------------------- */

/* Where the map finds a fault, nobody comes behind it, and who finds one of form finds that one. */
static bool is_elsewhere(const struct sluice_refusal *refusal, const struct reason *reason,
                         struct sluice_judged *out)
{
    const struct sluice_stream_map *map = &refusal->seen->map;
    const uint64_t offset = refusal->answer->offset;
    const bool is_of_form = reason->subject == FORM && !is_of_custom_data(refusal);
    if (map->status != SLUICE_MAP_MALFORMED || !map->has_header || map->has_exception) {
        return false;
    }
    if (offset > map->reached) {
        sluice_violated(out, offset, "refused as %s behind a fault at offset %llu: %s",
                        reason->name, (unsigned long long)map->stopped, map->why);
    } else if (is_of_form && offset != map->stopped) {
        sluice_violated(out, offset, "refused as %s, but what is malformed stands at %llu: %s",
                        reason->name, (unsigned long long)map->stopped, map->why);
    } else if (reason->subject == CUT && !map->unmet_claim &&
               strcmp(reason->name, "claim-exceeds-input") != 0) {
        sluice_violated(out, offset, "refused as %s, though nothing is cut short before %llu: %s",
                        reason->name, (unsigned long long)map->stopped, map->why);
    }
    return sluice_is_violated(out);
}

static bool is_well_formed(const struct sluice_case *seen)
{
    return seen->map.status == SLUICE_MAP_COMPLETE && !seen->map.guessed &&
           !seen->map.has_exception;
}

/* Of objects that are refused IN-7 and DEV-6 judge the exception. */
static bool is_reported_so(const struct sluice_answer *answer, const struct reason *reason)
{
    return answer->java_class == NULL || reason->java_class == invalid_object ||
           strcmp(answer->java_class, reason->java_class) == 0;
}

bool sluice_is_refused_wrongly(const struct sluice_case *seen, struct sluice_judged *out)
{
    const struct sluice_answer *answer = &seen->run->answer;
    const struct reason *reason = find_reason(answer->reason);
    const uint64_t length = seen->context->length;
    if (!sluice_case_rejected(seen) || reason == NULL || answer->offset == SLUICE_NOT_MEASURED) {
        return false;
    }
    const bool is_limit = answer->outcome == SLUICE_OUTCOME_LIMIT;
    if (answer->offset > length || is_limit != (reason->subject == LIMIT)) {
        sluice_violated(out, answer->offset, "refused as %s, which cannot be said of this place",
                        reason->name);
        return true;
    }
    const struct sluice_refusal refusal = {.seen = seen,
                                           .answer = answer,
                                           .bytes = seen->context->bytes + answer->offset,
                                           .left = length - answer->offset};
    if (!reason->bears_out(&refusal)) {
        sluice_violated(out, answer->offset, "refused as %s, which the bytes there do not bear out",
                        reason->name);
    } else if (!is_reported_so(answer, reason)) {
        sluice_violated(out, answer->offset, "%s is reported as %s, not as %s", reason->name,
                        answer->java_class, reason->java_class);
    } else if ((reason->subject == FORM || reason->subject == CUT) && is_well_formed(seen) &&
               !is_of_custom_data(&refusal)) {
        sluice_violated(out, answer->offset, "refused as %s, though the stream is well formed",
                        reason->name);
    }
    return sluice_is_violated(out) || is_elsewhere(&refusal, reason, out);
}
