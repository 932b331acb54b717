#include "der_edit.h"

#include <string.h>

/* An element: tag, length, contents. */
struct element {
    size_t start;
    size_t contents;
    size_t end;
};

static bool read_element(const uint8_t *data, size_t at, size_t end, struct element *out)
{
    if (end - at < 2) {
        return false;
    }
    size_t length = data[at + 1];
    size_t head = 2;
    if (length >= 0x80) {
        const size_t bytes = length & 0x7F;
        length = 0;
        if (bytes == 0 || bytes > 4 || end - at < 2 + bytes) {
            return false;
        }
        for (size_t i = 0; i < bytes; i++) {
            length = length << 8 | data[at + 2 + i];
        }
        head += bytes;
    }
    *out = (struct element){at, at + head, at + head + length};
    return length <= end - at - head;
}

static size_t count_children(const uint8_t *data, const struct element *in)
{
    struct element child;
    size_t count = 0;
    for (size_t at = in->contents; at < in->end && read_element(data, at, in->end, &child);
         at = child.end) {
        count++;
    }
    return count;
}

static bool find_child(const uint8_t *data, const struct element *in, int64_t number,
                       struct element *out)
{
    const size_t count = count_children(data, in);
    const int64_t index = number < 0 ? (int64_t)count + number : number;
    if (index < 0 || (size_t)index >= count) {
        return false;
    }
    size_t at = in->contents;
    for (int64_t i = 0; i <= index; i++) {
        if (!read_element(data, at, in->end, out)) {
            return false;
        }
        at = out->end;
    }
    return true;
}

/* A length as short as it can be, or with one byte more. */
static void add_length(struct sluice_text *out, size_t length, bool is_long)
{
    uint8_t bytes[6];
    size_t used = 0;
    for (size_t rest = length; rest > 0; rest >>= 8) {
        used++;
    }
    if (length < 0x80 && !is_long) {
        bytes[0] = (uint8_t)length;
        sluice_text_add(out, bytes, 1);
        return;
    }
    used = used + (is_long && length >= 0x80 ? 1 : 0);
    used = used == 0 ? 1 : used;
    bytes[0] = (uint8_t)(0x80 | used);
    for (size_t i = 0; i < used; i++) {
        bytes[1 + i] = (uint8_t)(length >> (8 * (used - 1 - i)));
    }
    sluice_text_add(out, bytes, 1 + used);
}

/* What stands in the place of the innermost element. */
static void add_changed(const uint8_t *data, const struct element *element,
                        enum sluice_der_change change, struct sluice_bytes bytes,
                        struct sluice_text *out)
{
    const size_t length = element->end - element->contents;
    if (change == SLUICE_DER_BECOMES) {
        sluice_text_add(out, bytes.data, bytes.length);
        return;
    }
    const size_t more = change == SLUICE_DER_APPEND ? bytes.length : 0;
    sluice_text_add(out, data + element->start, 1);
    add_length(out, length + more, change == SLUICE_DER_LONG_LENGTH);
    sluice_text_add(out, data + element->contents, length);
    if (more > 0) {
        sluice_text_add(out, bytes.data, bytes.length);
    }
}

const char *sluice_der_edit(struct sluice_text *der, const int64_t *path, size_t depth,
                            enum sluice_der_change change, struct sluice_bytes bytes)
{
    const uint8_t *data = (const uint8_t *)der->data;
    struct element levels[SLUICE_DER_DEPTH + 1];
    if (depth > SLUICE_DER_DEPTH || der->length == 0 ||
        !read_element(data, 0, der->length, &levels[0])) {
        return "there is no DER structure";
    }
    for (size_t i = 0; i < depth; i++) {
        if (!find_child(data, &levels[i], path[i], &levels[i + 1])) {
            return "there is no such element";
        }
    }
    struct sluice_text inner = {0};
    add_changed(data, &levels[depth], change, bytes, &inner);
    for (size_t i = depth; i > 0; i--) {
        const struct element *in = &levels[i - 1];
        const size_t before = levels[i].start - in->contents;
        const size_t behind = in->end - levels[i].end;
        struct sluice_text outer = {0};
        sluice_text_add(&outer, data + in->start, 1);
        add_length(&outer, before + inner.length + behind, false);
        sluice_text_add(&outer, data + in->contents, before);
        sluice_text_add(&outer, sluice_text_get(&inner), inner.length);
        sluice_text_add(&outer, data + levels[i].end, behind);
        outer.failed = outer.failed || inner.failed;
        sluice_text_free(&inner);
        inner = outer;
    }
    sluice_text_add(&inner, data + levels[0].end, der->length - levels[0].end);
    if (inner.failed) {
        sluice_text_free(&inner);
        return "out of memory";
    }
    sluice_text_free(der);
    *der = inner;
    return NULL;
}
