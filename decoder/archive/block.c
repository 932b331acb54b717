#include "block.h"
#include "der.h"

#include <string.h>

static const uint8_t oid_signed_data[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02};
static const uint8_t oid_data[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01};
static const uint8_t oid_content_type[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x03};
static const uint8_t oid_message_digest[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x04};
static const uint8_t oid_protection[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x34};
static const uint8_t oid_timestamp[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D,
                                        0x01, 0x09, 0x10, 0x02, 0x0E};

#define IS_OID(element, oid)                                                                       \
    ((element).tag == DER_OID && (element).content.length == sizeof(oid) &&                        \
     memcmp((element).content.data, oid, sizeof(oid)) == 0)

static bool refuse(struct run *run, const struct block *block, enum sluice_archive_reason reason,
                   const char *at, struct sluice_bytes bytes)
{
    const uint64_t offset = bytes.data == NULL ? 0 : (uint64_t)(bytes.data - block->bytes.data);
    return sluice_refuse(run, reason, at, sluice_in_entry(run->block, offset, bytes.length));
}

static bool check_encoding(struct run *run, const struct block *block)
{
    const struct sluice_archive_limits *limits = &run->policy->limits;
    const struct sluice_bytes bytes = block->bytes;
    size_t at = 0;
    size_t elements = 0;
    enum der_fault fault = DER_MALFORMED;
    if (bytes.length > 0 && bytes.data[0] == DER_SEQUENCE) {
        fault = sluice_der_check(bytes, limits->block_depth, limits->block_elements, &at,
                                 &elements);
    }
    sluice_step(run, elements);
    const struct place place = sluice_in_entry(run->block, at, bytes.length - at);
    switch (fault) {
    case DER_OK:
        return true;
    case DER_NOT_DER:
        return sluice_refuse(run, SLUICE_ARCHIVE_CMS_NOT_DER, "encoding", place);
    case DER_TOO_DEEP:
        return sluice_refuse_limit(run, SLUICE_ARCHIVE_CMS_LIMIT, "block_depth", place);
    case DER_TOO_MANY:
        return sluice_refuse_limit(run, SLUICE_ARCHIVE_CMS_LIMIT, "block_elements", place);
    case DER_MALFORMED:
        break;
    }
    return sluice_refuse(run, SLUICE_ARCHIVE_CMS_PARSE, "encoding", place);
}

/* The only value of an attribute, and that it has but one. */
static struct der_element only_value(struct sluice_bytes attribute)
{
    struct der_element set;
    (void)sluice_der_next(&attribute); /* its type */
    if (!sluice_der_take(&attribute, DER_SET, &set) || attribute.length != 0) {
        return (struct der_element){0};
    }
    const struct der_element value = sluice_der_next(&set.content);
    return set.content.length == 0 ? value : (struct der_element){0};
}

static bool is_repeated(struct sluice_bytes before, struct sluice_bytes type)
{
    while (before.length > 0) {
        struct der_element attribute = sluice_der_next(&before);
        const struct der_element other = sluice_der_next(&attribute.content);
        if (other.whole.length == type.length &&
            memcmp(other.whole.data, type.data, type.length) == 0) {
            return true;
        }
    }
    return false;
}

/* Content type and message digest once each; no attribute twice. */
static bool check_signed_attributes(struct run *run, struct block *block,
                                    struct der_element attributes)
{
    bool has_type = false;
    bool has_digest = false;
    if (!sluice_der_is_sorted(attributes.content)) {
        return refuse(run, block, SLUICE_ARCHIVE_CMS_NOT_DER, "order of signed attributes",
                      attributes.whole);
    }
    struct sluice_bytes rest = attributes.content;
    while (rest.length > 0) {
        const struct sluice_bytes before = {attributes.content.data,
                                            attributes.content.length - rest.length};
        const struct der_element attribute = sluice_der_next(&rest);
        struct sluice_bytes inner = attribute.content;
        const struct der_element type = sluice_der_next(&inner);
        const struct der_element value = only_value(attribute.content);
        const bool is_type = IS_OID(type, oid_content_type);
        const bool is_digest = IS_OID(type, oid_message_digest);
        if (attribute.tag != DER_SEQUENCE || type.tag != DER_OID || value.tag == 0 ||
            is_repeated(before, type.whole) || (is_type && !IS_OID(value, oid_data)) ||
            (is_digest && value.tag != 0x04)) {
            return refuse(run, block, SLUICE_ARCHIVE_CMS_ATTRS, "signed attribute",
                          attribute.whole);
        }
        has_type = has_type || is_type;
        has_digest = has_digest || is_digest;
        if (is_digest) {
            block->message_digest = value.content;
        }
        if (IS_OID(type, oid_protection)) {
            block->protection = value.whole;
        }
        sluice_step(run, 1 + before.length / 16);
    }
    return (has_type && has_digest) ||
           refuse(run, block, SLUICE_ARCHIVE_CMS_ATTRS, "signed attributes", attributes.whole);
}

