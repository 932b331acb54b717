/* What a section states of digests, and whether that is enough, and true. */
#include "base64.h"
#include "jar_text.h"

#include <string.h>
#include <strings.h>

static bool ends_with(struct sluice_bytes name, const char *suffix)
{
    const size_t length = strlen(suffix);
    return name.length > length &&
           strncasecmp((const char *)name.data + name.length - length, suffix, length) == 0;
}

/* A digest of the entry in some other form, as one for a language. */
static bool has_infix(struct sluice_bytes name)
{
    static const char infix[] = "-Digest-";
    for (size_t i = 0; i + sizeof infix - 1 <= name.length; i++) {
        if (strncasecmp((const char *)name.data + i, infix, sizeof infix - 1) == 0) {
            return true;
        }
    }
    return false;
}

static enum sluice_archive_reason add_claim(struct claims *claims, uint32_t bit,
                                            struct sluice_bytes value)
{
    const unsigned index = (unsigned)__builtin_ctz(bit);
    const size_t size = sluice_digest_size(index);
    uint8_t digest[DIGEST_MAX];
    if (!sluice_base64_decode(value, digest, size)) {
        return SLUICE_ARCHIVE_JAR_MF_SYNTAX;
    }
    if ((claims->known & bit) != 0 && memcmp(claims->values[index], digest, size) != 0) {
        return SLUICE_ARCHIVE_JAR_DIGEST_CONFLICT;
    }
    claims->known |= bit;
    memcpy(claims->values[index], digest, size);
    return SLUICE_ARCHIVE_OK;
}

bool sluice_claims_read(struct run *run, const struct jar_text *text, uint32_t section,
                        const char *suffix, struct claims *claims)
{
    claims->known = 0;
    claims->unknown = false;
    const struct section *where = &text->sections[section];
    for (uint32_t i = 0; i < where->count; i++) {
        const struct header *header = &text->headers[where->first + i];
        struct sluice_bytes name = sluice_header_name(text, header);
        const struct sluice_bytes value = sluice_header_value(text, header);
        if (!ends_with(name, suffix)) {
            claims->unknown = claims->unknown || (section > 0 && has_infix(name));
            continue;
        }
        name.length -= strlen(suffix);
        const uint32_t bit = sluice_digest_by_name(name);
        claims->unknown = claims->unknown || bit == 0;
        const enum sluice_archive_reason reason = bit == 0 ? SLUICE_ARCHIVE_OK
                                                           : add_claim(claims, bit, value);
        if (reason != SLUICE_ARCHIVE_OK) {
            return sluice_refuse(run, reason, "digest", sluice_section_place(text, section));
        }
    }
    return true;
}

bool sluice_claims_check(struct run *run, const struct claims *claims,
                         enum sluice_archive_reason missing, struct place place)
{
    if (claims->known == 0) {
        return sluice_refuse(run, missing, "digest", place);
    }
    if ((claims->known & run->policy->digests) == 0) {
        return sluice_refuse(run, SLUICE_ARCHIVE_JAR_WEAK_DIGEST, "digest", place);
    }
    return !claims->unknown || run->policy->allow_unknown_digests ||
           sluice_refuse(run, SLUICE_ARCHIVE_JAR_DIGEST_UNKNOWN, "digest", place);
}

bool sluice_claims_compare(struct run *run, const struct claims *claims,
                           const struct digests *digests, enum sluice_archive_reason mismatch,
                           struct place place)
{
    uint32_t wrong = 0;
    for (unsigned i = 0; i < DIGEST_COUNT; i++) {
        if ((claims->known & 1U << i) != 0 &&
            memcmp(claims->values[i], digests->values[i], sluice_digest_size(i)) != 0) {
            wrong |= 1U << i;
        }
    }
    if ((wrong & run->policy->digests) != 0) {
        return sluice_refuse(run, mismatch, "digest", place);
    }
    return wrong == 0 || sluice_refuse(run, SLUICE_ARCHIVE_JAR_DIGEST_CONFLICT, "digest", place);
}
