#include "harness/fuzz/archive/class_form.h"

#include <string.h>

enum { MOST_CONSTANTS = 512 };

static size_t u16(struct sluice_bytes bytes, size_t at)
{
    return at + 2 > bytes.length ? 0 : (size_t)(bytes.data[at] << 8 | bytes.data[at + 1]);
}

/* Where each constant begins; the count, or 0 for bytes that are no class. */
static size_t find_constants(struct sluice_bytes bytes, size_t *places, size_t room, size_t *end)
{
    static const uint8_t sizes[] = {0, 2, 0, 4, 4, 8, 8, 2, 2, 4, 4, 4, 4, 0, 0, 3, 2, 4, 4, 2, 2};
    const size_t count = u16(bytes, 8);
    size_t at = 10;
    if (bytes.length < 10 || memcmp(bytes.data, "\xCA\xFE\xBA\xBE", 4) != 0 || count > room) {
        return 0;
    }
    for (size_t i = 1; i < count; i++) {
        const uint8_t tag = at < bytes.length ? bytes.data[at] : 0;
        if (tag >= sizeof sizes || sizes[tag] == 0) {
            return 0;
        }
        places[i] = at;
        at += 1U + sizes[tag] + (tag == 1 ? u16(bytes, at + 1) : 0U);
        if (tag == 5 || tag == 6) {
            places[++i] = 0;
            if (i == count) {
                return 0;
            }
        }
    }
    *end = at;
    return at + 4 <= bytes.length ? count : 0;
}

struct sluice_bytes sluice_class_form_name(struct sluice_bytes bytes, bool *unsure)
{
    static size_t places[MOST_CONSTANTS];
    const struct sluice_bytes none = {NULL, 0};
    size_t end = 0;
    *unsure = u16(bytes, 8) > MOST_CONSTANTS;
    const size_t count = find_constants(bytes, places, MOST_CONSTANTS, &end);
    const size_t own = u16(bytes, end + 2);
    if (count == 0 || own == 0 || own >= count || places[own] == 0 ||
        bytes.data[places[own]] != 7) {
        return none;
    }
    const size_t text = u16(bytes, places[own] + 1);
    if (text == 0 || text >= count || places[text] == 0 || bytes.data[places[text]] != 1) {
        return none;
    }
    return (struct sluice_bytes){bytes.data + places[text] + 3, u16(bytes, places[text] + 1)};
}

/* The package in a text that is the name of a class; empty when it is something else. */
static struct sluice_bytes package_in(struct sluice_bytes text)
{
    size_t slash = 0;
    for (size_t i = 0; i < text.length; i++) {
        const uint8_t byte = text.data[i] | 0x20;
        if (text.data[i] == '/') {
            slash = i;
        } else if (byte < 'a' || byte > 'z') {
            return (struct sluice_bytes){NULL, 0};
        }
    }
    return (struct sluice_bytes){text.data, slash + 1 < text.length ? slash : 0};
}

void sluice_class_form_depend(struct sluice_class_form_dependencies *dependencies,
                              struct sluice_bytes from, struct sluice_bytes bytes)
{
    static size_t places[MOST_CONSTANTS];
    size_t end = 0;
    const size_t count = find_constants(bytes, places, MOST_CONSTANTS, &end);
    for (size_t i = 1; i < count; i++) {
        const size_t at = places[i];
        if (at == 0 || bytes.data[at] != 1) {
            continue;
        }
        const struct sluice_bytes to = package_in(
            (struct sluice_bytes){bytes.data + at + 3, u16(bytes, at + 1)});
        if (to.length > 0 && dependencies->count < SLUICE_CLASS_FORM_DEPENDENCIES) {
            dependencies->list[dependencies->count].from = from;
            dependencies->list[dependencies->count++].to = to;
        }
    }
}