/* A timestamp is allowed; it is looked at when it is needed. */
static bool check_unsigned_attributes(struct run *run, struct block *block,
                                      struct der_element attributes)
{
    struct sluice_bytes rest = attributes.content;
    while (rest.length > 0) {
        const struct der_element attribute = sluice_der_next(&rest);
        struct sluice_bytes inner = attribute.content;
        const struct der_element type = sluice_der_next(&inner);
        if (!IS_OID(type, oid_timestamp)) {
            return refuse(run, block, SLUICE_ARCHIVE_CMS_ATTRS, "unsigned attribute",
                          attribute.whole);
        }
        const bool repeated = block->has_timestamp;
        block->has_timestamp = true;
        block->timestamp = repeated ? (struct sluice_bytes){NULL, 0}
                                    : only_value(attribute.content).whole;
    }
    return true;
}

static bool is_same(struct sluice_bytes left, struct sluice_bytes right)
{
    return sluice_compare_bytes(left, right) == 0;
}

/* Two algorithms by name and parameters; to have none is to have NULL. */
static bool is_same_algorithm(struct sluice_bytes left, struct sluice_bytes right)
{
    static const uint8_t null[] = {0x05, 0x00};
    const struct sluice_bytes none = {null, sizeof null};
    if (!is_same(sluice_der_next(&left).whole, sluice_der_next(&right).whole)) {
        return false;
    }
    return is_same(left.length == 0 ? none : left, right.length == 0 ? none : right);
}

bool sluice_block_lists_digest(const struct block *block)
{
    struct sluice_bytes rest = block->digest_algorithms;
    while (rest.length > 0) {
        const struct der_element listed = sluice_der_next(&rest);
        if (listed.tag == DER_SEQUENCE &&
            is_same_algorithm(listed.content, block->digest_algorithm)) {
            return true;
        }
    }
    return false;
}

/* Rule: signed attributes that name algorithms name those of the signer (RFC 6211). */
static bool is_protection(struct sluice_bytes bytes, struct sluice_bytes digest,
                          struct sluice_bytes signature)
{
    struct der_element protection;
    struct der_element named;
    struct der_element with;
    if (!sluice_der_take(&bytes, DER_SEQUENCE, &protection)) {
        return false;
    }
    struct sluice_bytes rest = protection.content;
    return sluice_der_take(&rest, DER_SEQUENCE, &named) &&
           sluice_der_take(&rest, DER_CONTEXT_1, &with) && rest.length == 0 &&
           is_same_algorithm(named.content, digest) && is_same_algorithm(with.content, signature);
}

static bool is_number(struct sluice_bytes content, uint8_t number)
{
    return content.length == 1 && content.data[0] == number;
}

static bool read_signer(struct run *run, struct block *block, struct der_element signer)
{
    struct sluice_bytes rest = signer.content;
    struct der_element part;
    struct der_element version;
    if (!sluice_der_take(&rest, DER_INTEGER, &version)) {
        return refuse(run, block, SLUICE_ARCHIVE_CMS_PARSE, "signer", signer.whole);
    }
    const bool by_name = sluice_der_take(&rest, DER_SEQUENCE, &part);
    if (!by_name) {
        part = sluice_der_next(&rest);
        if (part.tag != 0x80 || !run->policy->allow_key_identifier) {
            return refuse(run, block, SLUICE_ARCHIVE_CMS_SID, "signer's name", part.whole);
        }
    }
    struct sluice_bytes name = part.content;
    if (by_name) {
        block->issuer = sluice_der_next(&name).whole;
    }
    /* Both versions follow from how the signer is named. */
    const uint8_t expected = by_name ? 1 : 3;
    if (!is_number(version.content, expected) || !is_number(block->version, expected) ||
        !sluice_der_take(&rest, DER_SEQUENCE, &part)) {
        return refuse(run, block, SLUICE_ARCHIVE_CMS_PARSE, "signer's version", signer.whole);
    }
    const struct sluice_bytes digest = part.content;
    block->digest_algorithm = digest;
    block->has_signed_attributes = sluice_der_take(&rest, DER_CONTEXT_0, &part);
    block->signed_attributes = part.whole;
    if (block->has_signed_attributes && !check_signed_attributes(run, block, part)) {
        return false;
    }
    if (!block->has_signed_attributes && run->policy->demand_signed_attributes) {
        return refuse(run, block, SLUICE_ARCHIVE_CMS_ATTRS, "signed attributes", signer.whole);
    }
    struct der_element algorithm;
    if (!sluice_der_take(&rest, DER_SEQUENCE, &algorithm) || !sluice_der_take(&rest, 0x04, &part)) {
        return refuse(run, block, SLUICE_ARCHIVE_CMS_PARSE, "signature", signer.whole);
    }
    if (block->protection.data != NULL &&
        !is_protection(block->protection, digest, algorithm.content)) {
        return refuse(run, block, SLUICE_ARCHIVE_CMS_ATTRS, "protected algorithms",
                      block->protection);
    }
    block->signature = part.content;
    if (sluice_der_take(&rest, DER_CONTEXT_1, &part) &&
        !check_unsigned_attributes(run, block, part)) {
        return false;
    }
    return rest.length == 0 ||
           refuse(run, block, SLUICE_ARCHIVE_CMS_PARSE, "end of the signer", rest);
}

