/* Distinguished encoding (DER), read without recursion and without libcrypto. */
#ifndef SLUICE_ARCHIVE_DER_H
#define SLUICE_ARCHIVE_DER_H

#include "sluice/base.h"

enum {
    DER_INTEGER = 0x02,
    DER_OID = 0x06,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31,
    DER_CONTEXT_0 = 0xA0,
    DER_CONTEXT_1 = 0xA1
};

enum { DER_MAX_DEPTH = 64 };

struct der_element {
    uint8_t tag; /* 0 for the end */
    struct sluice_bytes whole;
    struct sluice_bytes content;
};

enum der_fault {
    DER_OK,
    DER_MALFORMED, /* no structure: something ends beyond its container */
    DER_NOT_DER,   /* a structure, but not in the one encoding */
    DER_TOO_DEEP,
    DER_TOO_MANY
};

/* Checks the first element in `bytes` and all that is in it. `*at` is where it failed; on success,
 * where the element ends. */
enum der_fault sluice_der_check(struct sluice_bytes bytes, size_t max_depth, size_t max_elements,
                                size_t *at, size_t *elements);

/* Takes the next element of checked bytes; tag 0 when there is none. */
struct der_element sluice_der_next(struct sluice_bytes *bytes);

/* Takes the next element if it has that tag. */
SLUICE_NODISCARD bool sluice_der_take(struct sluice_bytes *bytes, uint8_t tag,
                                      struct der_element *element);

/* Whether the elements stand in the order that a SET OF has. */
bool sluice_der_is_sorted(struct sluice_bytes elements);

#endif
