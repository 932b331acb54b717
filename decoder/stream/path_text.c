#include "path_text.h"

#include "engine.h"

#include <string.h>

enum { LONGEST_NAME = 64, HEAD_PART = 100 };

void sluice_path_put(struct sluice_path_text *text, const char *piece)
{
    const size_t length = strlen(piece);
    const size_t part = length < text->room ? length : text->room - 1;
    memcpy(text->to, piece, part);
    text->to += part;
    text->room -= part;
    *text->to = '\0';
}

void sluice_path_put_name(struct sluice_path_text *text, struct sluice_bytes name)
{
    for (size_t i = 0; i < name.length && text->room > 1; i++) {
        const uint8_t byte = name.data[i];
        *text->to++ = byte > 0x20 && byte < 0x7F ? (char)byte : '?';
        text->room--;
    }
    *text->to = '\0';
}

void sluice_path_put_field(struct sluice_path_text *text, struct sluice_bytes name)
{
    name.length = name.length < LONGEST_NAME ? name.length : LONGEST_NAME;
    sluice_path_put(text, ".");
    sluice_path_put_name(text, name);
}

const char *sluice_index_text(uint32_t index, char *buffer, size_t size)
{
    char *at = buffer + size - 1;
    *at-- = '\0';
    *at-- = ']';
    do {
        *at-- = (char)('0' + index % 10);
        index /= 10;
    } while (index > 0);
    *at = '[';
    return at;
}

void sluice_path_put_index(struct sluice_path_text *text, const char *before, uint32_t index)
{
    char digits[sizeof "[4294967295]"];
    sluice_path_put(text, before);
    sluice_path_put(text, sluice_index_text(index, digits, sizeof digits));
}

void sluice_path_cut(const char *whole, char *path, size_t size)
{
    const size_t length = strlen(whole);
    if (length < size) {
        memcpy(path, whole, length + 1);
        return;
    }
    const size_t tail = size - HEAD_PART - sizeof "...";
    memcpy(path, whole, HEAD_PART);
    memcpy(path + HEAD_PART, "...", 3);
    memcpy(path + HEAD_PART + 3, whole + length - tail, tail + 1);
}