static bool read_signers(struct run *run, struct block *block, struct sluice_bytes *rest)
{
    struct der_element set;
    if (!sluice_der_take(rest, DER_SET, &set) || rest->length != 0) {
        return refuse(run, block, SLUICE_ARCHIVE_CMS_PARSE, "signers", *rest);
    }
    struct sluice_bytes signers = set.content;
    struct der_element signer;
    if (!sluice_der_take(&signers, DER_SEQUENCE, &signer) || signers.length != 0) {
        return refuse(run, block, SLUICE_ARCHIVE_CMS_NSIGNERS, "signers", set.whole);
    }
    return read_signer(run, block, signer);
}

static bool read_certificates(struct run *run, struct block *block, struct sluice_bytes *rest)
{
    struct der_element set;
    if (!sluice_der_take(rest, DER_CONTEXT_0, &set)) {
        return true;
    }
    block->certificates = set.content;
    struct sluice_bytes certificates = set.content;
    uint64_t count = 0;
    while (certificates.length > 0) {
        const struct der_element certificate = sluice_der_next(&certificates);
        if (certificate.tag != DER_SEQUENCE) {
            return refuse(run, block, SLUICE_ARCHIVE_CMS_PARSE, "certificate", certificate.whole);
        }
        if (++count > run->policy->limits.block_certificates) {
            return sluice_refuse_limit(run, SLUICE_ARCHIVE_CMS_LIMIT, "block_certificates",
                                       sluice_in_entry(run->block, 0, block->bytes.length));
        }
    }
    return true;
}

/* A set of digest algorithms, then the type of the content, which is not there itself. */
static bool read_content_info(struct run *run, struct block *block, struct sluice_bytes *rest)
{
    struct der_element part;
    struct der_element type;
    if (!sluice_der_take(rest, DER_SET, &part) || part.content.length == 0) {
        return refuse(run, block, SLUICE_ARCHIVE_CMS_PARSE, "digest algorithms", *rest);
    }
    block->digest_algorithms = part.content;
    if (!sluice_der_take(rest, DER_SEQUENCE, &part)) {
        return refuse(run, block, SLUICE_ARCHIVE_CMS_PARSE, "content", *rest);
    }
    struct sluice_bytes content = part.content;
    if (!sluice_der_take(&content, DER_OID, &type)) {
        return refuse(run, block, SLUICE_ARCHIVE_CMS_PARSE, "type of the content", part.whole);
    }
    if (content.length > 0) {
        return refuse(run, block, SLUICE_ARCHIVE_CMS_EMBEDDED, "content", part.whole);
    }
    return IS_OID(type, oid_data) ||
           refuse(run, block, SLUICE_ARCHIVE_CMS_ATTRS, "type of the content", type.whole);
}

/* The signed data inside the content info; the bytes behind it are looked at last. */
static bool open_signed_data(struct run *run, const struct block *block, struct sluice_bytes *data)
{
    struct sluice_bytes rest = block->bytes;
    struct der_element info;
    struct der_element type;
    struct der_element wrapped;
    struct der_element signed_data;
    if (!sluice_der_take(&rest, DER_SEQUENCE, &info) ||
        !sluice_der_take(&info.content, DER_OID, &type) || !IS_OID(type, oid_signed_data) ||
        !sluice_der_take(&info.content, DER_CONTEXT_0, &wrapped) || info.content.length != 0 ||
        !sluice_der_take(&wrapped.content, DER_SEQUENCE, &signed_data) ||
        wrapped.content.length != 0) {
        return refuse(run, block, SLUICE_ARCHIVE_CMS_PARSE, "signed data", block->bytes);
    }
    if (rest.length > 0) {
        return refuse(run, block, SLUICE_ARCHIVE_CMS_TRAILING, "after the structure", rest);
    }
    *data = signed_data.content;
    return true;
}

bool sluice_block_read(struct run *run, struct sluice_bytes bytes, struct block *block)
{
    run->check = SLUICE_ARCHIVE_CHECK_BLOCK;
    *block = (struct block){.bytes = bytes};
    struct sluice_bytes data;
    if (!check_encoding(run, block) || !open_signed_data(run, block, &data)) {
        return false;
    }
    struct der_element version;
    if (!sluice_der_take(&data, DER_INTEGER, &version)) {
        return refuse(run, block, SLUICE_ARCHIVE_CMS_PARSE, "version", data);
    }
    block->version = version.content;
    return read_content_info(run, block, &data) && read_certificates(run, block, &data) &&
           read_signers(run, block, &data) &&
           sluice_passed(run, sluice_in_entry(run->block, 0, bytes.length));
}
