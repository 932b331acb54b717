/* What every public header shares: export marks and the must-use mark. */
#ifndef SLUICE_BASE_H
#define SLUICE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SLUICE_API __attribute__((visibility("default")))
#define SLUICE_NODISCARD __attribute__((warn_unused_result))

/**
 * A run of bytes that somebody else owns. Not NUL-terminated. The text forms in this library
 * (class names, field names, strings) are modified UTF-8 as it stood on the wire.
 */
struct sluice_bytes {
    const uint8_t *data;
    size_t length; /* bytes */
};

#endif
