#include "harness/targets/jar_file.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The end of the central directory (APPNOTE 4.3.16), and how long its comment may be. */
enum { END = 22, COMMENT = 65535, ENTRY = 46 };

static uint32_t little(const uint8_t *bytes, size_t count)
{
    uint32_t value = 0;
    for (size_t i = count; i > 0; i--) {
        value = value << 8 | bytes[i - 1];
    }
    return value;
}

/* Whether the last bytes of a file of `size` have such an end. What it tells of must lie right before it. */
static bool has_end(const uint8_t *tail, size_t length, uint64_t size, uint64_t *directory)
{
    for (size_t at = length >= END ? length - END + 1 : 0; at-- > 0;) {
        const uint8_t *end = tail + at;
        if (memcmp(end, "PK\5\6", 4) == 0 && little(end + 20, 2) == length - at - END) {
            const uint64_t begin = little(end + 16, 4);
            const uint32_t bytes = little(end + 12, 4);
            *directory = begin;
            return bytes >= ENTRY && begin + bytes == size - length + at;
        }
    }
    return false;
}

static bool is_whole(FILE *file, uint8_t *tail)
{
    if (fseek(file, 0, SEEK_END) != 0) {
        return false;
    }
    const long size = ftell(file);
    const size_t length = size < END + COMMENT ? (size_t)(size < 0 ? 0 : size) : END + COMMENT;
    uint64_t directory = 0;
    uint8_t first[4];
    return size >= 0 && fseek(file, -(long)length, SEEK_END) == 0 &&
           fread(tail, 1, length, file) == length &&
           has_end(tail, length, (uint64_t)size, &directory) &&
           fseek(file, (long)directory, SEEK_SET) == 0 &&
           fread(first, 1, sizeof first, file) == sizeof first && memcmp(first, "PK\1\2", 4) == 0;
}

bool sluice_is_whole_jar(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *tail = malloc(END + COMMENT);
    const bool whole = file != NULL && tail != NULL && is_whole(file, tail);
    free(tail);
    if (file != NULL) {
        (void)fclose(file);
    }
    return whole;
}
